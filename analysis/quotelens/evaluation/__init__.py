"""Scores against annotated data: gold readers, counts, intervals."""

from quotelens.evaluation import gate, gold
from quotelens.evaluation.attribution import AttributionReport, annotator_agreement, evaluate_attribution
from quotelens.evaluation.gold import GoldArticle, read_brat
from quotelens.evaluation.sources import evaluate_sources
from quotelens.evaluation.tone import evaluate_tone, of_model, pairs_right, read_challenge
from quotelens.evaluation.truth import evaluate_liar, evaluate_truth, read_truth

__all__ = [
    "AttributionReport",
    "GoldArticle",
    "annotator_agreement",
    "evaluate_attribution",
    "evaluate_liar",
    "evaluate_sources",
    "evaluate_tone",
    "evaluate_truth",
    "gate",
    "gold",
    "of_model",
    "pairs_right",
    "read_brat",
    "read_challenge",
    "read_truth",
]
