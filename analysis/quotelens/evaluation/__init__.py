"""Scores against annotated data: gold readers, counts, intervals."""

from quotelens.evaluation import gate, gold
from quotelens.evaluation.attribution import AttributionReport, annotator_agreement, evaluate_attribution
from quotelens.evaluation.certainty import evaluate_certainty
from quotelens.evaluation.gold import GoldArticle, read_brat
from quotelens.evaluation.sources import evaluate_sources
from quotelens.evaluation.tone import evaluate_tone, of_model, pairs_right, read_challenge

__all__ = [
    "AttributionReport",
    "GoldArticle",
    "annotator_agreement",
    "evaluate_attribution",
    "evaluate_certainty",
    "evaluate_sources",
    "evaluate_tone",
    "gate",
    "gold",
    "of_model",
    "pairs_right",
    "read_brat",
    "read_challenge",
]
