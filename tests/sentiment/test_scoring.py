"""The tone columns of quotes, and who is spoken of in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from quotelens import sentiment, tables
from quotelens.errors import TableError
from quotelens.records import Article

Rows = Callable[..., pd.DataFrame]
MODEL = ["tone", "tone_negative", "tone_neutral", "tone_positive", "tone_score"]
LISTS = ["textblob_polarity", "textblob_subjectivity", "vader_compound"]


def test_score_fills_the_tone_columns_from_the_content_alone(quotes: Rows, echo: Any) -> None:
    frame = quotes(
        {"content": "the vote is on Monday", "cue": "complained", "mention": "an awful critic"},
        {"content": "the plan is good"},
    ).set_index(pd.Index([7, 3]))
    scored = sentiment.score(frame, encoder=echo)
    tables.check(scored, tables.QUOTES)
    assert scored.index.tolist() == [7, 3]
    assert scored.loc[7, LISTS].isna().all()  # "awful" and "complained" aren't the content's
    assert scored.loc[3, LISTS].tolist() == pytest.approx([0.7, 0.6, 0.4404])
    assert echo.seen == ["thevoteisonMonday", "theplanisgood"]
    assert scored["tone"].tolist() == ["positive", "positive"]
    assert scored.loc[3, "tone_score"] == scored.loc[3, "tone_positive"] - scored.loc[3, "tone_negative"]
    assert frame["vader_compound"].isna().all()  # the frame given is left alone


def test_a_cue_has_its_stance_and_no_cue_has_none(quotes: Rows, echo: Any) -> None:
    frame = quotes({"cue": "claimed to"}, {"cue": "said"}, {}, {"cue": "went on record"})
    assert sentiment.score(frame, encoder=echo)["cue_stance"].tolist()[:2] == ["doubting", "neutral"]
    own = sentiment.score(frame, encoder=echo, stances={"go on record": "endorsing"})
    assert own["cue_stance"].isna().tolist() == [False, False, True, False]
    assert own["cue_stance"].iloc[3] == "endorsing"


def test_a_studys_own_terms_reach_the_word_lists(quotes: Rows, echo: Any) -> None:
    scored = sentiment.score(quotes({"content": "the thuwar came"}), encoder=echo, terms={"thuwar": 0.5})
    assert scored["textblob_polarity"].tolist() == [0.5]


def test_score_of_no_quotes_is_an_empty_table(echo: Any) -> None:
    pd.testing.assert_frame_equal(sentiment.score(tables.QUOTES.empty(), encoder=echo), tables.QUOTES.empty())


def test_score_needs_the_quotes_table() -> None:
    with pytest.raises(TableError, match="'content' is missing"):
        sentiment.score(tables.QUOTES.empty().drop(columns="content"))


# --- targets ---------------------------------------------------------------------------------------------------------

TEXT = 'It rained. "Bob lied to Cy," Ann said. "Bob told me that Dee left," she added.'


def _study(quotes: Rows) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    def spans(part: str) -> str:
        return json.dumps([[TEXT.index(part), TEXT.index(part) + len(part)]])

    frame = quotes(
        {"source_id": "ann", "content_spans": spans('"Bob lied to Cy,"')},
        {"source_id": "ann", "content_spans": spans('"Bob told me that Dee left,"')},
        {"source_id": "bob", "content_spans": spans("that Dee left"), "level": 1, "parent_quote_id": "q1"},
    )
    places = [("Bob", 12), ("Cy", 24), ("Ann", 29), ("Bob", 40), ("Dee", 57)]
    names = tables.NAMES.frame(
        [
            {
                "doc_id": "d1",
                "name_id": name.lower(),
                "source_id": name.lower() if name in ("Ann", "Bob") else None,
                "full_name": name,
                "kind": "person",
                "name": name,
                "name_start": start,
                "name_end": start + len(name),
            }
            for name, start in places
        ]
    )
    assert all(TEXT[start : start + len(name)] == name for name, start in places)
    return frame, names, tables.of_articles([Article.from_text(TEXT, "d1")])


def test_everybody_named_in_a_quote_is_a_target_of_the_innermost_one(quotes: Rows, echo: Any) -> None:
    found = sentiment.of_targets(*_study(quotes), encoder=echo)
    tables.check(found, tables.TARGETS)
    pairs = list(zip(found["quote_id"], found["source_id"], found["target_id"], strict=True))
    assert pairs == [("q0", "ann", "bob"), ("q0", "ann", "cy"), ("q1", "ann", "bob"), ("q2", "bob", "dee")]
    assert found["target_source_id"].isna().tolist() == [False, True, False, True]
    assert found["tone"].tolist() == ["positive"] * 4


def test_the_articles_whole_sentence_is_read_and_the_name_is_marked_in_it(quotes: Rows, echo: Any) -> None:
    sentiment.of_targets(*_study(quotes), encoder=echo)
    assert echo.seen == ["Bob", "Cy", "Bob", "Dee"]
    assert echo.read_in_all[0] == '"BobliedtoCy,"Annsaid.'


def test_nobody_is_a_target_of_their_own_quote(quotes: Rows, echo: Any) -> None:
    frame, names, articles = _study(quotes)
    own = frame.assign(source_id=pd.array(["bob", "bob", "dee"], dtype="string"))
    found = sentiment.of_targets(own, names, articles, encoder=echo)
    assert found["target_id"].tolist() == ["cy"]


def test_no_quotes_have_no_targets(quotes: Rows, echo: Any) -> None:
    _, names, articles = _study(quotes)
    pd.testing.assert_frame_equal(
        sentiment.of_targets(tables.QUOTES.empty(), names, articles, encoder=echo), tables.TARGETS.empty()
    )
