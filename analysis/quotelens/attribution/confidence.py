"""How sure the model is of a quote, as a probability that means something."""

from __future__ import annotations

import math
from typing import Any

TINY = 1e-6


def calibrated(raw: float, card: dict[str, Any]) -> float:
    """The probability that an attribution is right, from the product of its parts' probabilities.

    Platt scaling: a logistic curve over the raw product's log-odds, fitted on the development articles and kept in
    the model's card as `calibration: {slope, intercept}`. Right means: the content overlaps an annotated one by half
    or more (intersection over union), and the source mention overlaps the annotated one.

    References:
        Platt (1999), Probabilistic outputs for support vector machines, Advances in Large Margin Classifiers.
    """
    curve = card["calibration"]
    odds = math.log(max(raw, TINY)) - math.log(max(1.0 - raw, TINY))
    return round(1.0 / (1.0 + math.exp(-(curve["slope"] * odds + curve["intercept"]))), 4)
