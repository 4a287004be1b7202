import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textblob import TextBlob

from quotelens import sentiment, tables
from quotelens.errors import SettingsError, TableError


def _quotes(*rows: dict[str, object]) -> pd.DataFrame:
    plain = {"type": "direct", "level": 0, "content_spans": "[[0, 1]]", "n_words": 1, "confidence": 1.0}
    return tables.QUOTES.frame(
        [
            {"quote_id": f"q{k}", "doc_id": "d1", "position": k, "content": "x", **plain, **row}
            for k, row in enumerate(rows)
        ]
    )


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
    assert list(tone.columns) == list(sentiment.MEASURES)
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


# --- score -----------------------------------------------------------------------------------------------------------


def test_score_fills_the_tone_columns_from_the_content_alone() -> None:
    quotes = _quotes(
        {"content": "the vote is on Monday", "cue": "complained", "mention": "an awful critic"},
        {"content": "the plan is good"},
    ).set_index(pd.Index([7, 3]))
    scored = sentiment.score(quotes)
    tables.check(scored, tables.QUOTES)
    assert scored.index.tolist() == [7, 3]
    assert scored.loc[7, list(sentiment.MEASURES)].isna().all()  # "awful" and "complained" aren't the content's
    assert scored.loc[3, list(sentiment.MEASURES)].tolist() == pytest.approx([0.7, 0.6, 0.4404])
    assert quotes["vader_compound"].isna().all()  # the frame given is left alone


def test_score_of_no_quotes_is_an_empty_table() -> None:
    pd.testing.assert_frame_equal(sentiment.score(tables.QUOTES.empty()), tables.QUOTES.empty())


def test_score_needs_the_quotes_table() -> None:
    with pytest.raises(TableError, match="'content' is missing"):
        sentiment.score(tables.QUOTES.empty().drop(columns="content"))


def test_importing_the_stage_does_not_import_the_word_lists() -> None:
    code = (
        "import sys; import quotelens.sentiment; print([m for m in ('nltk', 'textblob', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- summarise -------------------------------------------------------------------------------------------------------


def test_summarise_gives_mean_interval_and_n_of_each_group() -> None:
    quotes = _quotes(
        {"source_id": "b", "vader_compound": -0.2},
        {"source_id": "a", "vader_compound": 0.1},
        {"source_id": "b", "vader_compound": 0.6},
        {"source_id": "b"},  # no word known: not counted, and no 0
        {"vader_compound": 0.9},  # no source: in no group
    )
    found = sentiment.summarise(quotes)
    assert found.columns.tolist() == ["group", "measure", "mean", "low", "high", "n"]
    assert found["group"].tolist() == ["b", "b", "b", "a", "a", "a"]
    assert found["measure"].tolist() == [*sentiment.MEASURES, *sentiment.MEASURES]
    assert found["n"].tolist() == [0, 0, 2, 0, 0, 1]
    np.testing.assert_allclose(found["mean"], [np.nan, np.nan, 0.2, np.nan, np.nan, 0.1])
    np.testing.assert_allclose(found["low"], [np.nan, np.nan, -0.2, np.nan, np.nan, np.nan])
    np.testing.assert_allclose(found["high"], [np.nan, np.nan, 0.6, np.nan, np.nan, np.nan])


def test_summarise_draws_whole_articles_where_there_are_several() -> None:
    # within each article all quotes agree: drawing quotes would give a narrow interval, drawing articles the full range
    rows = [{"source_id": "a", "doc_id": doc, "vader_compound": tone} for doc, tone in (("d1", -0.5), ("d2", 0.5))]
    quotes = _quotes(*rows * 20)
    vader = sentiment.summarise(quotes).iloc[2]
    assert (vader["mean"], vader["low"], vader["high"], vader["n"]) == (0.0, -0.5, 0.5, 40)
    by_type = sentiment.summarise(quotes.assign(doc_id=pd.array(["d1"] * 40, dtype="string"))).iloc[2]
    assert -0.25 < by_type["low"] < -0.05
    assert 0.05 < by_type["high"] < 0.25


def test_summarise_groups_by_any_column() -> None:
    quotes = _quotes({"level": 0, "vader_compound": 0.5}, {"level": 1, "vader_compound": -0.5})
    found = sentiment.summarise(quotes, by="level")
    assert found["group"].tolist() == ["0"] * 3 + ["1"] * 3
    assert found["mean"].tolist()[2::3] == [0.5, -0.5]


def test_summarise_of_nothing_is_empty_with_the_same_dtypes() -> None:
    found = sentiment.summarise(tables.QUOTES.empty())
    full = sentiment.summarise(_quotes({"source_id": "a"}))
    assert len(found) == 0
    pd.testing.assert_series_equal(found.dtypes, full.dtypes)


def test_summarise_names_a_missing_column_and_a_bad_level() -> None:
    with pytest.raises(TableError, match="column 'party' to group by is missing"):
        sentiment.summarise(_quotes({}), by="party")
    with pytest.raises(SettingsError, match="level must lie between 0 and 1"):
        sentiment.summarise(_quotes({"source_id": "a", "vader_compound": 0.5}), level=95)
