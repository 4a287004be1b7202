"""Train the attribution network; `quotelens train attribution` does this and everything after it."""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional

from quotelens.attribution.labels import IGNORED
from quotelens.errors import SettingsError
from quotelens.evaluation.gold import GoldArticle
from quotelens.training.distillation import taught
from quotelens.training.examples import Noise, Window, examples, windows
from quotelens.training.network import AttributionNetwork, start_folder, tokenizer_json
from quotelens.training.steps import Steps


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides what training gives, besides the data.

    `pieces` is the most a batch holds, padding counted; `size` the most a window does. The loss is the mean of the
    chain's and the pieces' own (labels smoothed by `smoothing`), and `link_weight` times the pointers'. Of a network
    that goes on from another, `blend` is the other's share in the weights that training ends with.
    """

    epochs: int = 5
    pieces: int = 2688
    size: int = 384
    encoder_rate: float = 1.5e-4
    head_rate: float = 1e-3
    warmup: float = 0.05
    weight_decay: float = 0.01
    link_weight: float = 0.3
    smoothing: float = 0.05
    average_decay: float = 0.997
    average_from: float = 0.4
    blend: float = 0.0
    seed: int = 7
    noise: Noise = field(default_factory=Noise)
    max_steps: int | None = None  # stops early; for tests and timing


def train(
    gold: Sequence[GoldArticle],
    folder: Path,
    recipe: Recipe = Recipe(),
    *,
    start: Path | None = None,
    texts: Sequence[str] = (),
    teachers: Sequence[Path] = (),
    threads: int = 2,
) -> Path:
    """Train on annotated articles, and on what teachers say of others.

    Writes `network.pt`, `tokenizer.json`, `recipe.json` and `log.jsonl` to `folder`.

    `network.pt` holds the exponential moving average of the weights. Interrupted training continues from the last
    whole epoch when the same folder and recipe are given again.

    Args:
        gold: Annotated articles; every annotator's version is used.
        folder: Made if missing.
        recipe: All choices.
        start: The folder of another run, whose `network.pt` to go on from; by default MiniLM with fresh heads.
        texts: Articles without annotations; each epoch reads them besides the annotated ones.
        teachers: Model folders; the mean of what they say of each piece of `texts` is learned from.
        threads: Processor threads.

    Returns:
        The path of `network.pt`.

    Raises:
        SettingsError: `folder` holds a run of another recipe.
    """
    tokenizer = prepare(folder, recipe)
    articles = [*examples(gold, tokenizer), *taught(texts, teachers, tokenizer)]
    return fit(
        folder,
        recipe,
        lambda epoch: list(
            windows(articles, recipe.size, recipe.noise, tokenizer, random.Random(f"{recipe.seed}/cut/{epoch}"))
        ),
        start=start,
        threads=threads,
    )


def prepare(folder: Path, recipe: Recipe) -> Tokenizer:
    """Make the folder of a run, or see that it is of the same recipe; returns the tokenizer."""
    folder.mkdir(parents=True, exist_ok=True)
    written = json.dumps(asdict(recipe), indent=1) + "\n"
    if (folder / "checkpoint.pt").is_file() and (folder / "recipe.json").read_text(encoding="utf-8") != written:
        raise SettingsError(f"{folder} holds a run of another recipe: give another folder, or delete this one")
    (folder / "tokenizer.json").write_text(tokenizer_json(start_folder()), encoding="utf-8")
    (folder / "recipe.json").write_text(written, encoding="utf-8")
    return Tokenizer.from_file(str(folder / "tokenizer.json"))


def fit(
    folder: Path,
    recipe: Recipe,
    epoch_windows: Callable[[int], list[Window]],
    *,
    start: Path | None = None,
    threads: int = 2,
) -> Path:
    """Train a network on what `epoch_windows` gives for each epoch; see `train`."""
    torch.set_num_threads(threads)
    torch.manual_seed(recipe.seed)
    network = AttributionNetwork.from_start(start_folder())
    started: dict[str, torch.Tensor] | None = None
    if start is not None:
        started = torch.load(start / "network.pt", weights_only=True)
        network.load_state_dict(started)
    total = int(sum(1 for _ in _batches(epoch_windows(0), recipe, random.Random(0))) * recipe.epochs * 1.01)
    checkpoint, partial = folder / "checkpoint.pt", folder / "checkpoint.part"
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        steps = Steps(network, [*network.encoder.parameters(), *network.shape.parameters()], recipe, total, log)
        first_epoch = 0
        if checkpoint.is_file():
            state: dict[str, Any] = torch.load(checkpoint, weights_only=True)
            steps.restore(state)
            first_epoch = state["epoch"] + 1
        for epoch in range(first_epoch, recipe.epochs):
            steps.begin()
            for batch in _batches(epoch_windows(epoch), recipe, random.Random(f"{recipe.seed}/order/{epoch}")):
                steps.take(_loss(network, batch, recipe))
                if recipe.max_steps is not None and steps.count >= recipe.max_steps:
                    break
            torch.save(_mixed(steps.weights(), started, recipe.blend), folder / "network.pt")
            torch.save({**steps.state(), "epoch": epoch}, partial)
            partial.replace(checkpoint)  # at once, so that a cut while saving leaves the checkpoint before
            steps.note({"epoch": epoch, "loss": float(np.mean(steps.losses))})
            if recipe.max_steps is not None and steps.count >= recipe.max_steps:
                break
    return folder / "network.pt"


def _batches(stack: list[Window], recipe: Recipe, dice: random.Random) -> Iterator[list[Window]]:
    """Windows of like length together, so that there is little padding; batches in random order."""
    stack = sorted(stack, key=lambda window: len(window) + dice.random() * 8)
    batches: list[list[Window]] = [[]]
    for window in stack:
        if batches[-1] and (len(batches[-1]) + 1) * max(len(window), *map(len, batches[-1])) > recipe.pieces:
            batches.append([])
        batches[-1].append(window)
    dice.shuffle(batches)
    return (batch for batch in batches if batch)


def _loss(network: AttributionNetwork, batch: Sequence[Window], recipe: Recipe) -> torch.Tensor:
    size = max(map(len, batch))
    ids, shapes = np.zeros((len(batch), size), dtype=np.int64), np.zeros((len(batch), size), dtype=np.int64)
    tags = np.full((len(batch), size), IGNORED, dtype=np.int64)
    mask = np.zeros((len(batch), size), dtype=np.int64)
    for row, window in enumerate(batch):
        n = len(window)
        ids[row, :n], shapes[row, :n], tags[row, :n], mask[row, :n] = window.ids, window.shapes, window.tags, 1
    links = torch.from_numpy(np.concatenate([np.insert(window.links, 0, k, axis=1) for k, window in enumerate(batch)]))
    known = torch.from_numpy(tags)
    with _autocast():
        logits, queries, keys = network(
            torch.from_numpy(ids), torch.from_numpy(shapes), None if mask.all() else torch.from_numpy(mask)
        )
    logits = logits.float()
    loss = logits.new_zeros(())
    if any(window.taught is None for window in batch):
        annotated = known.clone()
        annotated[[row for row, window in enumerate(batch) if window.taught is not None]] = IGNORED
        pieces = functional.cross_entropy(
            logits.flatten(0, 1), annotated.flatten(), ignore_index=IGNORED, label_smoothing=recipe.smoothing
        )
        share = float((annotated != IGNORED).sum() / (known != IGNORED).sum())
        loss = loss + share * (pieces + network.chain_loss(logits, annotated)) / 2
    targets = torch.zeros_like(logits)
    for row, window in enumerate(batch):
        if window.taught is not None:
            targets[row, : len(window)] = torch.from_numpy(window.taught)
    # a teacher says how likely each tag is: cross-entropy with all of that (Hinton et al. 2015)
    loss = loss - (targets * functional.log_softmax(logits, 2)).sum() / (known != IGNORED).sum()
    if len(links):
        window, role, piece, cue = links.unbind(1)
        scores = network.pointer_logits(queries.float(), keys, window, role, piece)
        scores = scores.masked_fill(torch.from_numpy(mask == 0)[window], float("-inf"))
        loss = loss + recipe.link_weight * functional.cross_entropy(scores, cue)
    return loss


def _autocast() -> contextlib.AbstractContextManager[Any]:
    """16-bit floats where the processor multiplies them in hardware; elsewhere they are slower than 32 bits."""
    capable = torch.backends.mkldnn.is_available() and torch.ops.mkldnn._is_mkldnn_bf16_supported()
    fast = capable and torch.cpu._is_avx512_bf16_supported()
    return torch.autocast("cpu", dtype=torch.bfloat16) if fast else contextlib.nullcontext()


def _mixed(
    ended: dict[str, torch.Tensor], started: dict[str, torch.Tensor] | None, share: float
) -> dict[str, torch.Tensor]:
    """The weights that training ended with, and a share of those it started from.

    References:
        Wortsman et al. (2022), Robust fine-tuning of zero-shot models, CVPR.
    """
    if started is None or not share:
        return ended
    return {
        key: torch.lerp(value, started[key], share) if value.is_floating_point() else value
        for key, value in ended.items()
    }
