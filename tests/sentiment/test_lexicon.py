"""Word lists: their own figures on plain text, and what stands between them and news."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textblob import TextBlob

from quotelens import sentiment
from quotelens.sentiment.lexicon import LISTS


def _vader(text: str) -> float:
    return float(sentiment.lexicon([text]).loc[0, "vader_compound"])


# --- lexicon ---------------------------------------------------------------------------------------------------------


def test_one_known_word_scores_as_its_word_list_says() -> None:
    tone = sentiment.lexicon(["The plan is good."])
    assert tone.loc[0, "textblob_polarity"] == pytest.approx(0.7)
    assert tone.loc[0, "textblob_subjectivity"] == pytest.approx(0.6)
    assert tone.loc[0, "vader_compound"] == 0.4404  # "good" is 1.9; 1.9/sqrt(1.9² + 15)


def test_negation_turns_the_tone() -> None:
    tone = sentiment.lexicon(["The plan is not good."])
    assert tone.loc[0, "textblob_polarity"] == pytest.approx(-0.35)  # TextBlob: times -0.5
    assert tone.loc[0, "vader_compound"] == -0.3412  # VADER: times -0.74, so -1.406/sqrt(1.406² + 15)


def test_textblob_gives_its_own_figures() -> None:
    text = "A very good plan, hardly a bad one, and not an entirely new one."
    tone = sentiment.lexicon([text]).loc[0]
    assert tuple(tone[["textblob_polarity", "textblob_subjectivity"]]) == tuple(TextBlob(text).sentiment)


def test_vader_gives_the_figures_of_its_authors() -> None:
    assert _vader("VADER is smart, handsome, and funny.") == 0.8316
    assert _vader("VADER is not smart, handsome, nor funny.") == -0.7424


def test_no_known_word_is_nan_and_balance_is_0() -> None:
    tone = sentiment.lexicon(["The committee convened on Tuesday.", "", "peace and crime"])
    assert tone.loc[0].isna().all()
    assert tone.loc[1].isna().all()
    assert tone.loc[2, "vader_compound"] == 0  # 2.5 and -2.5


def test_a_known_word_without_tone_is_0_not_nan() -> None:
    # "daily" is in TextBlob's list with polarity and subjectivity 0, and not in VADER's
    tone = sentiment.lexicon(["the daily committee"])
    assert tone.loc[0, ["textblob_polarity", "textblob_subjectivity"]].tolist() == [0, 0]
    assert np.isnan(tone.loc[0, "vader_compound"])


def test_a_word_vader_uses_only_to_weigh_others_measures_nothing() -> None:
    assert np.isnan(_vader("kind of a committee"))
    assert _vader("a kind committee") > 0.4


@pytest.mark.parametrize(
    "text", ["“Terrible,” he said", '"Terrible," he said', "‘Terrible,’ he said", "«Terrible», he said"]
)
def test_quotation_marks_do_not_hide_a_word(text: str) -> None:
    assert _vader(text) == _vader("Terrible, he said") == -0.4767  # -2.1/sqrt(2.1² + 15)


def test_a_typographic_apostrophe_negates_like_a_plain_one() -> None:
    assert _vader("It isn’t good") == _vader("It isn't good") == -0.3412


def test_an_emoticon_keeps_its_apostrophe() -> None:
    assert _vader("flood :'(") == -0.4939  # the emoticon is -2.2; -2.2/sqrt(2.2² + 15)


def test_a_dash_separates_words() -> None:
    assert _vader("the reply—terrible—came") == -0.4767


@given(st.lists(st.text(max_size=60), max_size=4))
@settings(derandomize=True, deadline=None, max_examples=100)
def test_any_text_gives_one_row_within_range(texts: list[str]) -> None:
    tone = sentiment.lexicon(texts)
    assert list(tone.columns) == list(LISTS)
    assert len(tone) == len(texts)
    assert ((tone["textblob_polarity"].abs() <= 1) | tone["textblob_polarity"].isna()).all()
    assert (tone["textblob_subjectivity"].between(0, 1) | tone["textblob_subjectivity"].isna()).all()
    assert ((tone["vader_compound"].abs() <= 1) | tone["vader_compound"].isna()).all()


@pytest.mark.parametrize(
    "text", ["good\0", "\ud800 good", "good 😀", "good e\u0301", "‏طيب good", "go\u00adod", "\ufeffgood"]
)
def test_odd_characters_beside_a_word_cost_nothing(text: str) -> None:
    assert sentiment.lexicon([text]).loc[0, "textblob_polarity"] == pytest.approx(0.7)


def test_no_texts_give_no_rows() -> None:
    tone = sentiment.lexicon([])
    assert tone.shape == (0, 3)
    assert (tone.dtypes == "float64").all()


def test_importing_the_stage_does_not_import_the_word_lists() -> None:
    code = (
        "import sys; import quotelens.sentiment; print([m for m in ('nltk', 'textblob', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- a study's own terms, and the words behind a score --------------------------------------------------------------


def test_a_studys_own_terms_go_before_both_lists() -> None:
    text = "Many were killed by the thuwar."
    plain = sentiment.lexicon([text]).loc[0]
    own = sentiment.lexicon([text], {"killed": 0, "Thuwar": 1.0}).loc[0]
    assert plain["vader_compound"] == -0.6705  # killed: -3.5
    assert own["vader_compound"] == 0.7184  # thuwar: 4 × 1; 4/sqrt(4² + 15)
    assert own["textblob_polarity"] == pytest.approx((0.5 + 0 + 1) / 3)  # many, killed, thuwar
    pd.testing.assert_series_equal(sentiment.lexicon([text]).loc[0], plain)  # the lists themselves stay as they were


def test_the_words_behind_a_score_are_shown_with_what_was_done_to_them() -> None:
    found = sentiment.words("It is not a good plan, but a very terrible one.")
    assert found.to_dict("records") == [
        {"list": "textblob", "words": "not good", "weight": pytest.approx(-0.35), "alone": pytest.approx(0.7)},
        {"list": "textblob", "words": "very terrible", "weight": pytest.approx(-1.0), "alone": -1.0},
        {"list": "vader", "words": "good", "weight": pytest.approx(1.9 * -0.74 * 0.5), "alone": 1.9},
        {"list": "vader", "words": "terrible", "weight": pytest.approx((-2.1 - 0.293) * 1.5), "alone": -2.1},
    ]


def test_vaders_words_add_up_to_its_score() -> None:
    text = "The brave thieves did not win a great prize."
    total = sentiment.words(text).query("list == 'vader'")["weight"].sum()
    assert _vader(text) == pytest.approx(total / np.sqrt(total**2 + 15), abs=1e-4)


@given(st.text(max_size=80))
@settings(derandomize=True, deadline=None, max_examples=100)
def test_a_list_has_words_just_where_it_has_a_score(text: str) -> None:
    found, score = sentiment.words(text), sentiment.lexicon([text]).loc[0]
    assert (found["list"] == "textblob").any() == (not np.isnan(score["textblob_polarity"]))
    assert (found["list"] == "vader").any() == (not np.isnan(score["vader_compound"]))
