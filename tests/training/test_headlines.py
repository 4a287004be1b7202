"""Pairs from headlines and bodies: what one body agrees with says the same, what it denies the opposite."""

from __future__ import annotations

import importlib.util
import random

import pytest

if any(importlib.util.find_spec(name) is None for name in ("torch", "transformers", "onnx")):
    pytest.skip("training needs the extra `train`", allow_module_level=True)

from quotelens.evaluation.claims import Headed
from quotelens.training.headlines import Bodies, pairs, shorn

DAM = (
    "The northern dam at Orlo broke on Monday after a week of rain. The mayor said that two hundred houses had been "
    "flooded in the valley. Engineers were still looking for the cause of the break on Tuesday. About 14 people were "
    "taken to the hospital in Orlo, doctors said."
)
HEADLINES = [
    Headed("Dam breaks at Orlo", DAM, 0),
    Headed("Orlo flooded as dam gives way", DAM, 0),
    Headed("Orlo dam is intact", DAM, 1),
    Headed("Rovers win the cup in Orlo", "The Rovers won the cup on Sunday before a crowd of nine thousand people.", 0),
]


def test_two_headlines_of_one_body_say_the_same_and_its_denial_the_opposite() -> None:
    made = pairs(Bodies.read(HEADLINES), 200, random.Random(1))
    assert len(made) == 200
    relations = {frozenset((item.a, item.b)): item.relation for item in made}
    assert relations[frozenset(("Dam breaks at Orlo", "Orlo flooded as dam gives way"))] == 0
    assert relations[frozenset(("Dam breaks at Orlo", "Orlo dam is intact"))] == 1
    assert relations[frozenset(("Dam breaks at Orlo", "Rovers win the cup in Orlo"))] == 2


def test_a_sentence_contradicts_its_denial_and_itself_with_another_number() -> None:
    made = pairs(Bodies.read(HEADLINES), 200, random.Random(2))
    denied = [item for item in made if "were not still looking" in item.b and "still looking" in item.a]
    assert denied
    assert {item.relation for item in denied} == {1}
    counted = [item for item in made if item.a.startswith("About 14") and item.b.startswith("About")]
    assert {item.relation for item in counted if "About 14" in item.b and "not" not in item.b} == {0}
    assert {item.relation for item in counted if "About 14" not in item.b} == {1}


def test_two_sentences_of_one_body_touch_each_other_no_more_than_that() -> None:
    made = pairs(Bodies.read(HEADLINES), 200, random.Random(3))
    beside = [item for item in made if item.a.startswith("Engineers") and item.b.startswith("The northern dam")]
    assert {item.relation for item in beside} <= {2}


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("The mayor said that two hundred houses were lost.", "Two hundred houses were lost."),
        ("According to a witness, both bridges were blown up.", "Both bridges were blown up."),
        ("Both bridges over the river were blown up, officials said.", "Both bridges over the river were blown up."),
        ("Both bridges were blown up.", None),
        ("Talks went on in the U.S. embassy, officials in the U.S. said.", None),
    ],
)
def test_what_a_sentence_says_without_who_said_so(sentence: str, said: str | None) -> None:
    assert shorn(sentence) == said


def test_bodies_without_headlines_to_pair_give_what_they_can() -> None:
    lone = Bodies.read([Headed("It rains", "It rained.", 0)])
    assert pairs(lone, 5, random.Random(1)) == []
