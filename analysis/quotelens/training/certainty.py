"""What the certainty head learns from: how certain a predicate or a clause is presented to be, -3 to 3.

References:
    White et al. (2016), Universal decompositional semantics on Universal Dependencies, EMNLP; Rudinger, White and Van
    Durme (2018), Neural models of factuality, NAACL (UDS-IH2).
    Minard et al. (2016), MEANTIME, the NewsReader multilingual event and time corpus, LREC.
    White and Rawlins (2018), The role of veridicality and factivity in clause selection, NELS 48 (MegaVeridicality).
    Saurí and Pustejovsky (2009), FactBank: a corpus annotated with event factuality, Language Resources and Evaluation
    43 (the scale).
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from quotelens import encoder
from quotelens.evaluation.certainty import Judged, read_factuality
from quotelens.training.commitments import Clause, commitments, in_other_words
from quotelens.training.marked import Row, marked_row

CORPORA = ("UDS_IH2", "MEANTIME", "MV2")

_DENIES = re.compile(
    r"n[’']t\b|\b(?:not|never|no|nor|neither|none|nobody|nothing|without|hardly|barely|unable|cannot|"
    r"fail\w*|refus\w+|den(?:y|ies|ied)|declin\w+|cancel\w*|avoid\w*|prevent\w*|stop(?:s|ped)?|lack\w*|instead|false\w*)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"(?:\b(?:will|shall|(?:am|is|are|['’](?:m|s|re)) going to)|['’]ll)(?: \w+ly| be| also| now| soon)? $",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"(?<=\w)(?:n[’']t|[’'](?:s|re|ve|ll|d|m))\b|[“”]|(?<=[\w'’])[.,?!;](?=\s|”|$)")


@dataclass(frozen=True, slots=True)
class CertaintyRecipe:
    """What an epoch is made of.

    `web` is the share of the predicates of UDS-IH2 in each epoch, `news` how often those of MEANTIME come in it,
    `reworded` the share of MegaVeridicality's sentences with people and deeds put in, `made` the number of made-up
    sentences in each epoch and `whole` the share of their clauses that are marked as a whole. `irrealis` and `future`
    are how far what UDS-IH2 says has not happened, though nothing denies it, is moved to what the text presents it as
    (see `presented`), 0 to 1. `apart` is the share of sentences with spaces between words and marks, as treebanks have
    them. `beta` is where the loss goes over from squares to absolute values, in thirds of the scale.
    """

    beta: float = 0.5
    web: float = 0.6
    news: int = 2
    reworded: float = 0.6
    made: int = 7000
    whole: float = 0.5
    irrealis: float = 0.35
    future: float = 1.0
    apart: float = 0.2


def read_data(folder: Path, part: str = "train") -> dict[str, list[Judged]]:
    """The predicates of each corpus to train on, from its `train.jsonl` (or `dev.jsonl`) in the folder of its name."""
    return {name: read_factuality(folder / name / f"{part}.jsonl") for name in CORPORA}


def presented(item: Judged, irrealis: float, future: float) -> Judged:
    """The item on FactBank's scale: as certain as it is presented to be, not as sure as it is that it has happened.

    Raters of UDS-IH2 were asked whether something happened or is happening, so that a plan or a promise is as negative
    as a denial. Where nothing in the sentence before the predicate denies it, a negative judgement is moved towards
    0.5 (uncommitted, rather yes) by the share `irrealis`, and behind "will" towards 2 (probable) by `future`.
    """
    before = item.text[: item.start]
    if item.certainty >= 0 or _DENIES.search(before):
        return item
    goal, share = (2.0, future) if _FUTURE.search(before) else (0.5, irrealis)
    return replace(item, certainty=item.certainty + share * (goal - item.certainty))


def epoch_items(
    data: dict[str, list[Judged]], clauses: Sequence[Clause], dice: random.Random, recipe: CertaintyRecipe
) -> list[Judged]:
    """What one epoch learns from: a share of UDS-IH2, MEANTIME, MegaVeridicality, and made-up sentences."""
    web = data["UDS_IH2"]
    found = [
        *(presented(item, recipe.irrealis, recipe.future) for item in dice.sample(web, round(recipe.web * len(web)))),
        *data["MEANTIME"] * recipe.news,
        *(in_other_words(item, dice) if dice.random() < recipe.reworded else item for item in data["MV2"]),
        *commitments(recipe.made, dice, clauses, whole=recipe.whole),
    ]
    return [apart(item) if dice.random() < recipe.apart else item for item in found]


def apart(item: Judged) -> Judged:
    """The item with spaces between words and marks: "did n't", "`` No , ''"."""
    text, start, end, done = "", item.start, item.end, 0
    for match in _TOGETHER.finditer(item.text):
        mark = {"“": "`` ", "”": " ''"}.get(match.group(), f" {match.group()}")
        text += item.text[done : match.start()] + mark
        done = match.end()
        longer = len(mark) - len(match.group())
        start += longer if match.end() <= item.start else 0
        end += longer if match.end() <= item.end else 0
    return replace(item, text=text + item.text[done:], start=start, end=end)


def rows(items: Sequence[Judged], tokenizer: Tokenizer) -> list[Row]:
    """Items as word pieces, what is judged marked, with their certainty, -3 to 3, to learn."""
    found = encoder.pieces(tokenizer, [item.text for item in items])
    return [
        marked_row(pieces, item.start, item.end, np.array([item.certainty], dtype=np.float32), tokenizer)
        for item, pieces in zip(items, found, strict=True)
    ]


def loss(scores: Tensor, goals: Tensor, beta: float) -> Tensor:
    """Smooth L1 loss of scores (b, 1) in thirds of the scale: squares below `beta`, absolute values above."""
    return functional.smooth_l1_loss(scores.float() / 3, goals / 3, beta=beta)
