"""Train the certainty network: how certain a predicate or a clause is presented to be, -3 to 3.

References:
    White et al. (2016), Universal decompositional semantics on Universal Dependencies, EMNLP; Rudinger, White and Van
    Durme (2018), Neural models of factuality, NAACL (UDS-IH2).
    Minard et al. (2016), MEANTIME, the NewsReader multilingual event and time corpus, LREC.
    White and Rawlins (2018), The role of veridicality and factivity in clause selection, NELS 48 (MegaVeridicality).
    Saurí and Pustejovsky (2009), FactBank: a corpus annotated with event factuality, Language Resources and Evaluation
    43 (the scale).
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from quotelens import encoder
from quotelens.evaluation.certainty import Judged, evaluate_certainty, of_model, read_factuality
from quotelens.training.card import write_card
from quotelens.training.commitments import Clause, commitments, in_other_words, stock
from quotelens.training.export import write_graph
from quotelens.training.marked import INPUTS, MarkedNetwork, Row, batches, labels, marked_row, tensors
from quotelens.training.network import start_folder, tokenizer_json
from quotelens.training.steps import Steps, faster

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
    """Everything that decides what training gives, besides the data.

    `web` is the share of the predicates of UDS-IH2 in each epoch, `news` how often those of MEANTIME come in it,
    `reworded` the share of MegaVeridicality's sentences with people and deeds put in, `made` the number of made-up
    sentences in each epoch and `whole` the share of their clauses that are marked as a whole. `irrealis` and `future`
    are how far what UDS-IH2 says has not happened, though nothing denies it, is moved to what the text presents it as
    (see `presented`), 0 to 1. `apart` is the share of sentences with spaces between words and marks, as treebanks have
    them. `beta` is where the loss goes over from squares to absolute values, in thirds of the scale.
    """

    epochs: int = 3
    batch: int = 32
    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    warmup: float = 0.1
    average_decay: float = 0.995
    average_from: float = 0.4
    beta: float = 0.5
    web: float = 0.6
    news: int = 2
    reworded: float = 0.6
    made: int = 7000
    whole: float = 0.5
    irrealis: float = 0.35
    future: float = 1.0
    apart: float = 0.2
    seed: int = 7


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


def train(
    data: dict[str, list[Judged]], start: Path, folder: Path, recipe: CertaintyRecipe = CertaintyRecipe()
) -> Path:
    """Train on the corpora of `read_data`, from an attribution model's encoder; writes `network.pt` and a log.

    Args:
        data: Items of each corpus.
        start: A model folder whose encoder to go on from, as it ships.
        folder: Made if missing.
        recipe: All choices.

    Returns:
        The path of `network.pt`: the exponential moving average of the weights.
    """
    torch.manual_seed(recipe.seed)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(tokenizer_json(start_folder()), encoding="utf-8")
    (folder / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1) + "\n", encoding="utf-8")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    network = MarkedNetwork.begun(start, 1)
    clauses = stock(data["UDS_IH2"])
    epochs = [
        epoch_items(data, clauses, random.Random(f"{recipe.seed}/{epoch}"), recipe) for epoch in range(recipe.epochs)
    ]
    total = sum(-(-len(items) // recipe.batch) for items in epochs)
    encoder_parameters = [*network.encoder.parameters(), *network.shape.parameters()]
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        steps = Steps(network, encoder_parameters, recipe, total, log)
        for epoch, items in enumerate(epochs):
            steps.begin()
            for batch in batches(rows(items, tokenizer), recipe.batch, random.Random(f"{recipe.seed}/{epoch}/order")):
                with faster():
                    scores = network(*tensors(batch))
                steps.take(loss(scores, labels(batch), recipe.beta))
    torch.save(steps.weights(), folder / "network.pt")
    return folder / "network.pt"


def export(run: Path, folder: Path, *, quantise: bool = True) -> dict[str, Any]:
    """Write `model.onnx` and `tokenizer.json` of a finished run to `folder`; see `training.export.export`."""
    return write_graph(
        MarkedNetwork.trained(run, 1), run, folder, INPUTS, ["certainty"], pooled=True, quantise=quantise
    )


def run(
    data: Path, start: Path, out: Path, recipe: CertaintyRecipe = CertaintyRecipe(), log: Callable[[str], None] = print
) -> Path:
    """From the corpora's folder to the model folder that ships: train, export, score, write the cards.

    Args:
        data: A folder with `UDS_IH2`, `MEANTIME` and `MV2`, each with `train.jsonl` and `dev.jsonl`; `UW/dev.jsonl` and
            `commitmentbank.csv` are measured on where they are there, and never trained on.
        start: A model folder made by `train attribution`, whose encoder to go on from.
        out: The model folder. The network goes to its `run/`, which can be deleted afterwards.
        recipe: All choices, the seed among them.
        log: Takes a line of progress.
    """
    train(read_data(data), start, out / "run", recipe)
    return finish(out / "run", out, data, recipe, log)


def finish(
    run_folder: Path,
    out: Path,
    data: Path,
    recipe: CertaintyRecipe = CertaintyRecipe(),
    log: Callable[[str], None] = print,
) -> Path:
    """From a finished training run to the model folder; see `run`."""
    card: dict[str, Any] = {
        "name": "quotelens-certainty",
        "task": "how certain a predicate or a clause is presented to be, from -3 (certainly not) to 3 (certainly)",
        "language": "English",
        "base": "the encoder of quotelens-attribution",
        "data": {
            "credit": "UDS-IH2 (MIT), MEANTIME (CC BY) and MegaVeridicality 2 (CC BY-SA), training parts",
            "predicates": {name: len(items) for name, items in read_data(data).items()},
            "made_up": recipe.made * recipe.epochs,
        },
        "recipe": asdict(recipe),
        **export(run_folder, out),
    }
    write_card(out, card, page(card))
    report = evaluate_certainty(data, of_model(out))
    log(report.to_text())
    card["scores"] = report.as_dict()
    write_card(out, card, page(card))
    return out


def page(card: dict[str, Any]) -> str:
    """The card as a page to read."""
    counts = ", ".join(f"{count:,} of {name}" for name, count in card["data"]["predicates"].items())
    lines = [
        f"# {card['name']}",
        "",
        f"{card['task'].capitalize()}. {card['language']}.",
        "",
        f"- Started from {card['base']}.",
        f"- Trained on predicates of {card['data']['credit']}: {counts}; and on {card['data']['made_up']:,} made-up",
        "  sentences (`training/commitments.py`).",
        f"- `model.onnx`: {card['bytes']:,} bytes, sha256 `{card['sha256']}`.",
        "",
        "Pearson's r and mean absolute error with 95 % intervals from a bootstrap over sentences. UW and the",
        "CommitmentBank were measured on and never trained on; choices were made on UDS-IH2's and MegaVeridicality's",
        "development parts.",
        "",
        "| data | measure | value | interval | n |",
        "|---|---|--:|---|--:|",
    ]
    for row in card.get("scores", {}).get("scores", []):
        ends = f"{row['low']:.3f} to {row['high']:.3f}"
        lines.append(f"| {row['data']} | {row['measure']} | {row['value']:.3f} | {ends} | {row['n']} |")
    lines += [
        "",
        "Limits: English; a sentence or a few at a time. It reads how certain something is presented to be, and not",
        "whether it is so; a careful source that hedges is no less reliable for it.",
    ]
    return "\n".join(lines) + "\n"
