"""Scores against annotated data: gold readers, counts, intervals."""

from quotelens.evaluation import certainty, claims, gate, gold, planted, tone, truth
from quotelens.evaluation.attribution import AttributionReport, annotator_agreement, evaluate_attribution
from quotelens.evaluation.gold import GoldArticle, read_brat
from quotelens.evaluation.sources import evaluate_sources

__all__ = [
    "AttributionReport",
    "GoldArticle",
    "annotator_agreement",
    "certainty",
    "claims",
    "evaluate_attribution",
    "evaluate_sources",
    "gate",
    "gold",
    "planted",
    "read_brat",
    "tone",
    "truth",
]
