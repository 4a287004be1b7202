"""Train the tone network: how a sentence speaks of a target in it, negative, neutral or positive.

References:
    Hamborg and Donnay (2021), NewsMTSC: a dataset for (multi-)target-dependent sentiment classification in political
    news articles, EACL (the data).
    Song et al. (2019), Attentional encoder network for targeted sentiment classification, arXiv:1902.09314 (marking
    the target for the encoder).
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.optimize import minimize_scalar
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from quotelens import encoder
from quotelens.evaluation.tone import POLARITIES, Targeted, evaluate_tone, logits_of, of_model, read_newsmtsc, split
from quotelens.training.card import write_card
from quotelens.training.contrasts import contrasts
from quotelens.training.export import write_graph
from quotelens.training.network import AttributionNetwork, configuration, start_folder, tokenizer_json
from quotelens.training.steps import Steps

HIDDEN = 256
MAX_PIECES = 300
SWAPS = (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"))


@dataclass(frozen=True, slots=True)
class ToneRecipe:
    """Everything that decides what training gives, besides the data.

    `held_back` is the share of articles to measure on, `swapped` that of sentences with other quotation marks, `whole`
    that of sentences read as a whole (all of it marked as the target) where all their targets are spoken of alike, and
    `contrasts` the number of made-up sentences in each epoch.
    """

    epochs: int = 3
    batch: int = 32
    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    warmup: float = 0.1
    smoothing: float = 0.05
    average_decay: float = 0.995
    average_from: float = 0.4
    held_back: float = 0.15
    swapped: float = 0.2
    whole: float = 0.15
    contrasts: int = 1500
    seed: int = 7


class ToneNetwork(nn.Module):
    """Encoder that sees which pieces are the target, and a head over target, sentence and start token."""

    def __init__(self, attribution: AttributionNetwork) -> None:
        super().__init__()
        self.encoder, self.shape = attribution.encoder, attribution.shape
        size = attribution.encoder.config.hidden_size
        self.head = nn.Sequential(
            nn.Dropout(0.1), nn.Linear(3 * size, HIDDEN), nn.GELU(), nn.Dropout(0.1), nn.Linear(HIDDEN, len(POLARITIES))
        )

    def forward(self, ids: Tensor, shapes: Tensor, target: Tensor, mask: Tensor | None = None) -> Tensor:
        """Tone logits (b, 3) for ids and shapes (b, n); `target` (b, n) is 1 at the target, `mask` 0 at padding."""
        words = self.encoder.embeddings.word_embeddings(ids) + self.shape(shapes)
        hidden = self.encoder(inputs_embeds=words, attention_mask=mask, token_type_ids=target).last_hidden_state
        known = torch.ones_like(target) if mask is None else mask
        parts = [hidden[:, 0], _mean(hidden, target), _mean(hidden, known)]
        logits: Tensor = self.head(torch.cat(parts, dim=1))
        return logits


def _mean(hidden: Tensor, chosen: Tensor) -> Tensor:
    weights = chosen.to(hidden.dtype)[..., None]
    return (hidden * weights).sum(1) / weights.sum(1).clamp(min=1.0)


@dataclass(frozen=True, slots=True)
class _Row:
    ids: np.ndarray
    shapes: np.ndarray
    target: np.ndarray
    tone: int

    def __len__(self) -> int:
        return len(self.ids)


def rows(items: Sequence[Targeted], tokenizer: Tokenizer) -> list[_Row]:
    """Items as word pieces with the start and end tokens around them; the target's pieces are marked."""
    start, end = encoder.token_id(tokenizer, "[CLS]"), encoder.token_id(tokenizer, "[SEP]")
    found = []
    for item, pieces in zip(items, encoder.pieces(tokenizer, [item.text for item in items]), strict=True):
        part = pieces.part(0, MAX_PIECES)
        inside = part.touching(item.start, item.end)
        found.append(
            _Row(
                np.concatenate([[start], part.ids, [end]]),
                np.concatenate([[0], part.shapes, [0]]),
                np.concatenate([[0], inside.astype(np.int64), [0]]),
                item.tone,
            )
        )
    return found


def train(items: Sequence[Targeted], start: Path, folder: Path, recipe: ToneRecipe = ToneRecipe()) -> Path:
    """Train on the articles that are not held back, from an attribution run's weights; writes `network.pt` and a log.

    Args:
        items: All items of the data; `split` says which are held back.
        start: An attribution run (`network.pt`).
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
    attribution = AttributionNetwork.from_start(start_folder())
    attribution.load_state_dict(torch.load(start / "network.pt", weights_only=True))
    network = ToneNetwork(attribution)
    training, _ = split(items, recipe.held_back)
    tones: dict[str, set[int]] = defaultdict(set)
    for item in training:
        tones[item.text].add(item.tone)
    alike = {text for text, found in tones.items() if len(found) == 1}
    total = recipe.epochs * -(-(len(training) + recipe.contrasts) // recipe.batch)
    encoder_parameters = [*network.encoder.parameters(), *network.shape.parameters()]
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        steps = Steps(network, encoder_parameters, recipe, total, log)
        for epoch in range(recipe.epochs):
            steps.begin()
            dice = random.Random(f"{recipe.seed}/{epoch}")
            made = [*(_restyled(item, dice, recipe, alike) for item in training), *contrasts(recipe.contrasts, dice)]
            for batch in _batches(rows(made, tokenizer), recipe, dice):
                logits, tones_of_batch = network(*_tensors(batch)), torch.tensor([row.tone for row in batch])
                steps.take(functional.cross_entropy(logits, tones_of_batch, label_smoothing=recipe.smoothing))
    torch.save(steps.weights(), folder / "network.pt")
    return folder / "network.pt"


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


def _batches(stack: list[_Row], recipe: ToneRecipe, dice: random.Random) -> Iterator[list[_Row]]:
    stack = sorted(stack, key=lambda row: len(row) + dice.random() * 8)
    batches = [stack[k : k + recipe.batch] for k in range(0, len(stack), recipe.batch)]
    dice.shuffle(batches)
    return iter(batches)


def _tensors(batch: Sequence[_Row]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    size = max(map(len, batch))
    arrays = np.zeros((4, len(batch), size), dtype=np.int64)
    for k, row in enumerate(batch):
        n = len(row)
        arrays[:3, k, :n] = row.ids, row.shapes, row.target
        arrays[3, k, :n] = 1
    ids, shapes, target, mask = (torch.from_numpy(array) for array in arrays)
    return ids, shapes, target, mask


def export(run: Path, folder: Path, *, quantise: bool = True) -> dict[str, Any]:
    """Write `model.onnx` and `tokenizer.json` of a finished run to `folder`; see `training.export.export`."""
    network = ToneNetwork(AttributionNetwork(configuration(start_folder(), attention="eager")))
    network.load_state_dict(torch.load(run / "network.pt", weights_only=True))
    return write_graph(network, run, folder, ["ids", "shapes", "target"], ["tone"], pooled=True, quantise=quantise)


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
    train(read_newsmtsc(data), start / "run", out / "run", recipe)
    return finish(out / "run", out, data, recipe, log)


def finish(
    run_folder: Path, out: Path, data: Path, recipe: ToneRecipe = ToneRecipe(), log: Callable[[str], None] = print
) -> Path:
    """From a finished training run to the model folder; see `run`."""
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
    write_card(out, card, page(card))
    return out


def temperature(logits: np.ndarray, tones: np.ndarray) -> float:
    """The number that logits are divided by so that probabilities hold on average (Guo et al. 2017, ICML)."""

    def loss(t: float) -> float:
        scaled = logits / t
        return float(np.mean(np.logaddexp.reduce(scaled, axis=1) - scaled[np.arange(len(tones)), tones]))

    return round(float(minimize_scalar(loss, bounds=(0.3, 5.0), method="bounded").x), 4)


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
    lines += [
        "",
        "Limits: English news of the United States; one sentence at a time; irony is read as it stands.",
    ]
    return "\n".join(lines) + "\n"
