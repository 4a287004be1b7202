"""Scores against annotated data: gold readers, counts, intervals."""

from quotelens.evaluation import gate, gold
from quotelens.evaluation.attribution import AttributionReport, annotator_agreement, evaluate_attribution
from quotelens.evaluation.certainty import evaluate_certainty
from quotelens.evaluation.gold import GoldArticle, read_brat
from quotelens.evaluation.sources import evaluate_sources
from quotelens.evaluation.tone import evaluate_pairs, evaluate_tone, holds_pairs, of_model, read_challenge

__all__ = [
    "AttributionReport",
    "GoldArticle",
    "annotator_agreement",
    "evaluate_attribution",
    "evaluate_certainty",
    "evaluate_pairs",
    "evaluate_sources",
    "evaluate_tone",
    "gate",
    "gold",
    "holds_pairs",
    "of_model",
    "read_brat",
    "read_challenge",
]
