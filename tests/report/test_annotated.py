import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.errors import ReportError
from quotelens.records import Span
from quotelens.report.annotated import Marking, annotate, in_parts, reader, readers
from quotelens.report.text import visible
from quotelens.study import Study

BODIES = st.text(st.sampled_from("ab<>&\"' \n\r\t\x00é\u0301\u202e\U0001f600\ud800") | st.characters(), max_size=40)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Marking]]:
    body = draw(BODIES)
    pairs = st.tuples(
        st.integers(0, len(body) + 2), st.integers(1, 20), st.sampled_from(["mark", "b", "u"]), st.integers(0, 5)
    )
    return body, [
        Marking(Span(at, at + n), tag, "x", rank=rank) for at, n, tag, rank in draw(st.lists(pairs, max_size=8))
    ]


@given(marked())
@settings(derandomize=True, max_examples=300)
def test_no_character_is_lost_or_doubled(case: tuple[str, list[Marking]]) -> None:
    body, markings = case
    assert html.unescape(re.sub(r"<[^>]*>", "", annotate(body, markings))) == visible(body)


@given(marked())
@settings(derandomize=True, max_examples=300)
def test_elements_nest_and_every_character_lies_in_its_markings(case: tuple[str, list[Marking]]) -> None:
    body, markings = case
    stack: list[str] = []
    depths: list[int] = []
    for piece in re.findall(r"<[^>]*>|&[^;]+;|[^<&]", annotate(body, markings), re.DOTALL):
        if piece.startswith("</"):
            assert stack.pop() == piece[2:-1]
        elif piece.startswith("<"):
            stack.append(re.split(r"[ >]", piece[1:])[0])
        else:
            depths.append(len(stack))
    assert not stack
    assert depths == [sum(m.span.start <= at < m.span.end for m in markings) for at in range(len(body))]


@given(marked(), st.integers(1, 9))
@settings(derandomize=True, max_examples=300)
def test_parts_hold_the_same_text_and_cut_no_marking(case: tuple[str, list[Marking]], size: int) -> None:
    body, markings = case
    shown = in_parts(body, markings, size)
    parts = re.findall(r'<div class="ql-part">(.*?)</div>', shown, re.DOTALL) or [shown]
    texts = [html.unescape(re.sub(r"<[^>]*>", "", part)) for part in parts]
    assert "".join(texts) == visible(body)
    assert all(text.endswith("\n") and len(text) >= size for text in texts[:-1])
    assert re.sub(r"</?div[^>]*>", "", shown) == annotate(body, markings)


def test_crossing_stretches_are_closed_and_opened_again() -> None:
    first, second = Marking(Span(0, 3), "mark", "one"), Marking(Span(2, 5), "b", "two")
    assert annotate("abcdef", [first, second]) == (
        '<mark class="one">ab<b class="two">c</b></mark><b class="two ql-on">de</b>f'
    )


def test_of_two_that_coincide_the_lower_rank_is_outside() -> None:
    inner, outer = Marking(Span(0, 1), "b", "x", rank=3), Marking(Span(0, 1), "mark", "x", rank=0)
    assert annotate("a", [inner, outer]) == '<mark class="x"><b class="x">a</b></mark>'


def test_a_reader_numbers_sources_and_shows_what_lies_inside(study: Study) -> None:
    shown = reader(study, "a").html
    assert shown.count('<mark class="ql-q ql-s1" data-s="1"') == 3  # two quotes, of which one has two stretches
    assert '<mark class="ql-q ql-s2 ql-inner ql-unsure" data-s="2" data-q="2"' in shown
    assert '<mark class="ql-q ql-s0" data-s="0" data-q="3"' in shown
    assert '<bdi>Ada &lt;i&gt;Mora&lt;/i&gt;</bdi></span> <span class="ql-n">2 quotes</span>' in shown
    assert '<bdi>no source given</bdi></span> <span class="ql-n">1 quote</span>' in shown


def test_an_article_cannot_act(study: Study) -> None:
    shown = reader(study, "a").html
    assert "<script" not in shown
    assert "<b>indeed" not in shown
    assert "<i>Mora" not in shown
    assert "href" not in shown
    assert "&lt;script&gt;alert(&#x27;text&#x27;)&lt;/script&gt;" in shown


def test_dollars_are_no_formula(study: Study) -> None:
    assert '<article class="ql-reader mathjax_ignore tex2jax_ignore"' in reader(study, "a").html


def test_an_unknown_article_is_an_error_that_names_the_known(study: Study) -> None:
    with pytest.raises(ReportError, match="no article 'z' in this study; it has a"):
        reader(study, "z")


def test_readers_say_how_many_they_show(crowded_study: Study, silent_study: Study) -> None:
    some = readers(crowded_study, limit=3)
    assert (some.n_shown, some.n_articles) == (3, 100)
    assert "Showing 3 of 100 articles with quotes" in some.html
    assert some.html.count("<article") == 3
    assert "No article holds a quote." in readers(silent_study).html
