"""What the tone head learns from: how a sentence speaks of a target in it, negative, neutral or positive.

References:
    Hamborg and Donnay (2021), NewsMTSC: a dataset for (multi-)target-dependent sentiment classification in political
    news articles, EACL (the data).
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from scipy.optimize import minimize_scalar
from tokenizers import Tokenizer
from torch.nn import functional

from quotelens import encoder
from quotelens.evaluation.tone import POLARITIES, Targeted
from quotelens.training.contrasts import contrasts
from quotelens.training.marked import Row, marked_row

SWAPS = (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"))


@dataclass(frozen=True, slots=True)
class ToneRecipe:
    """What an epoch is made of.

    `held_back` is the share of articles to measure on, `swapped` that of sentences with other quotation marks, `whole`
    that of sentences read as a whole (all of it marked as the target) where all their targets are spoken of alike, and
    `contrasts` the number of made-up sentences. `smoothing` is of the labels.
    """

    held_back: float = 0.15
    swapped: float = 0.2
    whole: float = 0.15
    contrasts: int = 1500
    smoothing: float = 0.05


def epoch_rows(
    training: Sequence[Targeted], tokenizer: Tokenizer, recipe: ToneRecipe, dice: random.Random
) -> list[Row]:
    """What one epoch learns from: restyled items and made-up ones."""
    tones: dict[str, set[int]] = defaultdict(set)
    for item in training:
        tones[item.text].add(item.tone)
    alike = frozenset(text for text, found in tones.items() if len(found) == 1)
    made = contrasts(recipe.contrasts, dice)
    items = [_restyled(item, dice, recipe, alike) for item in training]
    return [*rows(items, tokenizer), *rows(made, tokenizer)]


def rows(items: Sequence[Targeted], tokenizer: Tokenizer) -> list[Row]:
    """Items as word pieces, targets marked, with 1 for their tone."""
    found = encoder.pieces(tokenizer, [item.text for item in items])
    certain = np.eye(len(POLARITIES), dtype=np.float32)
    return [
        marked_row(pieces, item.start, item.end, certain[item.tone], tokenizer)
        for item, pieces in zip(items, found, strict=True)
    ]


def loss(logits: torch.Tensor, chances: torch.Tensor, recipe: ToneRecipe) -> torch.Tensor:
    """Cross-entropy of logits (b, 3) against chances (b, 3)."""
    return functional.cross_entropy(logits, chances, label_smoothing=recipe.smoothing)


def _restyled(item: Targeted, dice: random.Random, recipe: ToneRecipe, alike: Collection[str]) -> Targeted:
    """The item, sometimes read as a whole, or with straight quotation marks for curly ones or the other way round."""
    if item.text in alike and dice.random() < recipe.whole:
        item = Targeted(item.text, 0, len(item.text), item.tone, item.article)
    if dice.random() >= recipe.swapped:
        return item
    text = item.text
    for curly, straight in SWAPS:
        text = text.replace(curly, straight)
    if text == item.text and '"' in text:
        text = re.sub(r'"([^"]*)"', "“\\1”", text)
    return Targeted(text, item.start, item.end, item.tone, item.article)


def temperature(logits: np.ndarray, tones: np.ndarray) -> float:
    """The number that logits are divided by so that probabilities hold on average (Guo et al. 2017, ICML)."""

    def surprise(t: float) -> float:
        scaled = logits / t
        return float(np.mean(np.logaddexp.reduce(scaled, axis=1) - scaled[np.arange(len(tones)), tones]))

    return round(float(minimize_scalar(surprise, bounds=(0.3, 5.0), method="bounded").x), 4)
