"""Made-up captions: in sentences, in balance, and each pair what it says it is."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest

from quotelens.evaluation.claims import Pair
from quotelens.training import captions
from quotelens.training.captions import Caption, Noun, State

PAIRS = captions.captions(1500, random.Random(1))
DENIAL = re.compile(r"\b(no|not|nobody|no one|nothing)\b|n't", re.I)


def said(*, seeds: int = 400, denied: bool = False, **parts: object) -> set[str]:
    """Every sentence that a caption is said in."""
    caption = Caption(**parts)  # type: ignore[arg-type]
    say = captions._denied if denied else captions._said
    return {captions._finished(say(caption, random.Random(seed))) for seed in range(seeds)}


def test_captions_are_a_third_of_each_relation_and_always_the_same() -> None:
    assert Counter(pair.relation for pair in PAIRS) == {0: 500, 1: 500, 2: 500}
    assert captions.captions(60, random.Random(1)) == PAIRS[:60]
    assert captions.captions(3, random.Random(4)) == [
        Pair("There are big cats jumping over the fence.", "The tigers are jumping over the fence.", 0, "captions"),
        Pair("A farmer is not raising a sail", "The sail is being raised by an old farmer", 1, "captions"),
        Pair(
            "There is no woman catching a frisbee",
            "The clay is being kneaded by a woman next to the sink",
            2,
            "captions",
        ),
    ]
    assert len({(pair.a, pair.b) for pair in PAIRS}) > 1450


def test_both_texts_of_a_pair_differ_and_are_whole() -> None:
    for pair in PAIRS:
        assert pair.a.casefold() != pair.b.casefold()
        for text in (pair.a, pair.b):
            assert not re.search(r"[{}~*@:!_]|  | [.,]|\b(\w+) \1\b", text), text
            assert text[0].isupper()


def test_the_article_fits_the_next_word() -> None:
    for text in (text for pair in PAIRS for text in (pair.a, pair.b)):
        assert not re.search(r"\ba (?!uni[^mn])[aeiou]|\ban [^aeiouh]", text, re.I), text


def test_number_agrees() -> None:
    many = {captions._plural(word) for word in (*captions._PEOPLE, *captions._ANIMALS)}
    for text in (text for pair in PAIRS for text in (pair.a, pair.b)):
        subject = re.match(r"(?:The|Some|No|These) (\w+) (is|are)\b", text)
        if subject and (subject[1] in many or subject[1] in (*captions._PEOPLE, *captions._ANIMALS)):
            assert (subject[1] in many) == (subject[2] == "are"), text


def test_a_denial_gives_no_relation_away() -> None:
    denied = Counter(pair.relation for pair in PAIRS if DENIAL.search(f"{pair.a} {pair.b}"))
    assert denied[0] > 75
    assert 250 < denied[1] < 350
    assert 175 < denied[2] < 275


def test_a_caption_is_said_in_many_ways() -> None:
    found = said(who=Noun("man", adjective="tall"), verb="slicing", done="sliced", what=Noun("onion"), where="at home")
    assert {
        "A tall man is slicing an onion at home",
        "There is a tall man slicing the onion at home",
        "An onion is being sliced by a tall man at home",
        "At home, the tall man is slicing an onion",
        "The man who is tall is slicing an onion at home",
    } <= found


def test_a_denial_is_said_in_many_ways() -> None:
    found = said(who=Noun("man"), verb="slicing", done="sliced", what=Noun("onion"), denied=True)
    assert {
        "The man isn't slicing the onion",
        "There is no man slicing an onion",
        "No onion is being sliced by a man",
        "No man is slicing an onion",
    } <= found
    assert not any(text.startswith(("Nobody", "No one")) for text in found)


def test_many_of_them_are_many() -> None:
    found = said(who=Noun("woman", "*"), verb="petting", done="petted", what=Noun("dog"))
    assert {
        "Some women are petting a dog",
        "There are women petting a dog",
        "A dog is being petted by the women",
    } <= found


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("child", "children"),
        ("police officer", "police officers"),
        ("young person", "young people"),
        ("piece of fruit", "pieces of fruit"),
        ("puppy", "puppies"),
        ("donkey", "donkeys"),
        ("fox", "foxes"),
    ],
)
def test_plurals(word: str, expected: str) -> None:
    assert captions._plural(word) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("boy", "girl", True),
        ("boy", "kid", False),
        ("puppy", "animal", False),
        ("groom", "guy", False),
        ("cat", "dog", True),
    ],
)
def test_a_word_and_its_kind_are_not_apart(one: str, other: str, expected: bool) -> None:
    assert captions._apart(one, other) is expected
    assert captions._apart(other, one) is expected


def test_who_does_it_to_whom_is_turned_round() -> None:
    one, other = captions._two(random.Random(3))
    assert (one.who, one.what) == (other.what, other.who)
    assert one.verb == other.verb


def test_a_state_and_its_denial() -> None:
    state = State(Noun("glass"), "empty", before=True)
    found = [captions._finished(captions._so(state, random.Random(seed))) for seed in range(200)]
    assert set(found) == {
        "There is an empty glass",
        "This glass is empty",
        "A glass is empty",
        "The glass is empty",
    }
    found = [captions._finished(captions._so(state, random.Random(seed), denied=True)) for seed in range(200)]
    assert set(found) == {
        "There is no empty glass",
        "No glass is empty",
        "The glass is not empty",
        "The glass isn't empty",
        "The glass is no longer empty",
    }


def test_the_words_are_many() -> None:
    assert len({*captions._PEOPLE, *captions._ANIMALS}) >= 60
    assert len({(deed.verb, deed.what) for deed in (*captions._DEEDS, *captions._PREY)}) >= 250
    assert len({deed.verb for deed in (*captions._DEEDS, *captions._PREY)}) >= 90
    opposites = {(one.verb, other.verb) for one, other in captions._OPPOSED}
    assert len(opposites) + len(captions._STATES) + len(captions._BESIDE) >= 60
