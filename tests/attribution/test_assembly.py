import re
import unicodedata
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens import marks
from quotelens.attribution import assembly
from quotelens.attribution.assembly import Attribution
from quotelens.attribution.decoding import REACH, Scores, stretches
from quotelens.attribution.labels import TAGS
from quotelens.records import Span

# One letter a piece: source, cue (Q) and content begin with a capital, go on in lower case; a full stop is outside.
LETTERS = ".SsQqCc"
NO_BIAS = np.zeros((2, 2 * REACH + 1))


def offsets_of(text: str) -> np.ndarray:
    """Words, punctuation marks and line breaks as pieces."""
    return np.array([match.span() for match in re.finditer(r"\w+|[^\w\s]|\n", text)], dtype=np.int64).reshape(-1, 2)


def scores_of(letters: str, links: dict[int, int], sureness: float = 30.0) -> Scores:
    """Scores that say the tags in `letters` beyond doubt, and the links from pieces to the pieces of their cues.

    All are in one window. Every cue has a direction of its own; a piece that looks in it points there. A piece in no
    link points nowhere in particular: content then goes to the first cue, and a source serves all.
    """
    n = len(letters)
    tags = np.zeros((n, len(TAGS)))
    tags[np.arange(n), [LETTERS.index(letter) for letter in letters]] = sureness
    keys = np.repeat(np.eye(n)[:, None], 2, axis=1)
    queries = np.zeros((n, 2, n))
    for piece, cue in links.items():
        queries[piece, :, cue] = 1000.0
    return Scores(tags, np.zeros((7, 7)), np.zeros(n, dtype=np.int64), np.array([0]), [queries], [keys], NO_BIAS)


def assemble(text: str, offsets: np.ndarray, scores: Scores) -> list[Attribution]:
    [decoded] = stretches([scores.tags], scores.transitions)
    return assembly.assemble(text, offsets, scores, decoded)


def assembled(text: str, letters: str, links: dict[int, int]) -> list[Attribution]:
    return assemble(text, offsets_of(text), scores_of(letters, links))


def texts(text: str, attribution: Attribution) -> tuple[list[str], str | None, str | None]:
    return (
        [span.of(text) for span in attribution.content],
        attribution.cue.of(text) if attribution.cue else None,
        attribution.mention.of(text) if attribution.mention else None,
    )


def test_source_cue_and_content_become_one_attribution() -> None:
    text = "Ann Lee said that it rained."
    [found] = assembled(text, "SsQCcc.", {0: 2, 1: 2, 3: 2, 5: 2})
    assert found.mention == Span(0, 7)
    assert found.cue == Span(8, 12)
    assert found.content == (Span(13, 27),)
    assert found.raw == pytest.approx(1.0)


def test_content_on_both_sides_of_its_cue_is_one_quote_of_two_spans() -> None:
    text = '"A," he said, "B"'
    [found] = assembled(text, "CcccSQ.Ccc", {0: 5, 3: 5, 4: 5, 7: 5, 9: 5})
    assert texts(text, found) == (['"A,"', '"B"'], "said", "he")
    assert found.content == (Span(0, 4), Span(14, 17))


def test_every_cue_that_content_points_to_is_an_attribution_of_its_own() -> None:
    text = "Ann said yes, Bob said no."
    found = assembled(text, "SQC.SQC.", {0: 1, 2: 1, 4: 5, 6: 5})
    assert [texts(text, one) for one in found] == [(["yes"], "said", "Ann"), (["no"], "said", "Bob")]


def test_attributions_come_in_the_order_of_their_content() -> None:
    text = "A said no said B"  # the first cue's content stands behind the second's
    found = assembled(text, "CQCQC", {0: 3, 2: 3, 4: 1})
    assert [texts(text, one)[:2] for one in found] == [(["A", "no"], "said"), (["B"], "said")]
    assert [one.cue for one in found] == [Span(10, 14), Span(2, 6)]


def test_of_two_sources_pointing_at_one_cue_the_likelier_link_wins() -> None:
    text = "Ann Bob said no, said."
    scores = scores_of("SSQC.Q.", {0: 2, 1: 2, 3: 2})
    scores.queries[0][0, 0, 2] = 2.0  # Ann may belong to either cue, Bob to the first only
    [found] = assemble(text, offsets_of(text), scores)
    assert texts(text, found) == (["no"], "said", "Bob")


def test_of_two_sources_linked_as_likely_the_first_wins() -> None:
    text = "Ann Bob said no"
    [found] = assembled(text, "SSQC", {0: 2, 1: 2, 3: 2})
    assert texts(text, found) == (["no"], "said", "Ann")


def test_one_source_may_serve_two_cues() -> None:
    text = "Ann said no and added yes."
    scores = scores_of("SQC.QC.", {0: 1, 2: 1, 5: 4})
    scores.queries[0][0, 0, 4] = 1000.0  # as much as the first cue's
    found = assemble(text, offsets_of(text), scores)
    assert [texts(text, one) for one in found] == [(["no"], "said", "Ann"), (["yes"], "added", "Ann")]
    assert [one.raw for one in found] == pytest.approx([0.5, 0.5])  # either link of the source has half of its faith


@pytest.mark.parametrize(("affinity", "mention"), [(2.9, "Ann"), (3.0, None)])
def test_a_cue_that_a_source_hardly_points_to_has_no_mention(affinity: float, mention: str | None) -> None:
    text = "Ann said no. Reportedly, it rained."  # nine pieces: a query is divided by sqrt(9)
    scores = scores_of("SQC.Q.Cc.", {2: 1, 6: 4, 7: 4})
    scores.queries[0][0, 0, 1] = 3 * affinity
    first, second = assemble(text, offsets_of(text), scores)
    assert texts(text, first) == (["no"], "said", "Ann")
    # 1 / (1 + e^2.9) = 0.0522 is enough, 1 / (1 + e^3) = 0.0474 is not, and then takes nothing from what is left
    assert texts(text, second) == (["it rained"], "Reportedly", mention)
    assert second.raw == pytest.approx(0.0522 if mention else 1.0, abs=1e-4)


def test_content_whose_windows_hold_no_cue_stands_alone() -> None:
    text = "Ann said no. Then: “We left.”"
    offsets = offsets_of(text)
    letters = "SQC...Ccccc"
    one = scores_of(letters, {0: 1, 2: 1})
    scores = replace(
        one,
        home=np.array([0] * 5 + [1] * 6),
        starts=np.array([0, 4]),  # windows of pieces 0-6 and 4-10
        queries=[one.queries[0][:7], one.queries[0][4:]],
        keys=[one.keys[0][:7], one.keys[0][4:]],
    )
    assert [texts(text, found) for found in assemble(text, offsets, scores)] == [
        (["no"], "said", "Ann"),
        (["“We left.”"], None, None),
    ]
    # in one window with the cue, the content goes to it
    assert [texts(text, found) for found in assemble(text, offsets, one)] == [(["no", "“We left.”"], "said", "Ann")]


def test_a_cue_without_content_attributes_nothing() -> None:
    assert assembled("Ann spoke.", "SQ.", {0: 1}) == []


def test_a_source_without_a_cue_attributes_nothing() -> None:
    assert assembled("Ann left.", "S..", {}) == []


def test_content_where_the_text_has_no_cue_stands_alone() -> None:
    text = "“We left.” Ann nodded."
    [found] = assembled(text, "CccccS..", {})
    assert texts(text, found) == (["“We left.”"], None, None)
    assert found.raw == pytest.approx(1.0)


def test_a_cue_without_a_source_keeps_its_content() -> None:
    text = "Reportedly, it rained."
    [found] = assembled(text, "Q.Cc.", {2: 0, 3: 0})
    assert texts(text, found) == (["it rained"], "Reportedly", None)


def test_content_over_a_paragraph_break_is_cut_into_lines() -> None:
    text = "She said: “One.\n  “Two.”  \n"
    #       0   4   8 10      16 18
    offsets = np.array([[0, 3], [4, 8], [8, 9], [10, 15], [15, 16], [18, 24], [26, 27]])
    [found] = assemble(text, offsets, scores_of("SQ.Cccc", {0: 1, 3: 1, 6: 1}))
    assert texts(text, found) == (["“One.", "“Two.”"], "said", "She")
    assert found.content == (Span(10, 15), Span(18, 24))


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\n\n", "\u2028", "\u2029"])
def test_every_line_break_cuts(line_break: str) -> None:
    text = f"A{line_break}B"
    [found] = assemble(text, np.array([[0, 1], [len(text) - 1, len(text)]]), scores_of("Cc", {}))
    assert texts(text, found)[0] == ["A", "B"]


def test_a_span_ends_behind_the_combining_marks_of_its_last_letter() -> None:
    text = "Zoe\u0308 said cafe\u0301\u0323 \u0301"
    # the tokenizer leaves a word's last combining marks out of its offsets
    offsets = np.array([[0, 3], [5, 9], [10, 14]])
    [found] = assemble(text, offsets, scores_of("SQC", {0: 1, 2: 1}))
    assert found.mention == Span(0, 4)
    assert found.content == (Span(10, 16),)
    assert texts(text, found) == (["cafe\u0301\u0323"], "said", "Zoe\u0308")


def test_a_span_ends_behind_the_variation_selector_of_its_last_sign() -> None:
    text = "Ann said I \u2764\ufe0f!"
    offsets = np.array([[0, 3], [4, 8], [9, 10], [11, 12], [13, 14]])
    [found] = assemble(text, offsets, scores_of("SQCc.", {0: 1, 2: 1, 3: 1}))
    assert texts(text, found)[0] == ["I \u2764\ufe0f"]


def test_white_space_at_the_ends_of_a_stretch_is_not_part_of_it() -> None:
    text = " Ann  said\tno \u00a0"
    [found] = assemble(text, np.array([[0, 5], [5, 11], [10, 15]]), scores_of("SQC", {0: 1, 2: 1}))
    assert texts(text, found) == (["no"], "said", "Ann")


def test_a_stretch_of_white_space_alone_is_no_span() -> None:
    text = "Ann said \n\n"
    found = assemble(text, np.array([[0, 3], [4, 8], [9, 11]]), scores_of("SQC", {0: 1, 2: 1}))
    assert found == []


# --- contents keep to quotation marks --------------------------------------------------------------------------------


def tagged(text: str, **spans: str) -> str:
    """Tag letters for a text whose roles are given as wordings: `content="...", cue="said", source="he"`."""
    letters = ["."] * len(offsets_of(text))
    for role, wording in spans.items():
        start = text.index(wording)
        inside = [k for k, (a, _) in enumerate(offsets_of(text).tolist()) if start <= a < start + len(wording)]
        first, more = {"source": "Ss", "cue": "Qq", "content": "Cc", "further": "Cc"}[role]
        for k in inside:
            letters[k] = first if k == inside[0] else more
    return "".join(letters)


def linked(letters: str) -> dict[int, int]:
    """Every source's and content's first piece to the one cue."""
    return {k: letters.index("Q") for k, letter in enumerate(letters) if letter in "SC"}


def contents(text: str, **spans: str) -> list[list[str]]:
    letters = tagged(text, **spans)
    return [texts(text, found)[0] for found in assembled(text, letters, linked(letters))]


@pytest.mark.parametrize(
    ("text", "content", "drawn"),
    [
        ('"It is late now," he said.', '"It is late', '"It is late now,"'),  # to the closing mark
        ('"It is late now," he said.', 'late now,"', '"It is late now,"'),  # to the opening one
        ('"It is late", he said.', '"It is late",', '"It is late"'),  # without the comma behind
        ("It is late now, he said.", "It is late", "It is late"),  # no marks, nothing to draw it to
        ('The "late" train, he said.', 'The "late" train', 'The "late" train'),  # marks inside stay inside
    ],
)
def test_a_content_that_touches_a_mark_of_a_pair_reaches_the_other(text: str, content: str, drawn: str) -> None:
    assert contents(text, content=content, source="he", cue="said") == [[drawn]]


def test_a_content_is_not_drawn_over_another_stretch() -> None:
    text = '"It is," he said "late now" there.'  # the mark before "late" would be reached past the cue
    assert contents(text, content='"It is,"', source="he", cue="said", further='late now"') == [
        ['"It is,"', '"late now"']
    ]


def test_quotations_closed_and_opened_over_a_paragraph_break_are_two() -> None:
    text = 'He said: "It is late."\n\n"We won."'
    one_stretch = '"It is late."\n\n"We won."'
    letters = tagged(text, source="He", cue="said", content=one_stretch)
    first, second = assembled(text, letters, linked(letters))
    assert texts(text, first) == (['"It is late."'], "said", "He")
    assert texts(text, second) == (['"We won."'], None, None)


def test_a_quotation_that_goes_on_in_the_next_paragraph_is_one_content() -> None:
    text = 'He said: "It is late.\n\n"It is cold."'  # the first is not closed, as print does it
    letters = tagged(text, source="He", cue="said", content='"It is late.', further='"It is cold."')
    [found] = assembled(text, letters, linked(letters))
    assert texts(text, found)[0] == ['"It is late.', '"It is cold."']
    assert found.raw == pytest.approx(1.0)


def test_a_pull_quote_beside_a_quote_is_no_part_of_it() -> None:
    text = 'He said: "It is late."\n\n"We shall be back"\n\nIt rained.'
    letters = tagged(text, source="He", cue="said", content='"It is late."', further='"We shall be back"')
    first, second = assembled(text, letters, linked(letters))
    assert texts(text, first) == (['"It is late."'], "said", "He")
    assert texts(text, second) == (['"We shall be back"'], None, None)


def test_a_content_of_the_next_paragraph_stays_with_its_cue_if_other_words_stand_between() -> None:
    text = '"It is late," he said.\n\n"We shall be back."'
    assert contents(text, content='"It is late,"', source="he", cue="said", further='"We shall be back."') == [
        ['"It is late,"', '"We shall be back."']
    ]


def test_a_text_of_no_pieces_has_no_attributions() -> None:
    assert assemble("  ", np.zeros((0, 2), dtype=np.int64), scores_of("", {})) == []


def test_the_raw_probability_is_the_product_of_its_parts() -> None:
    text = "Ann said no"
    scores = scores_of("SQC", {0: 1, 2: 1})
    scores.tags[0] = np.log([0.2, 0.8, 1e-30, 1e-30, 1e-30, 1e-30, 1e-30])  # a source by 0.8, nothing by 0.2
    scores.tags[2] = np.log([0.5 - 1e-9, 1e-30, 1e-30, 1e-30, 1e-30, 0.5 + 1e-9, 1e-30])
    [found] = assemble(text, offsets_of(text), scores)
    assert found.raw == pytest.approx(0.8 * 0.5)  # one cue alone: both links are certain


@given(
    text=st.text(alphabet=st.sampled_from("ab \t\n\r\u2028\u0301\u200d\ufe0f\U0001f600א“\"'.\x00"), max_size=30),
    letters=st.data(),
)
@settings(derandomize=True, max_examples=200)
def test_spans_hold_their_promises_whatever_the_scores(text: str, letters: st.DataObject) -> None:
    offsets = np.array([(k, k + 1) for k in range(len(text))], dtype=np.int64).reshape(-1, 2)
    tags = letters.draw(st.text(alphabet=LETTERS, min_size=len(text), max_size=len(text)))
    targets = letters.draw(st.lists(st.integers(0, max(0, len(text) - 1)), min_size=len(text), max_size=len(text)))
    for found in assemble(text, offsets, scores_of(tags, dict(enumerate(targets)))):
        assert 0 <= found.raw <= 1
        assert found.content
        assert list(found.content) == sorted(found.content)
        for span in (*found.content, *filter(None, (found.cue, found.mention))):
            assert span.end <= len(text)
            assert span.of(text) == span.of(text).strip()
            assert span.end == len(text) or not unicodedata.combining(text[span.end])
        for span in found.content:
            assert not set(span.of(text)) & set(marks.LINE_BREAK)
