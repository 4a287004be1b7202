"""Tables as readers see them: rounded, in words, cut to a stated number of rows; the study's frames have all.

Every function takes a study and gives a `View`, which JupyterLab shows and the report takes over.
"""

from quotelens.report.views.graded import composite, corroboration, grade_rules, grades
from quotelens.report.views.mood import (
    agreement,
    cues,
    disagreements,
    spoken_of,
    tone_by,
    tone_by_quote,
    tone_by_source,
)
from quotelens.report.views.pairs import claims, contradictions, copies, corroborations, independence, support, voices
from quotelens.report.views.said import certainty_by_quote, certainty_by_source
from quotelens.report.views.view import LIMIT, View, table
from quotelens.report.views.weight import (
    article_indicators,
    balance,
    chain,
    diversity,
    outlets,
    silent,
    source_indicators,
)
from quotelens.report.views.who import articles, exclusions, quotes, sources, speakers

__all__ = [
    "LIMIT",
    "View",
    "agreement",
    "article_indicators",
    "articles",
    "balance",
    "certainty_by_quote",
    "certainty_by_source",
    "chain",
    "claims",
    "composite",
    "contradictions",
    "copies",
    "corroboration",
    "corroborations",
    "cues",
    "disagreements",
    "diversity",
    "exclusions",
    "grade_rules",
    "grades",
    "independence",
    "outlets",
    "quotes",
    "silent",
    "source_indicators",
    "sources",
    "speakers",
    "spoken_of",
    "support",
    "table",
    "tone_by",
    "tone_by_quote",
    "tone_by_source",
    "voices",
]
