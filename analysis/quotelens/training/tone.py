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
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from quotelens import encoder
from quotelens.errors import GoldError
from quotelens.training.network import AttributionNetwork, start_folder, tokenizer_json

POLARITIES = {2: 0, 4: 1, 6: 2}  # as the data has them -> negative, neutral, positive
N_TONES = 3
HIDDEN = 256
MAX_PIECES = 300
SWAPS = (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"))


@dataclass(frozen=True, slots=True)
class Targeted:
    """A sentence, the characters `[start, end)` of a target in it, and the tone towards it: 0, 1 or 2."""

    text: str
    start: int
    end: int
    tone: int
    article: str


@dataclass(frozen=True, slots=True)
class ToneRecipe:
    """Everything that decides what training gives, besides the data. `held_back`: share of articles to measure on."""

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
    seed: int = 7


class ToneNetwork(nn.Module):
    """Encoder that sees which pieces are the target, and a head over target, sentence and start token."""

    def __init__(self, attribution: AttributionNetwork) -> None:
        super().__init__()
        self.encoder, self.shape = attribution.encoder, attribution.shape
        size = attribution.encoder.config.hidden_size
        self.head = nn.Sequential(
            nn.Dropout(0.1), nn.Linear(3 * size, HIDDEN), nn.GELU(), nn.Dropout(0.1), nn.Linear(HIDDEN, N_TONES)
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


def read_newsmtsc(path: Path) -> list[Targeted]:
    """The targets of a NewsMTSC file, one item each; their article is told from the sentence's id.

    Raises:
        GoldError: the file cannot be read; names the line.
    """
    found = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise GoldError(f"{path}: cannot be read: {error.strerror}") from error
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            article = "_".join(row["primary_gid"].split("_")[:3])
            for target in row["targets"]:
                tone = POLARITIES[round(target["polarity"])]
                found.append(Targeted(row["sentence_normalized"], target["from"], target["to"], tone, article))
        except (ValueError, KeyError, TypeError) as error:
            raise GoldError(f"{path}, line {number}: not a sentence of NewsMTSC: {error!r}") from error
    return found


def split(items: Sequence[Targeted], share: float) -> tuple[list[Targeted], list[Targeted]]:
    """Items to train on and items held back: whole articles, drawn with a fixed seed, about `share` of them."""
    articles = sorted({item.article for item in items})
    random.Random(2021).shuffle(articles)
    held = set(articles[: round(share * len(articles))])
    return [item for item in items if item.article not in held], [item for item in items if item.article in held]


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
        inside = (part.offsets[:, 0] < item.end) & (part.offsets[:, 1] > item.start)
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
    known = {id(parameter) for parameter in network.head.parameters()}
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in network.parameters() if id(p) not in known], "lr": recipe.encoder_rate},
            {"params": list(network.head.parameters()), "lr": recipe.head_rate},
        ],
        weight_decay=recipe.weight_decay,
    )
    training, _ = split(items, recipe.held_back)
    total = recipe.epochs * -(-len(training) // recipe.batch)
    warm = max(1, int(recipe.warmup * total))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / warm) * max(0.0, (total - step) / (total - warm + 1))
    )
    average: dict[str, Tensor] | None = None
    step = 0
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        for epoch in range(recipe.epochs):
            network.train()
            dice = random.Random(f"{recipe.seed}/{epoch}")
            began, losses = time.monotonic(), []
            for batch in _batches(rows([_restyled(item, dice, recipe) for item in training], tokenizer), recipe, dice):
                loss = functional.cross_entropy(
                    network(*_tensors(batch)),
                    torch.tensor([row.tone for row in batch]),
                    label_smoothing=recipe.smoothing,
                )
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
    torch.save(average or network.state_dict(), folder / "network.pt")
    return folder / "network.pt"


def _restyled(item: Targeted, dice: random.Random, recipe: ToneRecipe) -> Targeted:
    """The item, sometimes with straight quotation marks for curly ones or the other way round."""
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


def _blend(average: dict[str, Tensor] | None, network: nn.Module, decay: float) -> dict[str, Tensor]:
    now = network.state_dict()
    if average is None:
        return {key: value.detach().clone() for key, value in now.items()}
    for key, value in now.items():
        if value.is_floating_point():
            average[key].lerp_(value.detach(), 1.0 - decay)
    return average
