"""Train the tone network: how a sentence speaks of a target in it, negative, neutral or positive.

References:
    Hamborg and Donnay (2021), NewsMTSC: a dataset for (multi-)target-dependent sentiment classification in political
    news articles, EACL (the data).
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.optimize import minimize_scalar
from tokenizers import Tokenizer
from torch.nn import functional

from quotelens import encoder
from quotelens.evaluation.tone import (
    POLARITIES,
    Targeted,
    evaluate_pairs,
    evaluate_tone,
    logits_of,
    of_model,
    read_newsmtsc,
    split,
)
from quotelens.training.card import write_card
from quotelens.training.contrasts import contrasts
from quotelens.training.export import write_graph
from quotelens.training.marked import INPUTS, MarkedNetwork, Row, batches, labels, marked_row, tensors
from quotelens.training.network import start_folder, tokenizer_json
from quotelens.training.steps import Steps, faster

SWAPS = (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"))


@dataclass(frozen=True, slots=True)
class ToneRecipe:
    """Everything that decides what training gives, besides the data.

    `held_back` is the share of articles to measure on, `swapped` that of sentences with other quotation marks, `whole`
    that of sentences read as a whole (all of it marked as the target) where all their targets are spoken of alike, and
    `contrasts` the number of made-up sentences. `smoothing` is of the labels.
    """

    epochs: int = 3
    batch: int = 32
    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    warmup: float = 0.1
    average_decay: float = 0.995
    average_from: float = 0.4
    held_back: float = 0.15
    swapped: float = 0.2
    whole: float = 0.15
    contrasts: int = 1500
    smoothing: float = 0.05
    seed: int = 9


def train(items: Sequence[Targeted], start: Path, folder: Path, recipe: ToneRecipe = ToneRecipe()) -> Path:
    """Train on the articles that are not held back, from an attribution model's encoder; writes `network.pt` and a log.

    Args:
        items: All items of the data; `split` says which are held back.
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
    network = MarkedNetwork.begun(start, len(POLARITIES))
    training, _ = split(items, recipe.held_back)
    total = recipe.epochs * -(-(len(training) + recipe.contrasts) // recipe.batch)
    encoder_parameters = [*network.encoder.parameters(), *network.shape.parameters()]
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        steps = Steps(network, encoder_parameters, recipe, total, log)
        for epoch in range(recipe.epochs):
            steps.begin()
            dice = random.Random(f"{recipe.seed}/{epoch}")
            for batch in batches(epoch_rows(training, tokenizer, recipe, dice), recipe.batch, dice):
                with faster():
                    logits = network(*tensors(batch))
                steps.take(loss(logits.float(), labels(batch), recipe))
    torch.save(steps.weights(), folder / "network.pt")
    return folder / "network.pt"


def epoch_rows(
    training: Sequence[Targeted], tokenizer: Tokenizer, recipe: ToneRecipe, dice: random.Random
) -> list[Row]:
    """What one epoch learns from: restyled items and made-up ones."""
    tones: dict[str, set[int]] = defaultdict(set)
    for item in training:
        tones[item.text].add(item.tone)
    alike = frozenset(text for text, found in tones.items() if len(found) == 1)
    items = [_restyled(item, dice, recipe, alike) for item in training]
    return rows([*items, *contrasts(recipe.contrasts, dice)], tokenizer)


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


def export(run: Path, folder: Path, *, quantise: bool = True) -> dict[str, Any]:
    """Write `model.onnx` and `tokenizer.json` of a finished run to `folder`; see `training.export.export`."""
    network = MarkedNetwork.trained(run, len(POLARITIES))
    return write_graph(network, run, folder, INPUTS, ["tone"], pooled=True, quantise=quantise)


def run(
    data: Path, start: Path, out: Path, recipe: ToneRecipe = ToneRecipe(), log: Callable[[str], None] = print
) -> Path:
    """From NewsMTSC's file to the model folder that ships: train, export, calibrate, score, write the cards.

    Args:
        data: NewsMTSC's training file; articles that the recipe holds back are measured on.
        start: A model folder made by `train attribution`, whose encoder to go on from.
        out: The model folder. The network goes to its `run/`, which can be deleted afterwards.
        recipe: All choices, the seed among them.
        log: Takes a line of progress.
    """
    train(read_newsmtsc(data), start, out / "run", recipe)
    return finish(out / "run", out, data, recipe, log=log)


def finish(
    run_folder: Path,
    out: Path,
    data: Path,
    recipe: ToneRecipe = ToneRecipe(),
    *,
    pairs: Sequence[Path] = (),
    log: Callable[[str], None] = print,
) -> Path:
    """From a finished training run to the model folder, with files of pairs for the card besides; see `run`."""
    items = read_newsmtsc(data)
    training, held = split(items, recipe.held_back)
    card: dict[str, Any] = {
        "name": "quotelens-tone",
        "task": "how a sentence speaks of a target in it: negative, neutral or positive",
        "language": "English news",
        "base": "the encoder of quotelens-attribution",
        "data": {
            "credit": "NewsMTSC, training part (Hamborg and Donnay, EACL 2021; MIT)",
            "targets": len(training),
            "held_back": len(held),
        },
        "recipe": asdict(recipe),
        "temperature": 1.0,
        **export(run_folder, out),
    }
    write_card(out, card, page(card))
    logits = logits_of(out, held)
    tones = np.array([item.tone for item in held])
    card["temperature"] = temperature(logits, tones)
    write_card(out, card, page(card))
    report = evaluate_tone(data, of_model(out))
    log(report.to_text())
    card["scores"] = report.as_dict()
    card |= scored_pairs(out, pairs, log)
    write_card(out, card, page(card))
    return out


def scored_pairs(folder: Path, files: Sequence[Path], log: Callable[[str], None]) -> dict[str, Any]:
    """A model folder's scores on files of sentences in pairs, by the file's name, as members of its card."""
    found = {}
    for path in files:
        both = evaluate_pairs(path, of_model(folder))
        log(f"{path.stem}\n{both.to_text()}")
        found[path.stem] = both.as_dict()["pairs"]
    return {"pairs": found} if found else {}


def page(card: dict[str, Any]) -> str:
    """The card as a page to read."""
    lines = [
        f"# {card['name']}",
        "",
        f"{card['task'].capitalize()}. {card['language']}.",
        "",
        f"- Started from {card['base']}.",
        f"- Trained on {card['data']['targets']:,} targets of {card['data']['credit']}; "
        f"{card['data']['held_back']:,} of other articles held back.",
        f"- `model.onnx`: {card['bytes']:,} bytes, sha256 `{card['sha256']}`.",
        "",
        "On what was held back; macro-F1 with 95 % intervals from a bootstrap over articles. The choice of recipe and",
        "the temperature were made on the same articles.",
        "",
        "| sentences | system | macro-F1 | interval | n |",
        "|---|---|--:|---|--:|",
    ]
    for row in card.get("scores", {}).get("scores", []):
        ends = f"{100 * row['low']:.1f} to {100 * row['high']:.1f}"
        lines.append(f"| {row['part']} | {row['system']} | {100 * row['macro_f1']:.1f} | {ends} | {row['n']} |")
    if "scores" in card:
        error = card["scores"]["expected_calibration_error"]
        lines += ["", f"Expected calibration error, ten bins: {error:.3f}."]
    for name, rows in card.get("pairs", {}).items():
        lines += [
            "",
            f"Pairs of sentences that differ in the target or a negation (`tests/data/tone/{name}.jsonl`), both",
            "right, in per cent:",
            "",
            "| differ in | both right | interval | n |",
            "|---|--:|---|--:|",
        ]
        for row in rows:
            ends = f"{100 * row['low']:.1f} to {100 * row['high']:.1f}"
            lines.append(f"| {row['differs']} | {100 * row['share']:.1f} | {ends} | {row['n']} |")
    lines += [
        "",
        "Limits: English news of the United States; one sentence at a time; irony is read as it stands.",
    ]
    return "\n".join(lines) + "\n"
