"""Brat stand-off as other tools open it."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.evaluation import read_brat
from quotelens.exchange import brat
from quotelens.records import Quote, Span

#       0         1         2         3
#       0123456789012345678901234567890123456789
TEXT = "“We won,” the\nmayor said, “at last.” It is said that it rained."
QUOTES = [
    Quote("a:0", "a", 0, "direct", (Span(0, 9), Span(26, 36)), cue=Span(20, 24), mention=Span(10, 19)),
    Quote("a:1", "a", 1, "indirect", (Span(53, 62),), cue=Span(40, 47)),
    Quote("a:2", "a", 2, "indirect", (Span(56, 62),)),
]


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


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    brat.write([("a", TEXT, QUOTES), ("b", "It rained.", [])], tmp_path)
    first, second = read_brat(tmp_path)
    assert (first.article.text, second.article.text) == (TEXT, "It rained.")
    assert [(q.content, q.cue, q.mention) for q in first.versions["gold"]] == [
        (q.content, q.cue, q.mention) for q in QUOTES
    ]
    assert second.versions == {"gold": ()}


def test_no_doc_id_leads_out_of_the_folder_or_to_anothers_file(tmp_path: Path) -> None:
    ids = ["../../etc/passwd", "..", "a/b", "a-b", "A-B", "x_y", "ß" * 300, "ß" * 300]
    paths = brat.write([(doc_id, f"{k}", []) for k, doc_id in enumerate(ids)], tmp_path / "gold")
    assert [path.name for path in paths[::2]] == [
        "etc-passwd.txt", "article.txt", "a-b.txt", "a-b-2.txt", "A-B-3.txt", "x_y.txt", f"{'ß' * 50}.txt",
        f"{'ß' * 50}-2.txt",
    ]  # fmt: skip
    assert {path.parent for path in paths} == {tmp_path / "gold" / "text", tmp_path / "gold" / "attributions"}
    assert sorted(item.article.text for item in read_brat(tmp_path / "gold")) == [f"{k}" for k in range(8)]


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
    brat.write([("a", text, [quote])], folder)
    [item] = read_brat(folder)
    [found] = item.versions["gold"]
    assert (item.article.text, found.content, found.mention) == (text, quote.content, quote.mention)
