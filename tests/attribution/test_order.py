"""The order of quotes and their numbers, on hand-written spans."""

from quotelens.attribution.order import in_order, numbered, with_levels
from quotelens.records import Quote, Span


def quote(
    name: str, start: int, end: int, *, cue: int | None = None, parent: str | None = None, level: int = 0
) -> Quote:
    place = None if cue is None else Span(cue, cue + 1)
    return Quote(name, "a", 9, "direct", (Span(start, end),), cue=place, level=level, parent_quote_id=parent)


def test_a_quote_stands_where_its_first_character_does_and_before_what_it_holds() -> None:
    late = quote("late", 30, 40)
    early_cue = quote("early cue", 50, 60, cue=20)
    outer = quote("outer", 5, 19)
    inner = quote("inner", 6, 9, parent="outer", level=1)
    innermost = quote("innermost", 7, 8, parent="inner", level=2)
    second = quote("second", 12, 15, parent="outer", level=1)
    ordered = in_order([innermost, second, late, inner, early_cue, outer])
    assert [q.quote_id for q in ordered] == ["outer", "inner", "second", "innermost", "early cue", "late"]
    found = numbered("a", ordered)
    assert [(q.quote_id, q.position, q.parent_quote_id) for q in found] == [
        ("a:0", 0, None), ("a:1", 1, "a:0"), ("a:2", 2, "a:0"), ("a:3", 3, "a:1"), ("a:4", 4, None), ("a:5", 5, None),
    ]  # fmt: skip


def test_of_two_that_begin_at_one_place_the_first_given_stays_first() -> None:
    one, other = quote("one", 3, 9), quote("other", 3, 5)
    assert in_order([one, other]) == [one, other]
    assert in_order([other, one]) == [other, one]
    assert numbered("a", []) == []


def test_a_quote_is_below_the_smallest_that_holds_all_of_it() -> None:
    text = "a" * 60
    outer, inner, innermost = quote("outer", 0, 40), quote("inner", 5, 30), quote("innermost", 6, 9)
    beside = quote("beside", 10, 20, cue=50)  # its cue stands elsewhere
    assert [(q.level, q.parent_quote_id) for q in with_levels(text, [innermost, outer, beside, inner])] == [
        (2, "inner"), (0, None), (0, None), (1, "outer"),
    ]  # fmt: skip


def test_of_any_number_that_hold_each_other_one_is_the_outer() -> None:
    same = [quote(f"{k}", 0, 5) for k in range(4)]
    assert sorted(q.level for q in with_levels("a" * 5, same)) == [0, 1, 2, 3]
