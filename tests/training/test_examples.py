"""Annotated articles become training windows: nothing lost, nothing shifted, nothing taught from padding."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers

from quotelens.attribution.labels import IGNORED, TAGS
from quotelens.evaluation import GoldArticle
from quotelens.records import Article, Quote, Span
from quotelens.training.examples import Noise, Styles, Window, curly, examples, sentence_cuts, window, windows

CLS, SEP, MASK, W0 = 2, 3, 14, 20  # W0: index of the word w0; w1 has the next, and so on
SOURCE, CUE, CONTENT = (TAGS.index(f"B-{role}") for role in ("source", "cue", "content"))
MORE = TAGS.index("I-content")


def word_tokenizer() -> Tokenizer:
    """Splits at white space and punctuation; knows w0, w1, ... and a few words more."""
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", '"', "“", "”", "Rain", "Ana", "said", ",", ".", "‘", "’", "[MASK]"]
    vocabulary = {word: k for k, word in enumerate(words)} | {f"w{k}": W0 + k for k in range(200)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


TOKENIZER = word_tokenizer()


def quote(content: tuple[Span, ...], cue: Span | None = None, mention: Span | None = None) -> Quote:
    return Quote("a:0", "a", 0, "indirect", content, cue, mention)


def numbered(n: int) -> Styles:
    """An article "w0 w1 ... " of n words: the source is w3, the cue w5, the content w7 w8 w9."""
    text = " ".join(f"w{k}" for k in range(n))

    def words(first: int, last: int) -> Span:
        return Span(text.index(f"w{first}"), text.index(f"w{last}") + 2)

    item = GoldArticle(
        Article.from_text(text, "a"), {"x": (quote((words(7, 9),), words(5, 5), words(3, 3)),) if n > 9 else ()}
    )
    [[made]] = examples([item], TOKENIZER)
    return made


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


def styles(text: str, *quotes: Quote) -> Styles:
    [[made]] = examples([GoldArticle(Article.from_text(text, "a"), {"x": quotes})], TOKENIZER)
    return made


def test_each_annotator_gives_a_version_in_every_style_of_quotation_marks():
    text = '"Rain," Ana said.'
    whole = quote((Span(0, 7),), Span(12, 16), Span(8, 11))
    item = GoldArticle(Article.from_text(text, "a"), {"x": (whole,), "y": ()})
    [(made, nothing)] = examples([item], TOKENIZER)

    assert made.received.pieces.ids.tolist() == [4, 7, 10, 4, 8, 9, 11]
    assert made.swapped.pieces.ids.tolist() == [5, 7, 10, 6, 8, 9, 11]
    assert made.single.pieces.ids.tolist() == [12, 7, 10, 13, 8, 9, 11]
    for example in (made.received, made.swapped, made.single):
        assert example.tags.tolist() == [CONTENT, MORE, MORE, MORE, SOURCE, CUE, 0]
        assert example.links.tolist() == [[2, 0, 3, 5], [0, 4, 4, 5]]
        assert example.pieces.shapes.tolist() == [4, 5, 4, 4, 1, 0, 0]  # the marks are seen in every style
    assert nothing.received.tags.tolist() == [0] * 7
    assert nothing.received.links.shape == (0, 4)


def test_without_quotation_marks_spans_begin_at_their_first_word_and_nothing_counts_as_quoted():
    made = styles('"Rain," Ana said.', quote((Span(0, 7),), Span(12, 16), Span(8, 11))).bare
    assert made.pieces.ids.tolist() == [7, 10, 8, 9, 11]
    assert made.tags.tolist() == [CONTENT, MORE, SOURCE, CUE, 0]
    assert made.links.tolist() == [[2, 0, 1, 3], [0, 2, 2, 3]]
    assert made.pieces.shapes.tolist() == [1, 0, 1, 0, 0]


def test_an_apostrophe_inside_a_word_is_no_quotation_mark():
    assert styles("Ana’s w1 ‘w2’").bare.pieces.ids.tolist() == [8, 13, 1, W0 + 1, W0 + 2]


def test_the_other_style_of_a_curly_text_is_straight():
    made = styles("“Rain,” Ana said.")
    assert made.received.pieces.ids.tolist() == [5, 7, 10, 6, 8, 9, 11]
    assert made.swapped.pieces.ids.tolist() == [4, 7, 10, 4, 8, 9, 11]


QUIET = Noise(0, 0, 0, 0, 0, 0, 0)


def cut(made: list[Styles], size: int, noise: Noise = QUIET, seed: int = 0) -> list[Window]:
    return list(windows([(one,) for one in made], size, noise, TOKENIZER, random.Random(seed)))


def test_an_article_shorter_than_a_window_is_one_window_with_start_and_end_tokens():
    [window] = cut([numbered(3)], 8)
    assert window.ids.tolist() == [CLS, W0, W0 + 1, W0 + 2, SEP]
    assert window.tags.tolist() == [IGNORED, 0, 0, 0, IGNORED]
    assert window.shapes.tolist() == [0] * 5
    assert window.links.shape == (0, 3)


def test_links_are_moved_into_the_window_and_those_across_its_edge_left_out():
    special = (CLS, SEP, MASK)
    example = numbered(20).received
    source_to_cue, first_to_cue, last_to_cue = [0, 1, 3], [1, 5, 3], [1, 7, 3]
    made = window(example, 3, 11, special, 0.0, random.Random(0))
    assert made.links.tolist() == [first_to_cue, source_to_cue, last_to_cue, source_to_cue]
    assert made.tags.tolist() == [IGNORED, SOURCE, 0, CUE, 0, CONTENT, MORE, MORE, 0, IGNORED]
    assert window(example, 0, 8, special, 0.0, random.Random(0)).links.tolist() == [[1, 8, 6], [0, 4, 6], [0, 4, 6]]
    assert window(example, 5, 13, special, 0.0, random.Random(0)).links.tolist() == [[1, 3, 1], [1, 5, 1]]
    assert window(example, 6, 14, special, 0.0, random.Random(0)).links.tolist() == []  # the cue itself lies before


@given(n=st.integers(1, 150), inner=st.integers(6, 40), seed=st.integers(0, 999), sentences=st.sampled_from([0.0, 1.0]))
@settings(derandomize=True, max_examples=200, deadline=None)
def test_every_piece_is_in_one_window_which_says_of_it_what_the_article_says(n, inner, seed, sentences):
    example = numbered(n)
    seen: list[int] = []
    for one in cut([example], inner + 2, replace(QUIET, sentences=sentences), seed):
        assert 3 <= len(one) <= inner + 2
        assert one.tags[[0, -1]].tolist() == [IGNORED, IGNORED]
        places = one.ids[1:-1] - W0
        assert one.tags[1:-1].tolist() == example.received.tags[places].tolist()
        named = {(head, int(one.ids[a]) - W0, int(one.ids[b]) - W0) for head, a, b in one.links.tolist()}
        all_links = {(0, 3, 5), (1, 7, 5), (1, 9, 5)} if n > 9 else set()
        assert named == {link for link in all_links if {link[1], link[2]} <= set(places.tolist())}
        seen += places.tolist()
    assert seen == list(range(n))


def test_sentences_are_kept_apart_unless_an_attribution_runs_over_them():
    text = "w1 w2. w3 w4. w5 said w6. w7 w8. w9."
    content = (Span(22, 31),)  # "w6. w7 w8"
    example = styles(text, quote(content, Span(17, 21), Span(14, 16))).received
    starts = example.sentences.tolist()
    assert starts == [0, 3, 6, 10, 13]
    assert sentence_cuts(example, 100, random.Random(0), most=1) == [(0, 3), (3, 6), (6, 13), (13, 15)]


def shares(text: str, noise: Noise, n: int = 2000) -> list[Window]:
    return cut([styles(text)] * n, 50, noise, seed=3)


def test_styles_of_marks_come_as_often_as_the_noise_says():
    made = shares('"Rain"', replace(QUIET, swapped=0.3, single=0.2, bare=0.1))
    first = [int(one.ids[1]) for one in made]
    assert [first.count(k) / len(first) for k in (5, 12, 7, 4)] == pytest.approx([0.3, 0.2, 0.1, 0.4], abs=0.04)


def test_pieces_are_hidden_and_letters_recased_as_often_as_the_noise_says():
    hidden = shares("w1 w2 w3 w4", replace(QUIET, masked=0.25))
    assert np.mean([one.ids[1:-1] == MASK for one in hidden]) == pytest.approx(0.25, abs=0.03)
    cased = shares("Ana", replace(QUIET, lower=0.2, upper=0.3))
    shown = [int(one.shapes[1]) for one in cased]
    assert [shown.count(k) / len(shown) for k in (0, 2, 1)] == pytest.approx([0.2, 0.3, 0.5], abs=0.04)


def test_each_epoch_reads_one_annotator_of_an_article():
    item = GoldArticle(Article.from_text("w1", "a"), {"x": (quote((Span(0, 2),)),), "y": ()})
    made = list(windows(examples([item], TOKENIZER) * 1000, 8, QUIET, TOKENIZER, random.Random(1)))
    assert len(made) == 1000
    assert np.mean([one.tags[1] == CONTENT for one in made]) == pytest.approx(0.5, abs=0.05)


def test_the_same_dice_give_the_same_windows():
    first, second = (cut([numbered(100)], 22, Noise(), seed=5) for _ in range(2))
    assert [one.ids.tolist() for one in first] == [one.ids.tolist() for one in second]


def test_an_empty_article_gives_no_window():
    assert [cut([styles("")], 8, Noise(), seed) for seed in range(5)] == [[]] * 5
