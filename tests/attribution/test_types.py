import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens import marks
from quotelens.attribution.types import quotations_within, quote_type, without_marks
from quotelens.records import Span


def type_of(text: str, *content: str) -> str:
    """The type of the quote whose content is these parts of the text, each found at its first place."""
    spans = [Span(text.index(part), text.index(part) + len(part)) for part in content]
    return quote_type(text, spans, marks.quotations(text))


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ('"We left," she said.', '"We left,"'),
        ('"We left," she said.', "We left"),  # with or without its marks
        ("“We left,” she said.", "“We left,”"),
        ("„Wir gehen“, sagte sie.", "„Wir gehen“"),
        ("«Nous partons», dit-elle.", "«Nous partons»"),
        ("'We left,' she said.", "'We left,'"),
    ],
)
def test_content_within_quotation_marks_is_direct(text: str, content: str) -> None:
    assert type_of(text, content) == "direct"


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("She said that they had left.", "that they had left"),
        ('"Yes," he said. She said that they had left.', "that they had left"),  # the marks are another quote's
        ("She said the farmers' union wouldn't leave.", "the farmers' union wouldn't leave"),  # apostrophes
        ('She said that "they had left.', 'that "they had left'),  # a mark without a partner marks nothing
    ],
)
def test_content_outside_quotation_marks_is_indirect(text: str, content: str) -> None:
    assert type_of(text, content) == "indirect"


def test_content_partly_within_quotation_marks_is_mixed() -> None:
    assert type_of('She said that they had left "for good".', 'that they had left "for good"') == "mixed"


def test_a_part_outside_makes_a_discontinuous_quote_mixed_and_none_leaves_it_direct() -> None:
    text = '"We left," she said, "and they stayed" for a week.'
    assert type_of(text, '"We left,"', '"and they stayed"') == "direct"
    assert type_of(text, '"We left,"', '"and they stayed" for a week') == "mixed"


def test_punctuation_beyond_the_marks_changes_nothing() -> None:
    assert type_of('She said: "We left" ...', '"We left" ...') == "direct"


def test_a_quotation_that_every_paragraph_reopens_is_direct_throughout() -> None:
    text = '"We left.\n"We came back," she said.'
    assert type_of(text, '"We left.', '"We came back,"') == "direct"


def test_content_without_a_letter_or_digit_is_indirect() -> None:
    assert type_of('She said "..."', '"..."') == "indirect"


@given(
    text=st.text(alphabet="ab 1\"'“”„«»‹›‘’.,\n", min_size=1, max_size=60),
    ends=st.tuples(st.integers(0, 60), st.integers(0, 60)),
)
@settings(derandomize=True)
def test_without_quotation_marks_everything_is_indirect_and_within_one_everything_is_direct(
    text: str, ends: tuple[int, int]
) -> None:
    start, end = min(ends), max(ends) + 1
    if end > len(text) or not any(char.isalnum() for char in text[start:end]):
        start, end = 0, len(text)
    content = [Span(start, end)]
    assert quote_type(text, content, []) == "indirect"
    around = marks.Quotation(Span(0, len(text) + 1), Span(0, len(text)), single=False)
    has_letters = any(char.isalnum() for char in text[start:end])
    assert quote_type(text, content, [around]) == ("direct" if has_letters else "indirect")


def test_a_stretch_is_read_without_the_marks_around_it_and_its_own_marks_count() -> None:
    text = "He said: “She told us ‘no’ twice,” and left."
    stretch = Span(text.index("“"), text.index("”") + 1)
    inner = without_marks(text, stretch)
    assert inner.of(text) == "She told us ‘no’ twice"
    assert without_marks(text, inner) == inner
    assert [quotation.span.of(text) for quotation in quotations_within(text, inner)] == ["‘no’"]
