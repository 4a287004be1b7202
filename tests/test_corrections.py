"""Corrections of one small article: read, applied, reported, and handed on as gold."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quotelens import corrections, marks, sources, tables
from quotelens.attribution.labels import join_stretches
from quotelens.corrections import Correction
from quotelens.errors import CorrectionError
from quotelens.evaluation import read_brat
from quotelens.records import Article, Quote, Span
from quotelens.sources import Told
from quotelens.study import Study

TEXT = (
    "Ann Lee, the mayor of Ellery, said the bridge was safe.\n\n"
    "“Engineers warned us that the pier may close. We will not rush,” Lee said, “and nobody will.”\n\n"
    "She added that work starts in May.\n\n"
    "Tom Poe of Ellery Lines laughed at the plan, but the ferries are full."
)
ARTICLE = Article.from_text(TEXT, "ferry")


def at(words: str, near: str = "") -> Span:
    """The place of these words, the first from where `near` begins."""
    start = TEXT.index(words, TEXT.index(near))
    return Span(start, start + len(words))


SAFE = (at("the bridge was safe"),)
WARNED = (at("“Engineers warned us that the pier may close. We will not rush,”"), at("“and nobody will.”"))
PIER = (at("the pier may close"),)
MAY = (at("work starts in May"),)
PLAN = (at("the plan"),)
QUOTES = [
    Quote("ferry:0", "ferry", 0, "indirect", SAFE, at("said"), at("Ann Lee, the mayor of Ellery,"), confidence=0.9),
    Quote("ferry:1", "ferry", 1, "direct", WARNED, at("said", "Lee said"), at("Lee", "Lee said"), confidence=0.8),
    Quote(
        "ferry:2", "ferry", 2, "indirect", PIER, at("warned"), at("Engineers"), level=1, parent_quote_id="ferry:1",
        confidence=0.7,
    ),
    Quote("ferry:3", "ferry", 3, "indirect", MAY, at("added"), at("She"), confidence=0.6),
    Quote("ferry:4", "ferry", 4, "indirect", PLAN, at("laughed at"), at("Tom Poe of Ellery Lines"), confidence=0.3),
]  # fmt: skip


def correction(action: Any, content: tuple[Span, ...], line: int = 1, **more: Any) -> Correction:
    return Correction(action, "ferry", ARTICLE.sha256, content, line=line, **more)


def corrected(*given: Correction) -> list[Quote]:
    return corrections.apply(ARTICLE, QUOTES, given).quotes


def contents(quotes: list[Quote]) -> list[str]:
    return [quote.content_text(TEXT) for quote in quotes]


def reasons(*given: Correction) -> list[str | None]:
    return [outcome.reason for outcome in corrections.apply(ARTICLE, QUOTES, given).outcomes]


# --- the file --------------------------------------------------------------------------------------------------------

ROWS: list[dict[str, Any]] = [
    {"action": "accept", "doc_id": "ferry", "sha256": "ab" * 32, "content": [[3, 9], [12, 20]]},
    {"action": "delete", "doc_id": "ferry", "sha256": "ab" * 32, "content": [[3, 9]], "by": "AB", "at": "2026-11-26"},
    {
        "action": "rebound", "doc_id": "ferry", "sha256": "ab" * 32, "content": [[3, 9]], "new_content": [[3, 20]],
        "source": None, "note": "cut short\u2028“twice”",
    },
    {
        "action": "reattribute", "doc_id": "ferry", "sha256": "AB" * 32, "content": [[3, 9]],
        "source": {"source_id": "tom-poe", "name": " Tom  Poe "},
    },
]  # fmt: skip


def written(folder: Path, *lines: str | dict[str, Any]) -> Path:
    path = folder / "corrections.jsonl"
    text = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_a_file_is_read_line_by_line(tmp_path: Path) -> None:
    assert corrections.read(written(tmp_path, "\ufeff", ROWS[0], "  ", *ROWS[1:], "")) == (
        Correction("accept", "ferry", "ab" * 32, (Span(3, 9), Span(12, 20)), line=2),
        Correction("delete", "ferry", "ab" * 32, (Span(3, 9),), by="AB", at="2026-11-26", line=4),
        Correction("rebound", "ferry", "ab" * 32, (Span(3, 9),), (Span(3, 20),), note="cut short\u2028“twice”", line=5),
        Correction("reattribute", "ferry", "ab" * 32, (Span(3, 9),), told=Told("Tom Poe", "tom-poe"), line=6),
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"acton": "x"}, "unknown key 'acton'; did you mean 'action'?"),
        ({"action": "remove"}, "unknown action 'remove'; known are accept, delete, rebound, reattribute"),
        ({"action": "rebond"}, "unknown action 'rebond'; did you mean 'rebound'?"),
        ({"action": "rebound"}, "no 'new_content'; 'rebound' needs it"),
        ({"action": "reattribute"}, "no 'source'; 'reattribute' needs it"),
        ({"new_content": [[1, 2]]}, "'new_content' belongs to the action 'rebound', not to 'accept'"),
        ({"doc_id": None}, "no 'doc_id'; a correction needs action, doc_id, sha256, content"),
        ({"doc_id": 7}, "'doc_id' must be a text, not 7"),
        ({"sha256": "ab"}, "'sha256' must be the article's, 64 hexadecimal digits, not 'ab'"),
        ({"content": []}, "'content' must be a list of [start, end) pairs of characters, 0 <= start < end, not []"),
        ({"content": [[3, 3]]}, "0 <= start < end, not [[3, 3]]"),
        ({"content": [[0, 1.0]]}, "not [[0, 1.0]]"),
        ({"content": [[False, True]]}, "not [[false, true]]"),
        ({"content": [3, 9]}, "not [3, 9]"),
        ({"content": "3-9"}, 'not "3-9"'),
        ({"action": "reattribute", "source": "Bo"}, "'source' must be an object with source_id and name, not \"Bo\""),
        ({"action": "reattribute", "source": {"nam": "Bo"}}, "unknown key of 'source' 'nam'; did you mean 'name'?"),
        ({"action": "reattribute", "source": {"name": " "}}, "'source' needs a name, a text, not \" \""),
        ({"action": "reattribute", "source": {"name": "Bo", "source_id": 1}}, "'source_id' must be a text, or null"),
        ({"by": 1}, "'by' must be a text or null, not 1"),
        ({"at": "26.11.2026"}, "'at' must be a day like 2026-11-26 or null, not \"26.11.2026\""),
        ({"at": "2026-02-30"}, "'at' must be a day like 2026-11-26 or null"),
    ],
)
def test_a_line_that_is_no_correction_is_named_with_its_mend(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    path = written(tmp_path, ROWS[1], {**ROWS[0], **change})
    with pytest.raises(CorrectionError) as caught:
        corrections.read(path)
    assert str(caught.value).startswith(f"{path}, line 2: ")
    assert message in str(caught.value)
    with pytest.raises(CorrectionError) as caught:
        corrections.append(tmp_path / "new.jsonl", [ROWS[1], {**ROWS[0], **change}])
    assert str(caught.value).startswith("correction 2 of those to add: ")
    assert not (tmp_path / "new.jsonl").exists()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"action": ', "line 1: not JSON: "),
        ("[1]", "line 1: must be an object with action, doc_id, sha256, content, not [1]"),
        ('{"action": "accept", "action": "delete"}', "line 1: key 'action' stands twice; keep one of them"),
    ],
)
def test_a_line_that_is_no_object_is_named(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(CorrectionError) as caught:
        corrections.read(written(tmp_path, line))
    assert message in str(caught.value)


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorrectionError, match=r"none\.jsonl: cannot be read: No such file"):
        corrections.read(tmp_path / "none.jsonl")
    (tmp_path / "latin.jsonl").write_bytes("é".encode("latin-1"))
    with pytest.raises(CorrectionError, match=r"latin\.jsonl: not UTF-8: .*; save it anew as UTF-8"):
        corrections.read(tmp_path / "latin.jsonl")
    with pytest.raises(CorrectionError, match="cannot be written: "):
        corrections.append(tmp_path / "no-folder" / "c.jsonl", ROWS)


def test_what_is_appended_is_read_and_what_was_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    corrections.append(path, ROWS[:2])
    corrections.append(path, [])
    before = path.read_bytes()
    assert before.count(b"\n") == 2
    path.write_bytes(before[:-1])  # an editor may leave the last line open
    corrections.append(path, [*ROWS[2:], {**ROWS[0], "doc_id": "half \ud83d"}])
    assert path.read_bytes().startswith(before)
    found = corrections.read(path)
    assert [one.action for one in found] == ["accept", "delete", "rebound", "reattribute", "accept"]
    assert (found[2].note, found[4].doc_id) == ("cut short\u2028“twice”", "half \ud83d")
    assert [entry.name for entry in tmp_path.iterdir()] == ["corrections.jsonl"]
    assert corrections.from_row(corrections.as_row(found[3])) == dataclasses.replace(found[3], line=0)


def test_a_study_has_one_place_for_its_corrections(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "a.txt").write_text("It rained.", encoding="utf-8")
    for source in (seeds, seeds / "a.txt", seeds / "*.txt"):
        assert corrections.file_of(source) == seeds / "corrections.jsonl"
    (tmp_path / "study.toml").write_text("", encoding="utf-8")
    assert corrections.file_of(seeds / "a.txt") == tmp_path / "corrections.jsonl"
    corrections.append(seeds / "corrections.jsonl", ROWS)  # the one that is found stays the one
    assert corrections.file_of(seeds / "a.txt") == seeds / "corrections.jsonl"


# --- which article ---------------------------------------------------------------------------------------------------


def test_an_article_is_known_by_its_bytes_and_by_its_name_among_equal_ones() -> None:
    other = Article.from_text("It rained.", "rain")
    known = correction("accept", SAFE, line=1)
    renamed = dataclasses.replace(known, doc_id="seeds/ferry", line=2)
    changed = dataclasses.replace(known, sha256="00" * 32, line=3)
    nobody = dataclasses.replace(changed, doc_id="snow", line=4)
    own, strays = corrections.by_article([other, ARTICLE], [known, renamed, changed, nobody])
    assert own == {"ferry": [known, renamed]}
    assert [(stray.correction.line, stray.reason) for stray in strays] == [(3, "article_changed"), (4, "no_article")]
    twin = dataclasses.replace(ARTICLE, doc_id="twin")
    assert corrections.by_article([twin, ARTICLE], [known])[0] == {"ferry": [known]}
    assert corrections.by_article([twin, ARTICLE], [renamed])[0] == {"twin": [renamed]}


def test_a_name_with_half_a_character_is_found_as_the_tables_write_it() -> None:
    odd = Article.from_text(TEXT, "ferry\ud83d")
    own, strays = corrections.by_article([odd], [dataclasses.replace(correction("accept", SAFE), doc_id="ferry\ufffd")])
    assert (list(own), strays) == (["ferry\ud83d"], [])


# --- applying --------------------------------------------------------------------------------------------------------


def test_nothing_to_correct_changes_nothing() -> None:
    assert corrected() == QUOTES


def test_an_accepted_quote_is_checked_and_keeps_the_models_confidence() -> None:
    found = corrected(correction("accept", MAY))
    assert [quote.checked for quote in found] == [False, False, False, True, False]
    assert [dataclasses.replace(quote, checked=False) for quote in found] == QUOTES


def test_a_deleted_quote_is_gone_and_the_rest_numbered_anew() -> None:
    answer = corrections.apply(ARTICLE, QUOTES, [correction("delete", SAFE), correction("accept", PIER, 2)])
    assert [quote.quote_id for quote in answer.quotes] == ["ferry:0", "ferry:1", "ferry:2", "ferry:3"]
    assert [quote.position for quote in answer.quotes] == [0, 1, 2, 3]
    assert contents(answer.quotes)[1] == "the pier may close"
    assert answer.quotes[1].parent_quote_id == "ferry:0"
    assert [outcome.quote_id for outcome in answer.outcomes] == [None, "ferry:1"]
    assert [outcome.reason for outcome in answer.outcomes] == [None, None]


def test_what_was_nested_in_a_deleted_quote_is_the_articles_own() -> None:
    found = corrected(correction("delete", WARNED))
    assert [(quote.level, quote.parent_quote_id) for quote in found] == [(0, None)] * 4
    assert found[1].content == PIER
    # the quotation marks around the deleted quote now stand around this one
    assert found[1].type == "direct"


def test_a_rebound_quote_has_the_new_content_and_its_own_source_and_cue() -> None:
    [quote] = corrected(correction("rebound", PLAN, new_content=(at("at the plan, but the ferries are full"),)))[4:]
    assert quote.content_text(TEXT) == "the plan, but the ferries are full"  # the cue is no content
    assert (quote.cue, quote.mention) == (QUOTES[4].cue, QUOTES[4].mention)
    assert (quote.checked, quote.confidence, quote.quote_id) == (True, 0.3, "ferry:4")


def test_a_content_drawn_over_source_and_cue_is_cut_around_them() -> None:
    whole = Span(WARNED[0].start, WARNED[1].end)
    assert corrected(correction("rebound", WARNED, new_content=(whole,)))[1].content == WARNED
    short = (Span(at("We will").start, WARNED[1].end + 1),)
    [quote] = [quote for quote in corrected(correction("rebound", WARNED, new_content=short)) if quote.checked]
    assert quote.content_text(TEXT) == "We will not rush,” “and nobody will.”"


def test_a_content_over_a_paragraph_break_is_cut_there_and_the_type_follows_the_marks() -> None:
    new = (Span(at("nobody will").start, at("She").start - 1),)
    [quote] = [quote for quote in corrected(correction("rebound", WARNED, new_content=new)) if quote.checked]
    assert quote.content_text(TEXT) == "nobody will.”"
    assert quote.type == "direct"
    new = (at("was safe.\n\n“Engineers warned"),)
    found = next(q for q in corrected(correction("rebound", SAFE, new_content=new)) if q.checked)
    assert [span.of(TEXT) for span in found.content] == ["was safe.", "“Engineers warned"]
    assert found.type == "mixed"


def test_touching_and_overlapping_spans_are_one() -> None:
    start, end = at("work").start, at("May").end
    new = (Span(start, start + 6), Span(start + 4, start + 9), Span(start + 9, end))
    assert corrected(correction("rebound", MAY, new_content=new))[3].content == (Span(start, end),)


def test_a_quote_that_its_parent_no_longer_holds_is_the_articles_own() -> None:
    found = corrected(correction("rebound", WARNED, new_content=(at("We will not rush"),)))
    inner = next(quote for quote in found if quote.content == PIER)
    assert (inner.level, inner.parent_quote_id) == (0, None)
    drawn_out = corrected(correction("rebound", PIER, new_content=(Span(PIER[0].start, at("She").end),)))
    assert {quote.level for quote in drawn_out} == {0}


def test_what_a_rebound_quote_holds_whole_is_nested_in_it() -> None:
    new = (Span(at("She").start, at("full").end),)
    found = corrected(correction("rebound", SAFE, new_content=(*SAFE, *new)))
    around = next(quote for quote in found if quote.checked)
    inside = [quote for quote in found if quote.parent_quote_id == around.quote_id]
    assert contents(inside) == ["work starts in May", "the plan"]
    assert {quote.level for quote in inside} == {1}


def test_a_quote_is_given_to_somebody_the_article_names() -> None:
    told = Told("Tom Poe", "tom-poe")
    answer = corrections.apply(ARTICLE, QUOTES, [correction("reattribute", MAY, told=told)])
    assert answer.told == {"ferry:3": told}
    found = sources.examine(ARTICLE, answer.quotes, answer.told)
    assert [quote.source_id for quote in found.quotes] == [
        "ann-lee", "ann-lee", "engineers@ferry", "tom-poe", "tom-poe",
    ]  # fmt: skip
    assert found.mentions[3].basis == "corrected"
    assert "She" not in next(source for source in found.sources if source.source_id == "tom-poe").aliases


def test_the_new_ids_say_who_was_told() -> None:
    told = Told("Cy Dow")
    answer = corrections.apply(
        ARTICLE, QUOTES, [correction("delete", SAFE), correction("reattribute", MAY, 2, told=told)]
    )
    assert answer.told == {"ferry:2": told}
    assert answer.quotes[2].content == MAY


def test_several_lines_on_one_quote_mend_it_together_and_of_each_action_the_last_counts() -> None:
    given = [
        correction("rebound", MAY, 1, new_content=(at("work"),)),
        correction("reattribute", MAY, 2, told=Told("Cy Dow")),
        correction("rebound", MAY, 3, new_content=(at("work starts"),)),
        correction("reattribute", MAY, 4, told=Told("Tom Poe")),
    ]
    answer = corrections.apply(ARTICLE, QUOTES, given)
    assert contents(answer.quotes)[3] == "work starts"
    assert answer.told == {"ferry:3": Told("Tom Poe")}
    assert [outcome.reason for outcome in answer.outcomes] == ["superseded", "superseded", None, None]
    assert [outcome.quote_id for outcome in answer.outcomes] == [None, None, "ferry:3", "ferry:3"]


def test_a_rebound_quote_is_also_known_by_its_new_content() -> None:
    given = [
        correction("rebound", MAY, 1, new_content=(at("starts in May"),)),
        correction("rebound", (at("starts in May"),), 2, new_content=(at("starts"),)),
        correction("reattribute", (at("starts"),), 3, told=Told("Tom Poe")),
    ]
    answer = corrections.apply(ARTICLE, QUOTES, given)
    assert contents(answer.quotes)[3] == "starts"
    assert answer.told == {"ferry:3": Told("Tom Poe")}
    assert reasons(*given) == ["superseded", None, None]


def test_a_correction_that_is_satisfied_already_is_applied() -> None:
    given = [correction("rebound", (at("in May"),), 1, new_content=MAY), correction("accept", (at("in May"),), 2)]
    answer = corrections.apply(ARTICLE, QUOTES, given)
    assert [outcome.quote_id for outcome in answer.outcomes] == ["ferry:3", "ferry:3"]
    assert contents(answer.quotes) == contents(QUOTES)


def test_a_delete_counts_only_as_the_last_word() -> None:
    assert MAY not in [quote.content for quote in corrected(correction("accept", MAY, 1), correction("delete", MAY, 2))]
    again = [correction("delete", MAY, 1), correction("accept", MAY, 2)]
    assert MAY in [quote.content for quote in corrected(*again)]
    assert reasons(*again) == ["superseded", None]


def test_what_cannot_be_applied_changes_nothing_and_says_why() -> None:
    given = [
        correction("delete", (Span(0, 3),), 1),
        correction("rebound", MAY, 2, new_content=(Span(3, len(TEXT) + 1),)),
        correction("rebound", MAY, 3, new_content=(at("She added"),)),
        correction("rebound", MAY, 4, new_content=(at(".\n\n", "May"),)),
    ]
    assert reasons(*given) == ["no_quote", "outside", "blank", "blank"]
    assert corrected(*given) == QUOTES


def test_a_line_that_cannot_be_applied_supersedes_nothing() -> None:
    given = [
        correction("rebound", MAY, 1, new_content=(at("work"),)),
        correction("rebound", MAY, 2, new_content=(Span(3, len(TEXT) + 1),)),
    ]
    assert reasons(*given) == [None, "outside"]
    assert contents(corrected(*given))[3] == "work"


# --- any corrections at all ------------------------------------------------------------------------------------------

SPANS = st.tuples(st.integers(0, len(TEXT) + 3), st.integers(1, 90)).map(lambda pair: Span(pair[0], sum(pair)))
APART = sorted(span for quote in QUOTES for span in (quote.cue, quote.mention) if span is not None)
GAPS = [
    Span(start, end)
    for start, end in zip([0, *(span.end for span in APART)], [*(s.start for s in APART), len(TEXT)], strict=True)
    if end - start > 1
]
CLEAR = st.sampled_from(GAPS).flatmap(
    lambda gap: st.lists(st.integers(gap.start, gap.end), min_size=2, max_size=2, unique=True).map(
        lambda ends: Span(*sorted(ends))
    )
)
NAMED = st.sampled_from([quote.content for quote in QUOTES])


def contents_of(spans: st.SearchStrategy[Span]) -> st.SearchStrategy[tuple[Span, ...]]:
    return st.lists(spans, min_size=1, max_size=3).map(lambda found: tuple(sorted(found)))


def cases(new: st.SearchStrategy[tuple[Span, ...]]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.one_of(
        st.tuples(st.sampled_from(["accept", "delete"]), NAMED | new),
        st.tuples(st.just("rebound"), NAMED | new, new),
        st.tuples(st.just("reattribute"), NAMED, st.sampled_from(["Tom Poe", "Cy Dow", "UNKNOWN", "the mayor"])),
    )


ANY = cases(contents_of(SPANS))


def made(k: int, case: tuple[Any, ...]) -> Correction:
    action, content, *more = case
    new = more[0] if action == "rebound" else ()
    return correction(action, content, k, new_content=new, told=Told(more[0]) if action == "reattribute" else None)


def lines(of: st.SearchStrategy[tuple[Any, ...]]) -> st.SearchStrategy[list[Correction]]:
    return st.lists(of, max_size=8).map(lambda found: [made(k, case) for k, case in enumerate(found, start=1)])


def check(quotes: list[Quote]) -> None:
    by_id = {quote.quote_id: quote for quote in quotes}
    assert list(by_id) == [f"ferry:{k}" for k in range(len(quotes))]
    for quote in quotes:
        assert list(quote.content) == sorted(quote.content)
        own = [span for span in (quote.mention, quote.cue, *quote.content) if span is not None]
        for span in own:
            assert span.end <= len(TEXT)
            assert span.of(TEXT) == span.of(TEXT).strip() != ""
        for span in quote.content:
            assert not set(span.of(TEXT)) & set(marks.LINE_BREAK)
            assert not any(span.overlap(other) for other in (quote.mention, quote.cue) if other is not None)
        around = by_id.get(quote.parent_quote_id or "")
        assert quote.level == (0 if around is None else around.level + 1)
        if around is not None:
            assert any(all(outer.covers(span) for span in own) for outer in join_stretches(TEXT, around.content))


@given(lines(ANY))
@settings(derandomize=True, deadline=None, max_examples=120)
def test_whatever_is_corrected_spans_and_nesting_hold(given_: list[Correction]) -> None:
    answer = corrections.apply(ARTICLE, QUOTES, given_)
    check(answer.quotes)
    assert set(answer.told) <= {quote.quote_id for quote in answer.quotes if quote.checked}
    assert [outcome.correction for outcome in answer.outcomes] == given_
    found = sources.examine(ARTICLE, answer.quotes, answer.told)
    assert {quote.source_id for quote in found.quotes} - {None} <= {source.source_id for source in found.sources}
    tables.check(corrections.table(given_, answer.outcomes), tables.CORRECTIONS)


@given(lines(cases(contents_of(CLEAR))))
@settings(derandomize=True, deadline=None, max_examples=400)
def test_corrections_applied_twice_are_applied_once(given_: list[Correction]) -> None:
    once = corrections.apply(ARTICLE, QUOTES, given_)
    bounds = {(one.content, one.new_content) for one in given_ if one.action == "rebound"}
    others = {quote.content for quote in QUOTES} | {content for content, _ in bounds}
    assume(len(bounds) == len({new for _, new in bounds} - others))  # else it is not promised
    twice = corrections.apply(ARTICLE, once.quotes, given_)
    assert twice.quotes == once.quotes
    assert twice.told == once.told


@given(st.lists(ANY, min_size=2, max_size=8), st.randoms(use_true_random=False))
@settings(derandomize=True, deadline=None, max_examples=400)
def test_the_order_of_lines_on_different_quotes_means_nothing(cases: list[tuple[Any, ...]], dice: Any) -> None:
    first: dict[tuple[Span, ...], tuple[Any, ...]] = {}
    for case in cases:
        if case[1] in [quote.content for quote in QUOTES]:
            first.setdefault(case[1], case)  # one line a quote
    shuffled = list(first.values())
    dice.shuffle(shuffled)
    one, other = (
        corrections.apply(ARTICLE, QUOTES, [made(k, case) for k, case in enumerate(order, start=1)])
        for order in (first.values(), shuffled)
    )
    assert one.quotes == other.quotes
    assert one.told == other.told


# --- what became of them, and gold -----------------------------------------------------------------------------------


def study_of(*given: Correction) -> Study:
    """The article's study, without a model: only what gold data are made of."""
    answer = corrections.apply(ARTICLE, QUOTES, given)
    found = sources.examine(ARTICLE, answer.quotes, answer.told)
    quotes = tables.of_quotes(ARTICLE, found.quotes)
    return Study(
        articles=tables.of_articles([ARTICLE]),
        exclusions=tables.of_exclusions([]),
        quotes=quotes,
        sources=tables.of_sources(found.sources, quotes),
        reliability=tables.RELIABILITY.empty(),
        mentions=tables.of_mentions(ARTICLE, found.mentions),
        names=tables.of_names(ARTICLE, found.named).assign(
            source_id=tables.of_names(ARTICLE, found.named)["name_id"],
        ),
        corrections=corrections.table(given, answer.outcomes),
    )


def test_every_line_has_its_row() -> None:
    given = [
        correction("delete", SAFE, 1, by="AB", at="2026-11-26", note="no quote"),
        correction("accept", (Span(0, 3),), 4),
        dataclasses.replace(correction("accept", MAY, 6), doc_id="failed"),
    ]
    answer = corrections.apply(ARTICLE, QUOTES, given[:2])
    frame = tables.check(corrections.table(given, answer.outcomes), tables.CORRECTIONS)
    assert frame.astype(object).where(frame.notna(), None).to_numpy().tolist() == [
        [1, "ferry", "delete", True, None, None, "AB", "2026-11-26", "no quote"],
        [4, "ferry", "accept", False, "no_quote", None, None, None, None],
        [6, "failed", "accept", False, "no_article", None, None, None, None],
    ]


ALL = [correction("accept", content, k) for k, content in enumerate((SAFE, WARNED, MAY, PLAN), start=1)]


def test_a_checked_article_becomes_gold_that_is_read_back(tmp_path: Path) -> None:
    study = study_of(*ALL, correction("rebound", PLAN, 5, new_content=(at("the plan, but"),)))
    paths = corrections.to_gold(study, tmp_path / "gold")
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == [
        "gold/text/ferry.txt", "gold/attributions/ferry_corrected.ann",
    ]  # fmt: skip
    [gold] = read_brat(tmp_path / "gold")
    assert (gold.article.text, list(gold.versions)) == (TEXT, ["corrected"])
    expected = [quote for quote in tables.to_quotes(study.quotes) if quote.level == 0]
    assert [(q.content, q.cue, q.mention) for q in gold.versions["corrected"]] == [
        (q.content, q.cue, q.mention) for q in expected
    ]
    assert contents(expected)[3] == "the plan, but"


def test_nested_quotes_are_written_when_asked_for_and_must_then_be_checked_too(tmp_path: Path) -> None:
    with pytest.raises(
        CorrectionError, match=r"no article is checked as a whole: .*; of 1 a part is checked \(partly\)"
    ):
        corrections.to_gold(study_of(*ALL), tmp_path, nested=True)
    assert list(tmp_path.iterdir()) == []
    study = study_of(*ALL, correction("accept", PIER, 5))
    corrections.to_gold(study, tmp_path, nested=True)
    [gold] = read_brat(tmp_path, levels=True)
    whole = tables.to_quotes(study.quotes)
    assert [(q.content, q.level, q.parent_quote_id) for q in gold.versions["corrected"]] == [
        (q.content, q.level, q.parent_quote_id) for q in whole
    ]


def test_an_article_checked_in_part_is_gold_only_when_asked_for(tmp_path: Path) -> None:
    study = study_of(correction("delete", SAFE))
    with pytest.raises(CorrectionError, match="accept, mend or delete each of its quotes"):
        corrections.to_gold(study, tmp_path)
    corrections.to_gold(study, tmp_path, partly=True)
    assert len(read_brat(tmp_path)[0].versions["corrected"]) == 3
    with pytest.raises(CorrectionError, match="no article is checked as a whole"):
        corrections.to_gold(study_of(), tmp_path, partly=True)


def test_an_article_whose_quotes_are_all_deleted_is_gold_without_any(tmp_path: Path) -> None:
    given = [correction("delete", quote.content, k) for k, quote in enumerate(QUOTES, start=1)]
    corrections.to_gold(study_of(*given), tmp_path)
    assert read_brat(tmp_path)[0].versions == {"corrected": ()}


def test_a_mention_that_names_somebody_else_is_doubtful_as_gold() -> None:
    told = Told("Ann Lee", "ann-lee")
    given = [correction("reattribute", content, k, told=told) for k, content in enumerate((WARNED, MAY, PLAN), start=1)]
    # "Lee" and "She" can be Ann Lee's mentions, "Tom Poe of Ellery Lines" cannot
    assert corrections.doubtful(study_of(*given))["quote_id"].tolist() == ["ferry:4"]
