"""The brat reader, on files written for the purpose."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.errors import GoldError
from quotelens.evaluation.gold import fingerprint, read_brat
from quotelens.records import Quote, Span

POLNEAR = Path(__file__).parents[3] / "shared" / "gold" / "polnear"

TEXT = '"Rents rose," Ana said, "and fell."\n\nBo says that it\nrains.'
ANNOTATION = (
    "T1\tContent 0 13;24 35\t\"Rents rose,\" \"and fell.\"\n"
    "T2\tSource 14 17\tAna\n"
    "T3\tCue 18 22\tsaid\n"
    "T4\tAttribution 18 22\tsaid\n"
    "E1\tAttribution:T4 Content:T1 Cue:T3 Source:T2\n"
    "T5\tContent 45 58\tthat it\nrains.\n"
    "T6\tCue 40 44\tsays\n"
    "T7\tAttribution-no-source 40 44\tsays\n"
    "E2\tAttribution-no-source:T7 Content:T5 Cue:T6\n"
    "T8\tDiscard 0 5\t\"Rent\n"
    "#1\tAnnotatorNotes T5\tIs this right?\n"
)  # fmt: skip


def corpus(folder: Path, annotations: dict[str, str], texts: dict[str, str]) -> Path:
    (folder / "text").mkdir(parents=True)
    (folder / "attributions").mkdir()
    for name, text in texts.items():
        (folder / "text" / f"{name}.txt").write_bytes(text.encode())
    for name, text in annotations.items():
        (folder / "attributions" / f"{name}.ann").write_bytes(text.encode())
    return folder


def quotes_of(folder: Path, annotation: str, text: str = TEXT):
    gold = read_brat(corpus(folder, {"a_x": annotation}, {"a": text}))
    return gold[0].versions["x"]


def test_an_article_and_its_quotes(tmp_path):
    gold = read_brat(corpus(tmp_path, {"2016_a_x": ANNOTATION}, {"2016_a": TEXT}))
    assert [item.article.doc_id for item in gold] == ["2016_a"]
    assert gold[0].article.text == TEXT
    first, second = gold[0].versions["x"]
    assert (first.quote_id, first.doc_id, first.position, first.level) == ("2016_a:0", "2016_a", 0, 0)
    assert [span.of(TEXT) for span in first.content] == ['"Rents rose,"', '"and fell."']
    assert first.mention is not None
    assert first.mention.of(TEXT) == "Ana"
    assert first.cue is not None
    assert first.cue.of(TEXT) == "said"
    assert second.mention is None


def test_content_is_cut_at_line_breaks_as_brat_cuts_it(tmp_path):
    second = quotes_of(tmp_path, ANNOTATION)[1]
    assert [span.of(TEXT) for span in second.content] == ["that it", "rains"]


def test_line_breaks_of_the_text_are_kept_since_offsets_count_them(tmp_path):
    text = "One.\r\nAna said it rains."
    (quote,) = quotes_of(tmp_path, "T1\tContent 15 23\tit rains\nE1\tAttribution:T9 Content:T1\n", text)
    assert quote.content[0].of(text) == "it rains"


def test_an_annotation_file_with_carriage_returns(tmp_path):
    assert len(quotes_of(tmp_path, ANNOTATION.replace("\n", "\r\n"))) == 2


def test_offsets_count_characters_not_bytes_or_code_units(tmp_path):
    text = "😀 né: Ana said it rains."
    (quote,) = quotes_of(tmp_path, "T1\tContent 15 23\tit rains\nE1\tAttribution:T9 Content:T1\n", text)
    assert quote.content[0].of(text) == "it rains"


def test_white_space_at_the_ends_of_a_span_is_left_out(tmp_path):
    annotation = (
        "T1\tContent 44 57\t\nT2\tSource 35 40\t\nT3\tCue 39 45\t\nE1\tAttribution:T4 Content:T1 Cue:T3 Source:T2\n"
    )
    (quote,) = quotes_of(tmp_path, annotation)
    assert quote.content == (Span(45, 52), Span(53, 57))
    assert quote.mention == Span(37, 39)
    assert quote.cue == Span(40, 44)


def test_a_source_over_a_line_break_is_one_and_of_one_in_pieces_the_first_is_kept(tmp_path):
    text = "Ana\nBell, she said, it rains."
    annotation = (
        "T1\tContent 20 28\tit rains\nT2\tSource 0 3;4 8;10 13\tAna Bell she\nE1\tAttribution:T3 Content:T1 Source:T2\n"
    )
    (quote,) = quotes_of(tmp_path, annotation, text)
    assert quote.mention == Span(0, 8)


def test_a_relation_of_two_contents_is_one_quote_and_one_of_none_is_none(tmp_path):
    annotation = (
        "T1\tContent 24 35\t\nT2\tContent 0 13\t\nT3\tCue 18 22\tsaid\n"
        "E1\tAttribution:T9 Content:T1 Content2:T2 Cue:T3\nE2\tAttribution:T9 Cue:T3\n"
    )
    (quote,) = quotes_of(tmp_path, annotation)
    assert quote.content == (Span(0, 13), Span(24, 35))


def test_every_annotator_has_a_version_and_articles_are_sorted(tmp_path):
    annotations = {"b_y": "", "b_x": ANNOTATION, "a_z": ""}
    gold = read_brat(corpus(tmp_path, annotations, {"a": "", "b": TEXT}))
    assert [(item.article.doc_id, list(item.versions)) for item in gold] == [("a", ["z"]), ("b", ["x", "y"])]
    assert [len(quotes) for quotes in gold[1].versions.values()] == [2, 0]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("T1", "line 1: not a brat annotation"),
        ("T1\tContent\tx", "line 1: not a brat annotation"),
        ("T1\tContent 4\tx", "line 1: not a brat annotation"),
        ("T1\tContent 4 x\tx", "line 1: not a brat annotation"),
        ("T1\tContent 4 4\tx", "line 1: not a brat annotation"),
        ("T1\tContent -4 4\tx", "line 1: not a brat annotation"),
        ("T1\tContent 4 60\tx", "line 1: reaches beyond the 59 characters of a"),
        ("T1\tContent 0 2\tx\nE1\tContent", "line 2: not a brat annotation"),
        ("T1\tContent 0 2\tx\nE1\tAttribution:T9 Content:T7", "line 2: joins T7, which the file does not define"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path, line, message):
    with pytest.raises(GoldError, match=message) as caught:
        quotes_of(tmp_path, line)
    assert "a_x.ann" in str(caught.value)


def test_folders_and_files_that_are_missing_are_named(tmp_path):
    with pytest.raises(GoldError, match=r"nowhere: no attributions/\*\.ann found"):
        read_brat(tmp_path / "nowhere")
    with pytest.raises(GoldError, match=r"a\.txt: missing, but a_x\.ann annotates it"):
        read_brat(corpus(tmp_path / "no_text", {"a_x": ""}, {}))
    with pytest.raises(GoldError, match=r"a\.ann: the name says no annotator"):
        read_brat(corpus(tmp_path / "no_annotator", {"a": ""}, {"a": ""}))


@pytest.mark.parametrize("where", ["text/a.txt", "attributions/a_x.ann"])
def test_a_file_that_is_not_utf8_is_named(tmp_path, where):
    folder = corpus(tmp_path, {"a_x": ""}, {"a": ""})
    (folder / where).write_bytes(b"caf\xe9")
    with pytest.raises(GoldError, match=rf"{Path(where).name}: not UTF-8"):
        read_brat(folder)


@given(st.lists(st.one_of(st.text(alphabet="TE12\t :;Content-0459", max_size=25), st.text(max_size=10)), max_size=4))
@settings(derandomize=True, max_examples=150, deadline=None)
def test_whatever_a_file_holds_it_is_read_or_refused_by_name(tmp_path_factory, lines):
    folder = tmp_path_factory.mktemp("gold")
    refusal = ""
    quotes: tuple[Quote, ...] = ()
    try:
        quotes = quotes_of(folder, "\n".join(lines))
    except GoldError as error:
        refusal = str(error)
    assert refusal == "" or "a_x.ann, line" in refusal
    assert all(span.of(TEXT).strip() == span.of(TEXT) != "" for quote in quotes for span in quote.content)


@pytest.mark.skipif(not (POLNEAR / "dev").is_dir(), reason="needs ../shared/gold/polnear, which is not here")
def test_polnear_dev_is_read_whole():
    gold = read_brat(POLNEAR / "dev")
    assert len(gold) == 84
    assert sum(len(item.versions) for item in gold) == 94
    for item in gold:
        for quotes in item.versions.values():
            for quote in quotes:
                for span in (*quote.content, quote.mention, quote.cue):
                    if span is not None:
                        assert span.of(item.article.text).strip() == span.of(item.article.text) != ""


NESTING = "Ana said Bo claims it rains. Cy agreed."
NESTED_ANNOTATION = (
    "T1\tSource 0 3\tAna\nT2\tCue 4 8\tsaid\nT3\tContent 9 27\tBo claims it rains\n"
    "E1\tAttribution:T2 Source:T1 Cue:T2 Content:T3\n"
    "T4\tSource 9 11\tBo\nT5\tCue 12 18\tclaims\nT6\tContent 19 27\tit rains\n"
    "E2\tAttribution:T5 Source:T4 Cue:T5 Content:T6\n"
    "T7\tSource 29 31\tCy\nT8\tCue 32 38\tagreed\nT9\tContent 22 27\trains\n"
    "E3\tAttribution:T8 Source:T7 Cue:T8 Content:T9\n"
)


def test_an_attribution_inside_the_content_of_another_is_nested_when_levels_are_asked_for(tmp_path):
    folder = corpus(tmp_path, {"a_x": NESTED_ANNOTATION}, {"a": NESTING})
    flat = read_brat(folder)[0].versions["x"]
    assert [(quote.level, quote.parent_quote_id) for quote in flat] == [(0, None)] * 3
    levelled = read_brat(folder, levels=True)[0].versions["x"]
    # the third's content stands inside, but its source and cue do not
    assert [(quote.level, quote.parent_quote_id) for quote in levelled] == [(0, None), (1, "a:0"), (0, None)]


def test_of_two_attributions_of_the_same_words_the_first_holds_the_second(tmp_path):
    twice = "".join(f"T{k}\tContent 0 8\tAna said\nE{k}\tAttribution:T{k} Content:T{k}\n" for k in (1, 2))
    folder = corpus(tmp_path, {"a_x": twice}, {"a": NESTING})
    assert [quote.level for quote in read_brat(folder, levels=True)[0].versions["x"]] == [1, 0]


def test_a_fingerprint_tells_data_by_names_and_bytes(tmp_path):
    one = corpus(tmp_path / "one", {"a_x": ANNOTATION}, {"a": TEXT})
    same = corpus(tmp_path / "same", {"a_x": ANNOTATION}, {"a": TEXT})
    renamed = corpus(tmp_path / "renamed", {"b_x": ANNOTATION}, {"b": TEXT})
    changed = corpus(tmp_path / "changed", {"a_x": ANNOTATION}, {"a": TEXT + " "})
    assert fingerprint(one) == fingerprint(same)
    assert len({fingerprint(folder) for folder in (one, renamed, changed)}) == 3
    file = one / "text" / "a.txt"
    assert fingerprint(file) == hashlib.sha256(hashlib.sha256(TEXT.encode()).digest()).hexdigest()
