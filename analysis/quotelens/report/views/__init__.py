"""Tables as readers see them: rounded, in words, cut to a stated number of rows; the study's frames have all.

Every function takes a study and gives a `View`, which JupyterLab shows and the report takes over.
"""

from quotelens.report.views.mood import agreement, cues, disagreements, spoken_of, tone_by_quote, tone_by_source
from quotelens.report.views.view import LIMIT, View
from quotelens.report.views.weight import article_indicators, source_indicators
from quotelens.report.views.who import articles, exclusions, quotes, sources, speakers

__all__ = [
    "LIMIT",
    "View",
    "agreement",
    "article_indicators",
    "articles",
    "cues",
    "disagreements",
    "exclusions",
    "quotes",
    "source_indicators",
    "sources",
    "speakers",
    "spoken_of",
    "tone_by_quote",
    "tone_by_source",
]
