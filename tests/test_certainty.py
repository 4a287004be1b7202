"""How certain things are presented to be: what the network is asked, hedges and boosters, estimative words."""

import subprocess
import sys
from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotelens import certainty, tables
from quotelens.encoder import Encoder, Pieces, shapes
from quotelens.errors import TableError
from quotelens.records import Article, Quote, Span


class Echo:
    """A certainty model of one piece a letter; its answer is the number of marked pieces, or one set beforehand."""

    def __init__(self, answer: float | None = None) -> None:
        self.answer = answer
        self.seen: list[tuple[str, str]] = []

    def of(self, output: str) -> dict[str, Any]:
        assert output == "certainty"
        return {}

    def pieces(self, texts: Sequence[str]) -> list[Pieces]:
        found = []
        for text in texts:
            offsets = np.array([(k, k + 1) for k, letter in enumerate(text) if letter != " "], dtype=np.int64)
            offsets = offsets.reshape(-1, 2)
            found.append(Pieces(np.array([ord(text[a]) for a, _ in offsets]), shapes(text, offsets), offsets))
        return found

    def read(self, windows: Sequence[Pieces], *, marked: Sequence[np.ndarray]) -> list[dict[str, np.ndarray]]:
        for window, chosen in zip(windows, marked, strict=True):
            whole, part = ("".join(chr(k) for k in ids) for ids in (window.ids, window.ids[chosen == 1]))
            self.seen.append((whole, part))
        answers = [float(chosen.sum()) if self.answer is None else self.answer for chosen in marked]
        return [{"certainty": np.array([[answer]])} for answer in answers]


def score(model: Echo, texts: Sequence[str], spans: Sequence[tuple[int, int]]) -> "pd.Series[float]":
    return certainty.score(texts, spans, encoder=cast(Encoder, model))


# --- score -----------------------------------------------------------------------------------------------------------


def test_the_span_alone_is_marked_and_the_scale_ends_at_3() -> None:
    model = Echo()
    found = score(model, ["He may go.", "They left."], [(7, 9), (5, 9)])
    assert [part for _, part in model.seen] == ["go", "left"]
    assert found.tolist() == [2.0, 3.0]  # four letters, cut
    assert (found.name, found.dtype) == ("certainty", "float64")
    assert score(Echo(-7.5), ["No."], [(0, 2)]).tolist() == [-3.0]


def test_a_span_without_a_word_has_no_certainty() -> None:
    assert score(Echo(), ["He left.", "He left."], [(2, 3), (0, 2)]).isna().tolist() == [True, False]


def test_nothing_is_asked_of_no_texts() -> None:
    assert len(score(Echo(), [], [])) == 0


def test_of_a_long_text_what_stands_around_the_span_is_read() -> None:
    model = Echo()
    score(model, ["a" * 1000 + " Bob " + "b" * 1000], [(1001, 1004)])
    [(whole, part)] = model.seen
    assert (len(whole), part) == (300, "Bob")


@pytest.mark.parametrize("span", [(0, 0), (-1, 2), (3, 99), (2, 1)])
def test_a_span_that_is_none_is_named(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"row 1: \[.*\) is no stretch of a text of 9 characters"):
        score(Echo(), ["Ann left.", "Bob left."], [(0, 3), span])
    with pytest.raises(ValueError, match="1 texts need as many spans, not 0"):
        score(Echo(), ["Ann left."], [])


# --- of_quotes -------------------------------------------------------------------------------------------------------

TEXT = "Rain fell. The mayor denied that the dam had burst. “It may hold. We watched it,” she said. Nobody knew."


def span(part: str) -> Span:
    start = TEXT.index(part)
    return Span(start, start + len(part))


def frames(*quotes: Quote) -> tuple[pd.DataFrame, pd.DataFrame]:
    article = Article.from_text(TEXT, "d")
    return tables.of_quotes(article, quotes), tables.of_articles([article])


def of_quotes(model: Echo, quotes: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    return certainty.of_quotes(quotes, articles, encoder=cast(Encoder, model))


def test_a_claim_is_read_in_its_sentence_and_with_that_of_its_cue() -> None:
    model = Echo()
    denied = Quote("d:0", "d", 0, "indirect", (span("that the dam had burst"),), cue=span("denied"))
    said = Quote("d:1", "d", 1, "direct", (span("It may hold. We watched it,"),), cue=span("said"))
    found = of_quotes(model, *frames(denied, said))
    assert model.seen == [
        ("Themayordeniedthatthedamhadburst.", "thatthedamhadburst"),
        ("“Itmayhold.Wewatchedit,”shesaid.", "Itmayhold."),
        ("Wewatchedit,”shesaid.", "Wewatchedit,"),
    ]
    assert found["certainty"].tolist() == [3.0, 3.0]
    tables.check(found, tables.QUOTES)


def test_a_quote_is_the_mean_of_its_claims_by_their_words() -> None:
    class Doubtful(Echo):
        def read(self, windows: Sequence[Pieces], *, marked: Sequence[np.ndarray]) -> list[dict[str, np.ndarray]]:
            super().read(windows, marked=marked)
            return [{"certainty": np.array([[1.0 if "may" in part else 2.5]])} for _, part in self.seen]

    quote = Quote("d:0", "d", 0, "direct", (span("It may hold."), span("We watched it")))
    found = of_quotes(Doubtful(), *frames(quote))
    assert found["certainty"].tolist() == [1.75]  # 3 words at 1.0, 3 words at 2.5
    assert found["hedges"].tolist() == pytest.approx([100 / 6])
    assert found["boosters"].tolist() == [0.0]


def test_of_no_quotes_the_columns_are_there() -> None:
    quotes, articles = frames()
    found = of_quotes(Echo(), quotes, articles)
    assert len(found) == 0
    tables.check(found, tables.QUOTES)


def test_a_quote_without_a_word_is_not_scored() -> None:
    found = of_quotes(Echo(), *frames(Quote("d:0", "d", 0, "direct", (span("“"),))))
    assert found[["certainty", "hedges", "boosters"]].isna().to_numpy().all()


def test_quotes_and_articles_must_fit() -> None:
    quotes, articles = frames(Quote("d:0", "d", 0, "indirect", (span("Rain fell"),)))
    with pytest.raises(TableError, match="no 'd', which quote 'd:0' stands in"):
        of_quotes(Echo(), quotes, articles.iloc[:0])
    short = articles.assign(text=pd.array(["Rain"], dtype="string"))
    with pytest.raises(TableError, match="'d:0' reaches beyond the 4 characters"):
        of_quotes(Echo(), quotes, short)
    with pytest.raises(TableError):
        of_quotes(Echo(), quotes.drop(columns="content"), articles)


# --- hedging ---------------------------------------------------------------------------------------------------------


def counted(text: str) -> tuple[int, int]:
    row = certainty.hedging([text]).iloc[0]
    return round(row["hedges"] * row["n_words"] / 100), round(row["boosters"] * row["n_words"] / 100)


def test_hedges_and_boosters_are_given_per_100_words() -> None:
    found = certainty.hedging(["Perhaps it will certainly rain, perhaps not at all.", "Rain fell.", ""])
    assert found["hedges"].tolist()[:2] == pytest.approx([200 / 9, 0.0])
    assert found["boosters"].tolist()[:2] == pytest.approx([100 / 9, 0.0])
    assert found.loc[2, ["hedges", "boosters"]].isna().all()
    assert found["n_words"].tolist() == [9, 2, 0]
    assert found.dtypes.astype(str).tolist() == ["float64", "float64", "Int64"]


@pytest.mark.parametrize(
    ("text", "hedges", "boosters"),
    [
        ("They may resign.", 1, 0),
        ("They resigned in May 2014.", 0, 0),
        ("Theresa May resigned.", 0, 0),
        ("May resigned.", 0, 0),
        ("May they rest?", 1, 0),
        ("He feared its military might.", 0, 0),
        ("It might rain.", 1, 0),
        ("About 200 people came.", 1, 0),
        ("They paid about $5m, around half.", 2, 0),
        ("They talked about him and looked around.", 0, 0),
        ("He claims that it rained.", 1, 0),
        ("His claims were heard.", 0, 0),
        ("We found it was true.", 0, 2),
        ("We found the keys.", 0, 0),
        ("It appears to be over.", 1, 0),
        ("He appeared in court.", 0, 0),
        ("I am quite certain.", 1, 1),
        ("Certain people left.", 0, 0),
        ("He is not certain.", 1, 0),
        ("They must have known.", 0, 1),
        ("You must go.", 0, 0),
        ("Rather cold, rather than hot; I would rather go.", 1, 0),
        ("As soon as possible.", 0, 0),
        ("It is possible.", 1, 0),
        ("I don’t think that it rained.", 0, 0),
        ("I think it rained.", 0, 1),
        ("There is no doubt that it rained.", 0, 1),
        ("Of course, to a certain extent it did.", 1, 1),
        ("It did, in\nfact. In, fact.", 0, 1),  # a line break parts no term, a comma does
    ],
)
def test_a_word_of_several_senses_counts_where_it_hedges_or_boosts(text: str, hedges: int, boosters: int) -> None:
    assert counted(text) == (hedges, boosters)


def test_hedges_and_boosters_are_found_where_they_stand() -> None:
    text = "Perhaps it rained; of course it did."
    found = certainty.hedge_words(["No.", text])
    assert found[["text", "words", "kind"]].to_numpy().tolist() == [
        [1, "Perhaps", "hedge"],
        [1, "of course", "booster"],
    ]
    assert [text[row.start : row.end] for row in found.itertuples()] == ["Perhaps", "of course"]
    assert certainty.hedge_words([]).dtypes.equals(found.dtypes)


def test_every_entry_of_the_word_list_is_found_or_has_a_context() -> None:
    for row in certainty._csv("hedges.csv"):
        assert row["class"] in ("hedge", "booster")
        assert row["source"] in ("hyland2005", "own")
        assert row["context"] in certainty._CONTEXTS
        assert row["term"] == row["term"].lower()
        if not row["context"]:
            assert counted(f"So, {row['term']}, so.") == ((1, 0) if row["class"] == "hedge" else (0, 1)), row["term"]


@given(st.text())
def test_any_text_can_be_counted(text: str) -> None:
    [row] = certainty.hedging([text]).to_dict("records")
    if row["n_words"]:
        assert 0 <= row["hedges"] + row["boosters"] <= 100
    else:
        assert np.isnan(row["hedges"])
    found = certainty.estimative([text])
    assert (found["start"] < found["end"]).all()


# --- estimative ------------------------------------------------------------------------------------------------------


def estimated(text: str) -> list[tuple[str, float]]:
    found = certainty.estimative([text])
    return list(zip(found["phrase"], found["probability"], strict=True))


def test_phrases_have_their_surveyed_medians() -> None:
    found = certainty.estimative(["War is unlikely.", "Peace is almost certain; talks are Highly  Likely."])
    expected = pd.DataFrame(
        {
            "text": pd.array([0, 1, 1], dtype="Int64"),
            "start": pd.array([7, 9, 35], dtype="Int64"),
            "end": pd.array([15, 23, 49], dtype="Int64"),
            "phrase": pd.array(["unlikely", "almost certainly", "highly likely"], dtype="string"),
            "probability": [0.2, 0.95, 0.9],
            "low": [0.1, 0.9, 0.8425],
            "high": [0.2875, 0.9775, 0.95],
            "negated": pd.array([False, False, False], dtype="boolean"),
        }
    )
    pd.testing.assert_frame_equal(found, expected)


def test_the_longest_phrase_wins() -> None:
    assert estimated("It is highly unlikely and probably not true.") == [
        ("highly unlikely", 0.05),
        ("probably not", 0.265),
    ]
    assert estimated("There is almost no chance, little chance.") == [
        ("almost no chance", 0.02),
        ("little chance", 0.15),
    ]


@pytest.mark.parametrize(
    "text", ["Not likely.", "It isn’t very likely.", "It is likely not so.", "It's not at all likely."]
)
def test_nobody_was_asked_about_a_negated_phrase(text: str) -> None:
    found = certainty.estimative([text]).iloc[0]
    assert found["phrase"] == "likely"
    assert found["negated"]
    assert np.isnan(found["probability"])


def test_a_negation_beyond_a_comma_is_none() -> None:
    assert estimated("If not, likely.") == [("likely", 0.7)]


def test_of_no_phrases_the_frame_keeps_its_dtypes() -> None:
    empty, full = certainty.estimative(["Rain fell."]), certainty.estimative(["Rain is likely."])
    assert len(empty) == 0
    pd.testing.assert_series_equal(empty.dtypes, full.dtypes)


def test_the_surveyed_figures_are_ordered() -> None:
    rows: list[Any] = certainty._csv("estimative.csv")
    assert len(rows) == 17
    for row in rows:
        low, median, high = (float(row[name]) for name in ("low_quartile", "median", "high_quartile"))
        assert 0 <= low <= median <= high <= 1
        assert row["n_raters"] == "46"


def test_importing_the_stage_imports_nothing_heavy() -> None:
    code = (
        "import sys; import quotelens.certainty; print([m for m in ('nltk', 'textblob', 'torch') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
