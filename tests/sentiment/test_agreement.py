"""Agreement of the three scores: Krippendorff's alpha held to NLTK's, and the quotes that differ most."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import interval_distance

from quotelens import sentiment
from quotelens.sentiment.agreement import SCORES

Rows = Callable[..., pd.DataFrame]
TONES = {-1: "negative", 0: "neutral", 1: "positive"}


def _scored(quotes: Rows, *scores: tuple[float | None, float | None, int | None]) -> pd.DataFrame:
    return quotes(
        *[
            {
                "textblob_polarity": blob,
                "vader_compound": vader,
                "tone": None if tone is None else TONES[tone],
                "tone_score": None if tone is None else 0.9 * tone,
            }
            for blob, vader, tone in scores
        ]
    )


def test_word_lists_are_cut_at_their_authors_threshold_and_the_model_by_its_tone(quotes: Rows) -> None:
    found = sentiment.agreement_classes(_scored(quotes, (0.05, -0.049, 1), (None, -0.05, 0), (0.0, 0.2, None)))
    np.testing.assert_array_equal(found[list(SCORES)].to_numpy(), [[1, 0, 1], [np.nan, -1, 0], [0, 1, np.nan]])


def test_full_agreement_is_1(quotes: Rows) -> None:
    found = sentiment.agreement(_scored(quotes, (0.5, 0.5, 1), (-0.5, -0.5, -1), (0.0, 0.0, 0)))
    assert found["alpha"].tolist() == [1.0] * 4
    assert found["same"].tolist() == [1.0] * 4
    assert found["n"].tolist() == [3] * 4


def test_a_case_worked_by_hand(quotes: Rows) -> None:
    # two scores of two quotes: (1, 1) and (-1, 1). Coincidences: 2 of (1, 1), 1 each of (-1, 1) and (1, -1).
    # observed: 2 pairs × 4; expected: 2 × (n₋₁ n₁) × 4 = 2 × 1 × 3 × 4; alpha = 1 - (4 - 1) × 8 / 24 = 0
    found = sentiment.agreement(_scored(quotes, (0.5, 0.5, None), (-0.5, 0.5, None)))
    pair = found[found["scores"] == "textblob_polarity + vader_compound"].iloc[0]
    assert pair["alpha"] == 0.0
    assert pair["n"] == 2


def test_alpha_is_nltks(quotes: Rows) -> None:
    dice = np.random.default_rng(3)
    scores = [tuple(None if dice.random() < 0.15 else float(dice.integers(-1, 2)) for _ in range(3)) for _ in range(60)]
    frame = _scored(quotes, *[(a, b, None if c is None else int(c)) for a, b, c in scores])
    records = [
        (name, str(row), int(value))
        for row, values in enumerate(scores)
        for name, value in zip(SCORES, values, strict=True)
        if value is not None and sum(other is not None for other in values) > 1
    ]
    task = AnnotationTask(records, distance=interval_distance)
    found = sentiment.agreement(frame).iloc[0]
    assert found["alpha"] == pytest.approx(task.alpha())
    assert found["low"] < found["alpha"] < found["high"]


def test_nothing_to_compare_is_nan(quotes: Rows) -> None:
    none = sentiment.agreement(quotes())
    assert none["alpha"].isna().all()
    assert none["n"].tolist() == [0] * 4
    same = sentiment.agreement(_scored(quotes, (0.5, 0.5, 1), (0.5, 0.5, 1)))
    assert same["alpha"].isna().all()  # nothing varies
    assert same["same"].tolist() == [1.0] * 4


def test_the_widest_spread_comes_first_and_single_scores_are_left_out(quotes: Rows) -> None:
    frame = _scored(quotes, (0.1, 0.2, 0), (None, 0.8, None), (0.5, -0.5, -1), (0.5, -0.9, -1))
    found = sentiment.disagreements(frame, n=2)
    assert found["quote_id"].tolist() == ["q2", "q3"]  # both spread 1.4: the first in the table first
    assert found["spread"].tolist() == pytest.approx([1.4, 1.4])
    assert len(sentiment.disagreements(frame)) == 3
