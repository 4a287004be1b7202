"""How far the sources can be relied on: descriptive statistics of sources, articles and outlets, with uncertainty.

`estimate` describes by the indicators of `INDICATORS`; `silent` lists who is talked about and not quoted,
`corroboration` how often others bear a source out, `grades` NATO's two grades rule by rule, `composite` one figure
for those who give weights, `discover` weighs the values that sources give for the same facts, `track_record` how often
they were right before. Everything here describes what was extracted; nothing predicts whether a claim is true.
"""

from quotelens.reliability.composite import composite
from quotelens.reliability.corroboration import JEFFREYS, Beta, corroboration, counts_by_source
from quotelens.reliability.discovery import PRIORS, Discovery, Priors, discover
from quotelens.reliability.grades import grades
from quotelens.reliability.indicators import INDICATORS, estimate
from quotelens.reliability.overrules import Overrule, read_overrules
from quotelens.reliability.track_record import track_record
from quotelens.reliability.voices import silent

__all__ = [
    "INDICATORS", "JEFFREYS", "PRIORS", "Beta", "Discovery", "Overrule", "Priors", "composite", "corroboration",
    "counts_by_source", "discover", "estimate", "grades", "read_overrules", "silent", "track_record",
]  # fmt: skip
