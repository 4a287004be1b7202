"""Annotated articles become training windows: nothing lost, nothing shifted, nothing taught from padding."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers

from quotelens.attribution.labels import IGNORED, TAGS
from quotelens.evaluation import GoldArticle
from quotelens.records import Article, Quote, Span
from quotelens.training.examples import SWAP, Example, curly, examples, windows

PAD, CLS, SEP, W0 = 0, 2, 3, 20  # W0: index of the word w0; w1 has the next, and so on
SOURCE, CUE, CONTENT = (TAGS.index(f"B-{role}") for role in ("source", "cue", "content"))
MORE = TAGS.index("I-content")


def word_tokenizer() -> Tokenizer:
    """Splits at white space and punctuation; knows w0, w1, ... and a few words more."""
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", '"', "“", "”", "Rain", "Ana", "said", ",", "."]
    vocabulary = {word: k for k, word in enumerate(words)} | {f"w{k}": W0 + k for k in range(200)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


TOKENIZER = word_tokenizer()


def quote(content: tuple[Span, ...], cue: Span | None = None, mention: Span | None = None) -> Quote:
    return Quote("a:0", "a", 0, "indirect", content, cue, mention)


def numbered(n: int) -> tuple[Example, Example]:
    """An article "w0 w1 ... " of n words: the source is w3, the cue w5, the content w7 w8 w9."""
    text = " ".join(f"w{k}" for k in range(n))

    def words(first: int, last: int) -> Span:
        return Span(text.index(f"w{first}"), text.index(f"w{last}") + 2)

    item = GoldArticle(
        Article.from_text(text, "a"), {"x": (quote((words(7, 9),), words(5, 5), words(3, 3)),) if n > 9 else ()}
    )
    (pair,) = examples([item], TOKENIZER)
    return pair


@pytest.mark.parametrize(
    ("straight", "expected"),
    [
        ('"Rain," Ana said.', "“Rain,” Ana said."),
        ('Ana said: "Rain"', "Ana said: “Rain”"),
        ('("Rain")', "(“Rain”)"),
        ('Ana—"Rain"—said', "Ana—“Rain”—said"),
        ('one\n"two"\n', "one\n“two”\n"),
        ('""', "“”"),
        ('"', "“"),
        ("it's 'so'", "it's 'so'"),
        ("", ""),
    ],
)
def test_straight_double_marks_made_curly_by_their_place(straight, expected):
    assert curly(straight) == expected


@given(st.text(alphabet='"“”‘( —a\n😀'))
@settings(derandomize=True)
def test_curly_changes_straight_double_marks_and_nothing_else(text):
    made = curly(text)
    assert len(made) == len(text)
    assert all(new in "“”" if old == '"' else new == old for old, new in zip(text, made, strict=True))


def test_each_annotator_gives_a_pair_the_text_as_received_and_in_the_other_style():
    text = '"Rain," Ana said.'
    whole = quote((Span(0, 7),), Span(12, 16), Span(8, 11))
    item = GoldArticle(Article.from_text(text, "a"), {"x": (whole,), "y": ()})
    (usual, other), (nothing, _) = examples([item], TOKENIZER)

    assert usual.pieces.ids.tolist() == [4, 7, 10, 4, 8, 9, 11]
    assert other.pieces.ids.tolist() == [5, 7, 10, 6, 8, 9, 11]
    expected = [CONTENT, MORE, MORE, MORE, SOURCE, CUE, 0]
    assert usual.tags.tolist() == expected
    assert other.tags.tolist() == expected
    assert usual.links.tolist() == other.links.tolist() == [[2, 0, 3, 5], [0, 4, 4, 5]]
    assert nothing.tags.tolist() == [0] * 7
    assert nothing.links.shape == (0, 4)


def test_the_other_style_of_a_curly_text_is_straight():
    item = GoldArticle(Article.from_text("“Rain,” Ana said.", "a"), {"x": ()})
    ((usual, other),) = examples([item], TOKENIZER)
    assert usual.pieces.ids.tolist() == [5, 7, 10, 6, 8, 9, 11]
    assert other.pieces.ids.tolist() == [4, 7, 10, 4, 8, 9, 11]


def test_an_article_shorter_than_a_window_is_filled_with_padding_that_is_ignored():
    for window in windows([numbered(3)], 8, 5, TOKENIZER, random.Random(0)):
        assert window.ids.tolist() == [CLS, W0, W0 + 1, W0 + 2, SEP, PAD, PAD, PAD]
        assert window.tags.tolist() == [IGNORED, 0, 0, 0, IGNORED, IGNORED, IGNORED, IGNORED]
        assert window.shapes.tolist() == [0] * 8
        assert window.links.shape == (0, 3)


def test_links_are_moved_into_the_window_and_those_across_its_edge_left_out():
    # a step of 1 leaves no choice to the dice: windows of 8 pieces start at w0, w1, ..., w12
    cut = list(windows([numbered(20)], 10, 1, TOKENIZER, random.Random(0)))
    assert [int(window.ids[1]) - W0 for window in cut] == list(range(13))
    source_to_cue, first_to_cue, last_to_cue = [0, 1, 3], [1, 5, 3], [1, 7, 3]
    assert cut[3].links.tolist() == [first_to_cue, source_to_cue, last_to_cue, source_to_cue]
    assert cut[3].tags.tolist() == [IGNORED, SOURCE, 0, CUE, 0, CONTENT, MORE, MORE, 0, IGNORED]
    assert cut[0].links.tolist() == [[1, 8, 6], [0, 4, 6], [0, 4, 6]]  # w9 lies beyond
    assert cut[5].links.tolist() == [[1, 3, 1], [1, 5, 1]]  # w3 lies before
    assert cut[6].links.tolist() == []  # the cue itself lies before


@given(
    n=st.integers(1, 150), inner=st.integers(1, 40), share=st.floats(0, 1, exclude_min=True), seed=st.integers(0, 999)
)
@settings(derandomize=True, max_examples=200)
def test_windows_cover_every_piece_and_say_of_each_what_the_article_says(n, inner, share, seed):
    usual, other = numbered(n)
    step = max(1, int(inner * share))
    seen: set[int] = set()
    for window in windows([(usual, other)], inner + 2, step, TOKENIZER, random.Random(seed)):
        assert len(window.ids) == len(window.shapes) == len(window.tags) == inner + 2
        counted = window.tags != IGNORED
        places = window.ids[counted] - W0
        assert places.tolist() == list(range(places[0], places[0] + min(n, inner)))
        assert window.tags[counted].tolist() == usual.tags[places].tolist()
        named = {(head, int(window.ids[a]) - W0, int(window.ids[b]) - W0) for head, a, b in window.links.tolist()}
        all_links = {(0, 3, 5), (1, 7, 5), (1, 9, 5)} if n > 9 else set()
        assert named == {link for link in all_links if {link[1], link[2]} <= set(places.tolist())}
        seen |= set(places.tolist())
    assert seen == set(range(n))


def test_a_quarter_of_the_readings_have_the_other_marks():
    item = GoldArticle(Article.from_text('"Rain"', "a"), {"x": ()})
    pairs = examples([item], TOKENIZER) * 1000
    cut = list(windows(pairs, 5, 1, TOKENIZER, random.Random(3)))
    assert len(cut) == 1000
    assert np.mean([window.ids[1] == 5 for window in cut]) == pytest.approx(SWAP, abs=0.04)


def test_the_same_dice_give_the_same_windows():
    pairs = [numbered(100)]
    first, second = (list(windows(pairs, 22, 15, TOKENIZER, random.Random("7/cut/0"))) for _ in range(2))
    assert [window.ids.tolist() for window in first] == [window.ids.tolist() for window in second]


def test_an_empty_article_gives_no_window():
    item = GoldArticle(Article.from_text("", "a"), {"x": ()})
    for seed in range(5):
        assert list(windows(examples([item], TOKENIZER), 8, 5, TOKENIZER, random.Random(seed))) == []
