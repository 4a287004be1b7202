"""Train the attribution network; `quotelens train attribution` does this and everything after it."""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional

from quotelens.attribution.labels import IGNORED
from quotelens.evaluation.gold import GoldArticle
from quotelens.training.examples import Window, examples, windows
from quotelens.training.network import AttributionNetwork, start_folder, tokenizer_json


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides what training gives, besides the data."""

    epochs: int = 6
    batch: int = 8
    size: int = 384
    step: int = 334
    encoder_rate: float = 1.5e-4
    head_rate: float = 1e-3
    warmup: float = 0.05
    weight_decay: float = 0.01
    link_weight: float = 0.3
    short: float = 0.15  # share of batches cut into short windows, so that a single sentence is no surprise
    short_size: int = 96
    average_decay: float = 0.996
    average_from: float = 0.4
    seed: int = 7
    max_steps: int | None = None  # stops early; for tests and timing


def train(gold: Sequence[GoldArticle], folder: Path, recipe: Recipe = Recipe(), *, threads: int = 2) -> Path:
    """Train on annotated articles; writes `network.pt`, `tokenizer.json`, `recipe.json` and `log.jsonl` to `folder`.

    `network.pt` holds the exponential moving average of the weights. Interrupted training continues from the last
    whole epoch when the same folder is given again. Returns the path of `network.pt`.
    """
    torch.set_num_threads(threads)
    folder.mkdir(parents=True, exist_ok=True)
    start = start_folder()
    (folder / "tokenizer.json").write_text(tokenizer_json(start), encoding="utf-8")
    (folder / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1) + "\n", encoding="utf-8")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    pairs = examples(gold, tokenizer)
    torch.manual_seed(recipe.seed)
    network = AttributionNetwork.from_start(start)
    encoder_parameters = [*network.encoder.parameters(), *network.shape.parameters()]
    known = {id(parameter) for parameter in encoder_parameters}
    head_parameters = [parameter for parameter in network.parameters() if id(parameter) not in known]
    optimizer = torch.optim.AdamW(
        [
            {"params": encoder_parameters, "lr": recipe.encoder_rate},
            {"params": head_parameters, "lr": recipe.head_rate},
        ],
        weight_decay=recipe.weight_decay,
        fused=True,
    )
    n_batches = math.ceil(sum(1 for _ in _epoch(pairs, recipe, tokenizer, 0)) / recipe.batch)
    total = int(n_batches * recipe.epochs * 1.01)

    def rate(step: int) -> float:
        warm = max(1, int(recipe.warmup * total))
        return min(1.0, (step + 1) / warm) * max(0.0, (total - step) / max(1, total - max(0, warm - 1)))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
    average: dict[str, torch.Tensor] | None = None
    step, first_epoch = 0, 0
    checkpoint, partial = folder / "checkpoint.pt", folder / "checkpoint.part"
    if checkpoint.is_file():
        state: dict[str, Any] = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        average, step, first_epoch = state["average"], state["step"], state["epoch"] + 1
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        for epoch in range(first_epoch, recipe.epochs):
            network.train()
            began, losses = time.monotonic(), []
            stack = list(_epoch(pairs, recipe, tokenizer, epoch))
            dice = random.Random(f"{recipe.seed}/order/{epoch}")
            dice.shuffle(stack)
            for k in range(0, len(stack), recipe.batch):
                batch = stack[k : k + recipe.batch]
                if dice.random() < recipe.short:
                    batch = [part for window in batch for part in _shorten(window, recipe.short_size)]
                loss = _loss(network, batch, recipe)
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
                optimizer.step()
                schedule.step()
                step += 1
                losses.append(float(loss.detach()))
                if step >= recipe.average_from * total:
                    average = _blend(average, network, recipe.average_decay)
                if step % 20 == 0:
                    line = {
                        "step": step,
                        "of": total,
                        "loss": float(np.mean(losses[-20:])),
                        "s": time.monotonic() - began,
                    }
                    log.write(json.dumps(line) + "\n")
                    log.flush()
                if recipe.max_steps is not None and step >= recipe.max_steps:
                    break
            torch.save(average or network.state_dict(), folder / "network.pt")
            torch.save(
                {
                    "network": network.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "schedule": schedule.state_dict(),
                    "average": average,
                    "step": step,
                    "epoch": epoch,
                },
                partial,
            )
            partial.replace(checkpoint)  # at once, so that a cut while saving leaves the checkpoint before
            log.write(
                json.dumps({"epoch": epoch, "loss": float(np.mean(losses)), "s": time.monotonic() - began}) + "\n"
            )
            log.flush()
            if recipe.max_steps is not None and step >= recipe.max_steps:
                break
    return folder / "network.pt"


def _epoch(pairs: Sequence[Any], recipe: Recipe, tokenizer: Tokenizer, epoch: int) -> Any:
    dice = random.Random(f"{recipe.seed}/cut/{epoch}")
    return windows(pairs, recipe.size, recipe.step, tokenizer, dice)


def _shorten(window: Window, size: int) -> list[Window]:
    """The window cut into short ones; each keeps start and end tokens of its own."""
    ids, inner = window.ids, size - 2
    parts = []
    n = int((window.tags != IGNORED).sum())
    end_token = ids[n + 1]
    for start in range(1, n + 1, inner):
        stop = min(start + inner, n + 1)
        if stop - start < inner:
            start = max(1, stop - inner)
        if stop - start < inner:
            continue  # an article shorter than the short window stays out of this batch
        shapes, tags = np.zeros(size, dtype=np.int64), np.full(size, IGNORED, dtype=np.int64)
        new = np.full(size, end_token, dtype=np.int64)
        new[0] = ids[0]
        new[1:-1], shapes[1:-1], tags[1:-1] = ids[start:stop], window.shapes[start:stop], window.tags[start:stop]
        links = window.links.copy()
        links[:, 1:] += 1 - start
        links = links[((links[:, 1:] >= 1) & (links[:, 1:] <= inner)).all(axis=1)]
        parts.append(Window(new, shapes, tags, links))
    return parts or [window]


def _loss(network: AttributionNetwork, batch: Sequence[Window], recipe: Recipe) -> torch.Tensor:
    size = max(len(window.ids) for window in batch)
    batch = [window for window in batch if len(window.ids) == size]
    ids = torch.from_numpy(np.stack([window.ids for window in batch]))
    shapes = torch.from_numpy(np.stack([window.shapes for window in batch]))
    tags = torch.from_numpy(np.stack([window.tags for window in batch]))
    links = torch.from_numpy(np.concatenate([np.insert(window.links, 0, k, axis=1) for k, window in enumerate(batch)]))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits, queries, keys = network(ids, shapes)
    loss = functional.cross_entropy(logits.float().flatten(0, 1), tags.flatten(), ignore_index=IGNORED)
    if len(links):
        window, role, piece, cue = links.unbind(1)
        scores = network.pointer_logits(queries.float(), keys, window, role, piece)
        loss = loss + recipe.link_weight * functional.cross_entropy(scores, cue)
    return loss


def _blend(
    average: dict[str, torch.Tensor] | None, network: AttributionNetwork, decay: float
) -> dict[str, torch.Tensor]:
    """The exponential moving average of the weights, one step on."""
    now = network.state_dict()
    if average is None:
        return {key: value.detach().clone() for key, value in now.items()}
    for key, value in now.items():
        if value.is_floating_point():
            average[key].lerp_(value.detach(), 1.0 - decay)
    return average
