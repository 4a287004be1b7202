"""Brat stand-off as other tools open it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.errors import ExchangeError
from quotelens.evaluation import read_brat
from quotelens.exchange import brat
from quotelens.exchange.annotated import Annotated
from quotelens.records import Article, Quote, Span

#       0         1         2         3
#       0123456789012345678901234567890123456789
TEXT = "“We won,” the\nmayor said, “at last.” It is said that it rained."
QUOTES = (
    Quote("a:0", "a", 0, "direct", (Span(0, 9), Span(26, 36)), cue=Span(20, 24), mention=Span(10, 19)),
    Quote("a:1", "a", 1, "indirect", (Span(53, 62),), cue=Span(40, 47)),
    Quote("a:2", "a", 2, "indirect", (Span(56, 62),)),
)
ITEMS = (Annotated(Article.from_text(TEXT, "a"), QUOTES), Annotated(Article.from_text("It rained.", "b")))


def test_a_quote_is_an_event_that_joins_its_spans() -> None:
    assert brat.annotation(TEXT, QUOTES).splitlines() == [
        "T1\tSource 10 19\tthe mayor",
        "T2\tCue 20 24\tsaid",
        "T3\tContent 0 9;26 36\t“We won,” “at last.”",
        "T4\tAttribution 20 24\tsaid",
        "E1\tAttribution:T4 Source:T1 Cue:T2 Content:T3",
        "T5\tCue 40 47\tis said",
        "T6\tContent 53 62\tit rained",
        "T7\tAttribution 40 47\tis said",
        "E2\tAttribution:T7 Cue:T5 Content:T6",
        "T8\tContent 56 62\trained",
        "T9\tAttribution 56 62\trained",
        "E3\tAttribution:T9 Content:T8",
    ]
    assert brat.annotation(TEXT, []) == ""


def test_a_folder_is_as_the_brat_tool_opens_it(tmp_path: Path) -> None:
    paths = brat.write(ITEMS, tmp_path / "out")
    assert [path.relative_to(tmp_path / "out").as_posix() for path in paths] == [
        "annotation.conf", "a.txt", "a.ann", "b.txt", "b.ann",
    ]  # fmt: skip
    assert paths[0].read_text(encoding="utf-8").split("\n\n")[2] == (
        "[events]\nAttribution\tSource?:Source, Cue?:Cue, Content+:Content"
    )
    assert paths[1].read_bytes().decode("utf-8") == TEXT
    assert paths[2].read_text(encoding="utf-8") == brat.annotation(TEXT, QUOTES)
    assert paths[4].read_bytes() == b""


@pytest.mark.parametrize("write", [brat.write, brat.write_gold])
def test_what_is_written_is_read_back(tmp_path: Path, write) -> None:  # type: ignore[no-untyped-def]
    write(ITEMS, tmp_path)
    first, second = brat.read(tmp_path)
    assert (first.article.text, first.article.doc_id, second.article.text) == (TEXT, "a", "It rained.")
    assert [(q.content, q.cue, q.mention) for q in first.quotes] == [(q.content, q.cue, q.mention) for q in QUOTES]
    assert [(q.quote_id, q.type, q.level, q.parent_quote_id) for q in first.quotes] == [
        ("a:0", "direct", 0, None), ("a:1", "indirect", 0, None), ("a:2", "indirect", 1, "a:1"),
    ]  # fmt: skip
    assert second.quotes == ()


def test_both_layouts_are_gold_to_evaluate_against(tmp_path: Path) -> None:
    brat.write(ITEMS, tmp_path / "brat")
    brat.write_gold(ITEMS, tmp_path / "gold")
    [first, _], [other, empty] = read_brat(tmp_path / "brat"), read_brat(tmp_path / "gold")
    assert (list(first.versions), list(other.versions)) == (["brat"], ["gold"])
    assert first.versions["brat"] == other.versions["gold"]
    assert [(q.content, q.cue, q.mention) for q in other.versions["gold"]] == [
        (q.content, q.cue, q.mention) for q in QUOTES
    ]
    assert empty.versions == {"gold": ()}


def test_of_several_annotators_one_is_asked_for(tmp_path: Path) -> None:
    brat.write_gold(ITEMS[:1], tmp_path, "ann")
    brat.write_gold([Annotated(ITEMS[0].article, QUOTES[:1])], tmp_path, "bo")
    assert [len(brat.read(tmp_path, who)[0].quotes) for who in ("ann", "bo")] == [3, 1]
    for who in (None, "eve"):
        with pytest.raises(ExchangeError, match="a is annotated by ann, bo: say whose version to read"):
            brat.read(tmp_path, who)


def test_what_cannot_be_read_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match=r"nowhere: no attributions/\*\.ann found"):
        brat.read(tmp_path / "nowhere")
    brat.write(ITEMS, tmp_path)
    (tmp_path / "a.ann").write_text("T1\tContent 0 5\tx\nE1\tAttribution:T1 Content:T2\n", encoding="utf-8")
    with pytest.raises(ExchangeError, match=r"a\.ann, line 2: joins T2, which the file does not define"):
        brat.read(tmp_path)
    (tmp_path / "a.txt").unlink()
    with pytest.raises(ExchangeError, match=r"a\.txt: missing, but a\.ann annotates it"):
        brat.read(tmp_path)


def test_no_doc_id_leads_out_of_the_folder_or_to_anothers_file(tmp_path: Path) -> None:
    ids = ["../../etc/passwd", "..", "a/b", "a-b", "A-B", "x_y", "{0}", "ß" * 300, "ß" * 300]
    items = [Annotated(Article.from_text(f"{k}", doc_id)) for k, doc_id in enumerate(ids)]
    paths = brat.write_gold(items, tmp_path / "gold")
    assert [path.name for path in paths[::2]] == [
        "etc-passwd.txt", "article.txt", "a-b.txt", "a-b-2.txt", "A-B-3.txt", "x_y.txt", "0.txt", f"{'ß' * 50}.txt",
        f"{'ß' * 50}-2.txt",
    ]  # fmt: skip
    assert {path.parent for path in paths} == {tmp_path / "gold" / "text", tmp_path / "gold" / "attributions"}
    assert sorted(item.article.text for item in read_brat(tmp_path / "gold")) == [f"{k}" for k in range(9)]


@given(
    st.text(
        st.characters(codec="utf-8", exclude_characters="\n\r\u2028\u2029") | st.sampled_from("\t\x00\x85“😀"),
        min_size=3,
    ).filter(lambda text: text == text.strip())
)
@settings(derandomize=True, deadline=None, max_examples=60)
def test_any_text_is_read_back_to_the_character(tmp_path_factory, text: str) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("gold")
    quote = Quote("a:0", "a", 0, "indirect", (Span(0, len(text)),), cue=Span(0, 1), mention=Span(0, len(text)))
    brat.write([Annotated(Article.from_text(text, "a"), (quote,))], folder)
    [item] = brat.read(folder)
    [found] = item.quotes
    assert (item.article.text, found.content, found.mention) == (text, quote.content, quote.mention)
