"""How sure the model is of a quote, as a probability that means something."""

from __future__ import annotations

import math
from typing import Any

TINY = 1e-6


def calibrated(raw: float, card: dict[str, Any]) -> float:
    """The probability that an attribution is right, from the product of its parts' probabilities.

    Beta calibration: a logistic curve over `slope` log p - `complement` log (1 - p) + `intercept`, p the raw product,
    fitted on the development articles and kept in the model's card as `calibration`. Without a `complement` it is the
    slope, and the curve is Platt's. Right means: the content overlaps an annotated one by half
    or more (intersection over union), and the source mention overlaps the annotated one.

    References:
        Kull, Silva Filho and Flach (2017), Beta calibration, AISTATS.
    """
    curve = card["calibration"]
    complement = curve.get("complement", curve["slope"])
    odds = curve["slope"] * math.log(max(raw, TINY)) - complement * math.log(max(1.0 - raw, TINY))
    return round(1.0 / (1.0 + math.exp(-(odds + curve["intercept"]))), 4)
