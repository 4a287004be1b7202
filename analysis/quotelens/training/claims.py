"""What the heads for claims learn from: how two claims relate, and what stance an article takes to a headline.

References:
    Bowman et al. (2015), A large annotated corpus for learning natural language inference, EMNLP (SNLI).
    Williams, Nangia and Bowman (2018), A broad-coverage challenge corpus for sentence understanding through inference,
    NAACL (MNLI).
    Pomerleau and Rao (2017), The Fake News Challenge (FNC-1).
    Reimers and Gurevych (2019), Sentence-BERT, EMNLP (the head over both sides and their difference).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from quotelens import encoder
from quotelens.evaluation.claims import (
    FEATURES,
    RELATIONS,
    STANCES,
    Headed,
    Pair,
    passage,
    read_fnc,
    read_inference,
    split,
    split_bodies,
)
from quotelens.training import headlines
from quotelens.training.captions import captions
from quotelens.training.headlines import Bodies
from quotelens.training.marked import Row, pair_row
from quotelens.training.scenes import ACCOUNTS, made_from, made_up, set_apart


@dataclass(frozen=True, slots=True)
class ClaimsRecipe:
    """What an epoch is made of, and what is kept from it.

    `held_back` is the share of inference pairs (of whole first texts) and of bodies to measure on, `tuned` that of what
    is left to fit the weights of signs on. In each epoch a share `turned` of pairs is read the other way round;
    `scenes`, `accounts` and `captions` pairs are made up, `denials` and `apart` made from those of the data, `news`
    from headlines and bodies, and of the headlines at most `headlines` of each stance are read with their bodies.
    """

    smoothing: float = 0.05
    held_back: float = 0.1
    bodies_held_back: float = 0.2
    tuned: float = 0.05
    turned: float = 0.5
    scenes: int = 3000
    accounts: int = 0
    captions: int = 3000
    news: int = 4000
    denials: int = 2500
    apart: int = 0
    headlines: int = 2200


def rows(items: Sequence[Pair], tokenizer: Tokenizer) -> list[Row]:
    """Pairs as word pieces, the second text marked, with 1 for their relation."""
    return _rows(
        [item.a for item in items],
        [item.b for item in items],
        np.eye(len(RELATIONS), dtype=np.float32)[[item.relation for item in items]],
        tokenizer,
    )


def stance_rows(items: Sequence[Headed], tokenizer: Tokenizer) -> list[Row]:
    """Headlines and what is read of their bodies (see `claims.stance.passage`), with 1 for the stance."""
    return _rows(
        [item.headline for item in items],
        [passage(item.headline, item.body) for item in items],
        np.eye(len(STANCES), dtype=np.float32)[[item.stance for item in items]],
        tokenizer,
    )


def _rows(a: Sequence[str], b: Sequence[str], chances: np.ndarray, tokenizer: Tokenizer) -> list[Row]:
    left, right = encoder.pieces(tokenizer, a), encoder.pieces(tokenizer, b)
    return [pair_row(x, y, label, tokenizer) for x, y, label in zip(left, right, chances, strict=True)]


def drawn(training: Sequence[Pair], bodies: Bodies, recipe: ClaimsRecipe, dice: random.Random) -> list[Pair]:
    """The pairs of an epoch: those of the data, some the other way round, and those made up.

    A contradiction is one either way. What follows from a text corroborates it either way, in the sense of this
    package; and of a pair that was judged unrelated one way nobody has judged the other, so it is taken to hold too:
    `relate` reads both ways and gives one answer.
    """
    made = [
        *training,
        *headlines.pairs(bodies, recipe.news, dice),
        *captions(recipe.captions, dice),
        *made_up(recipe.scenes, dice),
        *made_up(recipe.accounts, dice, ACCOUNTS),
        *made_from(training, dice, recipe.denials),
        *set_apart([item for item in training if item.part == "snli_dev"], dice, recipe.apart),
    ]
    return [Pair(item.b, item.a, item.relation, item.part) if dice.random() < recipe.turned else item for item in made]


def drawn_headlines(training: Sequence[Headed], recipe: ClaimsRecipe, dice: random.Random) -> list[Headed]:
    """The headlines of an epoch: of each stance the same number, or all there are."""
    found: list[Headed] = []
    for stance in range(len(STANCES)):
        own = [item for item in training if item.stance == stance]
        found += dice.sample(own, min(len(own), recipe.headlines))
    return found


def parts(nli: Path, fnc: Path, recipe: ClaimsRecipe) -> tuple[list[Pair], list[Pair], list[Headed], list[Headed]]:
    """Pairs to train on and to tune with, and headlines to train on and to tune with; without what is held back."""
    training, tuning = split(split(read_inference(nli), recipe.held_back)[0], recipe.tuned)
    heads, more = split_bodies(split_bodies(read_fnc(fnc), recipe.bodies_held_back)[0], recipe.tuned)
    return training, tuning, heads, more


def weighing(tuning: Sequence[Pair], bodies: Bodies) -> list[Pair]:
    """The pairs to fit the weights of signs on: those kept from training, and about three made up for each of them.

    Inference data alone would have any other event contradict the first (see `scenes.set_apart`).
    """
    dice = random.Random("weighing")
    n = len(tuning) * 2 // 3
    return [
        *tuning,
        *captions(n, dice),
        *headlines.pairs(bodies, n, dice),
        *made_up(n, dice, ACCOUNTS),
        *made_up(n, dice),
    ]


def loss(scores: Tensor, wanted: Tensor, recipe: ClaimsRecipe) -> Tensor:
    """Cross-entropy of either head."""
    return functional.cross_entropy(scores.float(), wanted, label_smoothing=recipe.smoothing)


PENALTIES = (0.3, 1.0, 3.0, 10.0, 30.0)
# what weights are drawn to where pairs say little; to nothing but for this: of two outcomes for one name (killed,
# captured) only one can be, which a small network forgets as soon as the sentences are long
EXPECTED = np.zeros((len(FEATURES), len(RELATIONS)))
EXPECTED[FEATURES.index("outcome of one name")] = (-3.0, 3.0, 0.0)
HELD = 10.0  # penalty on how far those weights are from it: few pairs have such a sign, and the network knows these
_CENTRE = np.concatenate([np.zeros(4), EXPECTED.ravel()])
_HELD = np.concatenate([np.zeros(4, dtype=bool), np.repeat(EXPECTED.any(axis=1), len(RELATIONS))])
FOLDS = 5


def layer(scores: np.ndarray, signs: np.ndarray, relations: np.ndarray) -> dict[str, Any]:
    """The temperature and the weights of signs for the card, by maximum likelihood with a penalty on the weights.

    Args:
        scores: The network's log-probabilities (n, 3) of pairs that it was not trained on.
        signs: Their signs (n, len(FEATURES)).
        relations: What they are (n,).

    Returns:
        `temperature` and `layer` as `claims.relation.weighed` reads them. The penalty, on how far weights are from
        `EXPECTED`, is the one of `PENALTIES` under which pairs are likeliest whose fold had no part in the fit; ties
        go to the smaller.
    """
    folds = np.arange(len(relations)) % FOLDS

    def unseen(penalty: float) -> float:
        total = 0.0
        for fold in range(FOLDS):
            here = folds == fold
            found = _fitted(scores[~here], signs[~here], relations[~here], penalty)
            total += _surprise(_combined(found, scores[here], signs[here]), relations[here]).sum()
        return total

    chosen = min(PENALTIES, key=unseen) if len(relations) > FOLDS else PENALTIES[-1]
    found = _fitted(scores, signs, relations, chosen)
    cooling, bias, weights = found[0], found[1:4], found[4:].reshape(len(FEATURES), len(RELATIONS))
    return {
        "temperature": round(float(np.exp(-cooling)), 4),
        "layer": {
            "features": list(FEATURES),
            "weights": weights.round(4).tolist(),
            "bias": bias.round(4).tolist(),
            "penalty": chosen,
        },
    }


def _fitted(scores: np.ndarray, signs: np.ndarray, relations: np.ndarray, penalty: float) -> np.ndarray:
    start = np.zeros(4 + len(FEATURES) * len(RELATIONS))
    found: np.ndarray = minimize(_cost, start, (scores, signs, relations, penalty), jac=_slope).x
    return found


def _cost(values: np.ndarray, scores: np.ndarray, signs: np.ndarray, relations: np.ndarray, penalty: float) -> float:
    own = _surprise(_combined(values, scores, signs), relations).sum()
    return float(own + (_penalties(penalty) * np.square(values - _CENTRE)).sum() / 2)


def _penalties(penalty: float) -> np.ndarray:
    found = np.where(_HELD, HELD, penalty)
    found[0] = 0.0  # the temperature is free
    return found


def _combined(values: np.ndarray, scores: np.ndarray, signs: np.ndarray) -> np.ndarray:
    combined: np.ndarray = scores * np.exp(values[0]) + values[1:4] + signs @ values[4:].reshape(-1, len(RELATIONS))
    return combined


def _surprise(scores: np.ndarray, relations: np.ndarray) -> np.ndarray:
    surprise: np.ndarray = np.logaddexp.reduce(scores, axis=1) - scores[np.arange(len(scores)), relations]
    return surprise


def _slope(
    values: np.ndarray, scores: np.ndarray, signs: np.ndarray, relations: np.ndarray, penalty: float
) -> np.ndarray:
    combined = _combined(values, scores, signs)
    off = np.exp(combined - np.logaddexp.reduce(combined, axis=1, keepdims=True))
    off[np.arange(len(relations)), relations] -= 1.0
    own = np.concatenate([[(off * scores).sum() * np.exp(values[0])], off.sum(axis=0), (signs.T @ off).ravel()])
    own += _penalties(penalty) * (values - _CENTRE)
    return own
