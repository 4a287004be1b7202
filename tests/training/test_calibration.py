"""Confidence against what annotators have: the judgement, the curve and its error."""

from __future__ import annotations

import math

import numpy as np
import pytest

from quotelens.attribution.confidence import calibrated
from quotelens.evaluation import GoldArticle
from quotelens.records import Article, Quote, Span
from quotelens.training.calibration import cross_fitted_error, expected_error, fit, judged

TEXT = "Ana said that rents rose. Bo warned of rain."
ANA, SAID, ROSE = Span(0, 3), Span(4, 8), Span(9, 24)  # "that rents rose"
BO, WARNED, RAIN = Span(26, 28), Span(29, 35), Span(36, 43)  # "of rain"


def quote(content: Span, mention: Span | None, confidence: float = 1.0, level: int = 0) -> Quote:
    return Quote("a:0", "a", 0, "indirect", (content,), None, mention, level=level, confidence=confidence)


def gold(**versions: tuple[Quote, ...]) -> list[GoldArticle]:
    return [GoldArticle(Article.from_text(TEXT, "a"), versions)]


def test_the_share_of_two_annotators_who_have_the_quote_too():
    both = gold(x=(quote(ROSE, ANA), quote(RAIN, BO)), y=(quote(ROSE, ANA),))
    confidences, shares = judged(both, [[quote(ROSE, ANA, 0.9), quote(RAIN, BO, 0.6), quote(SAID, BO, 0.2)]])
    assert confidences.tolist() == [0.9, 0.6, 0.2]
    assert shares.tolist() == [1.0, 0.5, 0.0]


def test_half_of_the_content_is_enough_and_less_is_not():
    # "that rents rose" has 13 characters without its spaces, "rents rose" 9 of them, "rose" 4
    shares = judged(gold(x=(quote(ROSE, ANA),)), [[quote(Span(14, 24), ANA)]])[1]
    assert shares.tolist() == [1.0]
    shares = judged(gold(x=(quote(ROSE, ANA),)), [[quote(Span(20, 24), ANA)]])[1]
    assert shares.tolist() == [0.0]


@pytest.mark.parametrize(
    ("predicted", "annotated", "share"),
    [(ANA, ANA, 1.0), (None, None, 1.0), (ANA, None, 0.0), (None, ANA, 0.0), (BO, ANA, 0.0), (Span(0, 8), ANA, 1.0)],
)
def test_sources_agree_where_they_overlap_or_are_absent_on_both_sides(predicted, annotated, share):
    assert judged(gold(x=(quote(ROSE, annotated),)), [[quote(ROSE, predicted)]])[1].tolist() == [share]


def test_one_annotated_quote_makes_only_one_prediction_right():
    twice = [quote(ROSE, ANA, 0.9), quote(Span(14, 24), ANA, 0.8)]
    assert judged(gold(x=(quote(ROSE, ANA),)), [twice])[1].tolist() == [1.0, 0.0]


def test_nested_quotes_are_not_judged():
    confidences, shares = judged(gold(x=()), [[quote(ROSE, ANA, 0.9), quote(RAIN, BO, 0.6, level=1)]])
    assert confidences.tolist() == [0.9]
    assert shares.tolist() == [0.0]


def test_nothing_predicted_nothing_judged():
    confidences, shares = judged(gold(x=(quote(ROSE, ANA),)), [[]])
    assert confidences.shape == shares.shape == (0,)


@pytest.mark.parametrize(
    ("slope", "complement", "intercept"), [(1.0, 1.0, 0.0), (0.5, 0.5, -0.75), (1.8, 0.9, 0.4), (0.3, 1.2, 1.0)]
)
def test_the_fit_finds_the_curve_that_the_shares_lie_on(slope, complement, intercept):
    raw = np.linspace(0.02, 0.98, 49)
    right = 1 / (1 + np.exp(-(slope * np.log(raw) - complement * np.log(1 - raw) + intercept)))
    curve = fit(raw, right)
    wanted = {"slope": slope, "complement": complement, "intercept": intercept}
    assert curve == {name: pytest.approx(value, abs=0.01) for name, value in wanted.items()}
    shipped = [calibrated(float(p), {"calibration": curve}) for p in raw]  # the curve as the package applies it
    assert shipped == pytest.approx(right.tolist(), abs=0.001)


def test_certainty_and_impossibility_leave_the_curve_finite():
    curve = fit(np.array([0.0, 0.5, 1.0, 0.5]), np.array([0.25, 0.5, 0.75, 0.5]))
    assert all(math.isfinite(value) for value in curve.values())


def test_expected_error_of_four_quotes_by_hand():
    # last bin: confidence 0.95 on average, 0.75 right, gap 0.2; second bin: 0.15, none right, gap 0.15; half each
    confidence, right = np.array([1.0, 0.9, 0.15, 0.15]), np.array([1.0, 0.5, 0.0, 0.0])
    assert expected_error(confidence, right) == pytest.approx(0.5 * 0.2 + 0.5 * 0.15)


def test_confidence_that_holds_has_no_error():
    assert expected_error(np.array([0.5, 0.5, 0.25, 0.25, 0.25, 0.25]), np.array([1, 0, 1, 0, 0, 0])) == 0.0


def test_no_quotes_no_error_to_speak_of():
    assert math.isnan(expected_error(np.array([]), np.array([])))


def test_without_quotes_the_curve_changes_nothing():
    assert fit(np.array([]), np.array([])) == {"slope": 1.0, "complement": 1.0, "intercept": 0.0}


def test_each_articles_curve_comes_from_the_others():
    # the two articles contradict each other: each one's curve is the other's truth
    raw = np.array([0.5] * 4)
    right, article = np.array([0.75, 0.75, 0.25, 0.25]), np.array([0, 0, 1, 1])
    assert cross_fitted_error(raw, right, article) == pytest.approx(0.5, abs=0.001)
    # and where they agree, the other's curve holds
    assert cross_fitted_error(raw, np.array([0.75] * 4), article) == pytest.approx(0.0, abs=0.001)


def test_folds_hold_whole_articles():
    # articles 0 and 10 share a fold of ten, so neither helps the other
    raw, right = np.array([0.5] * 6), np.array([0.75, 0.75, 0.75, 0.75, 0.25, 0.25])
    error = cross_fitted_error(raw, right, np.array([0, 0, 10, 10, 1, 1]))
    assert error == pytest.approx(0.5, abs=0.001)


def test_one_article_has_no_others_to_fit_a_curve_on():
    assert math.isnan(cross_fitted_error(np.array([0.5, 0.6]), np.array([1.0, 0.0]), np.array([0, 0])))
    assert math.isnan(cross_fitted_error(np.array([]), np.array([]), np.array([])))
