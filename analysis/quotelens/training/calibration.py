"""Confidence that means something: a logistic curve over the model's own probabilities, and how well it holds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize

from quotelens.attribution.confidence import TINY
from quotelens.evaluation.attribution import match_quotes
from quotelens.evaluation.gold import GoldArticle
from quotelens.evaluation.scores import expected_error
from quotelens.records import Quote


def judged(gold: Sequence[GoldArticle], quotes: Sequence[Sequence[Quote]]) -> tuple[np.ndarray, np.ndarray]:
    """Confidence of every level-0 quote, and the share of annotators who have the same attribution.

    The same: contents matched one to one (`evaluation.attribution.match_quotes`), and source mentions that overlap, or
    are absent on both sides.

    Args:
        gold: n annotated articles.
        quotes: The predicted quotes of each.

    Returns:
        Two arrays of one item a predicted quote, both 0-1.
    """
    confidences, shares = [], []
    for item, predicted in zip(gold, quotes, strict=True):
        top = [quote for quote in predicted if quote.level == 0]
        right = np.zeros(len(top))
        for version in item.versions.values():
            for _, column, same_source in match_quotes(item.article, version, top):
                right[column] += same_source / len(item.versions)
        confidences += [quote.confidence for quote in top]
        shares += right.tolist()
    return np.array(confidences), np.array(shares)


def fit(raw: np.ndarray, right: np.ndarray) -> dict[str, float]:
    """The curve that `attribution.confidence.calibrated` applies; without quotes, one that changes nothing.

    References:
        Kull, Silva Filho and Flach (2017), Beta calibration, AISTATS.
    """
    if not len(raw):
        return {"slope": 1.0, "complement": 1.0, "intercept": 0.0}
    parts = _parts(raw)

    def loss(curve: np.ndarray) -> float:
        z = parts @ curve
        return float(np.mean(np.logaddexp(0.0, z) - right * z))

    names = ("slope", "complement", "intercept")
    found = minimize(loss, np.array([1.0, 1.0, 0.0]), method="BFGS").x
    return {name: round(float(value), 4) for name, value in zip(names, found, strict=True)}


def _parts(raw: np.ndarray) -> np.ndarray:
    """What the curve's three numbers are multiplied by (n, 3), kept finite as in `attribution.confidence`."""
    return np.stack(
        [np.log(np.maximum(raw, TINY)), -np.log(np.maximum(1.0 - raw, TINY)), np.ones_like(raw, dtype=float)], axis=1
    )


def cross_fitted_error(raw: np.ndarray, right: np.ndarray, article: np.ndarray, folds: int = 10) -> float:
    """Expected calibration error where each article's curve was fitted on the others.

    Args:
        raw, right: One item a quote, see `judged`.
        article: Index of each quote's article; folds hold whole articles.
        folds: Number of parts.

    Returns:
        0-1; NaN where there are no quotes, or none outside one fold to fit a curve on.
    """
    confidence = np.zeros(len(raw))
    for fold in range(folds):
        held = article % folds == fold
        if held.all():
            return float("nan")
        if held.any():
            curve = fit(raw[~held], right[~held])
            confidence[held] = 1.0 / (1.0 + np.exp(-(_parts(raw[held]) @ np.array(list(curve.values())))))
    return expected_error(confidence, right)
