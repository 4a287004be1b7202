"""Networks that read a sentence with part of it marked: the encoder, and a head over the marked part and the whole.

The marked part is a target (what tone towards it?), a predicate (how certain?) or the second of two sentences (how do
they relate?). It is told to the encoder by the second segment embedding.

References:
    Song et al. (2019), Attentional encoder network for targeted sentiment classification, arXiv:1902.09314.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from quotelens import encoder
from quotelens.training import weights
from quotelens.training.network import AttributionNetwork, configuration, start_folder

HIDDEN = 256
MAX_PIECES = 300
INPUTS = ["ids", "shapes", "marked"]


@dataclass(frozen=True, slots=True)
class Row:
    """Word pieces with the start and end tokens around them, which of them are marked, and what to learn of them.

    `ids`, `shapes` and `marked` (0 or 1) are int64 (n,); `label` is float32, of the same length for all rows of a task.
    """

    ids: np.ndarray
    shapes: np.ndarray
    marked: np.ndarray
    label: np.ndarray

    def __len__(self) -> int:
        return len(self.ids)


def marked_row(pieces: encoder.Pieces, start: int, end: int, label: np.ndarray, tokenizer: Tokenizer) -> Row:
    """The row of a sentence whose characters `[start, end)` are marked."""
    part = pieces.part(0, MAX_PIECES)
    first, last = encoder.token_id(tokenizer, "[CLS]"), encoder.token_id(tokenizer, "[SEP]")
    return Row(
        np.concatenate([[first], part.ids, [last]]),
        np.concatenate([[0], part.shapes, [0]]),
        np.concatenate([[0], part.touching(start, end).astype(np.int64), [0]]),
        label,
    )


def pair_row(a: encoder.Pieces, b: encoder.Pieces, label: np.ndarray, tokenizer: Tokenizer) -> Row:
    """The row of two texts, the second marked."""
    first, last = encoder.token_id(tokenizer, "[CLS]"), encoder.token_id(tokenizer, "[SEP]")
    both, marked = encoder.pair(a, b, last)
    return Row(np.concatenate([[first], both.ids, [last]]), np.pad(both.shapes, 1), np.pad(marked, 1), label)


def batches(rows: Sequence[Row], size: int, dice: random.Random) -> Iterator[list[Row]]:
    """Rows of about the same length together, in random order."""
    ordered = sorted(rows, key=lambda row: len(row) + dice.random() * 8)
    found = [ordered[k : k + size] for k in range(0, len(ordered), size)]
    dice.shuffle(found)
    return iter(found)


def tensors(batch: Sequence[Row]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """ids, shapes, marked and mask of a batch, each (b, n) and 0 after a row's end."""
    arrays = np.zeros((4, len(batch), max(map(len, batch))), dtype=np.int64)
    for k, row in enumerate(batch):
        arrays[:3, k, : len(row)] = row.ids, row.shapes, row.marked
        arrays[3, k, : len(row)] = 1
    ids, shapes, marked, mask = (torch.from_numpy(array) for array in arrays)
    return ids, shapes, marked, mask


def labels(batch: Sequence[Row]) -> Tensor:
    """What to learn of a batch, (b, m)."""
    return torch.from_numpy(np.stack([row.label for row in batch]).astype(np.float32))


class MarkedNetwork(nn.Module):
    """An encoder that sees which pieces are marked, and a hidden layer over start token, marked part and the whole."""

    def __init__(self, attribution: AttributionNetwork, outputs: int) -> None:
        super().__init__()
        self.encoder, self.shape = attribution.encoder, attribution.shape
        self.head = head(3 * attribution.encoder.config.hidden_size, outputs)

    @classmethod
    def begun(cls, model: Path, outputs: int) -> MarkedNetwork:
        """The network whose encoder is that of a model folder as it ships; the head is fresh."""
        network = bare()
        network.load_state_dict(weights.of_model(model), strict=False)
        return cls(network, outputs)

    @classmethod
    def trained(cls, run: Path, outputs: int) -> MarkedNetwork:
        """The network of a finished run (`network.pt`), ready to read."""
        network = cls(bare(), outputs)
        network.load_state_dict(torch.load(run / "network.pt", weights_only=True))
        return network.eval()

    def forward(self, ids: Tensor, shapes: Tensor, marked: Tensor, mask: Tensor | None = None) -> Tensor:
        """Scores (b, outputs) for ids and shapes (b, n); `marked` is 1 at the marked part, `mask` 0 at padding."""
        hidden, known = self.hidden(ids, shapes, marked, mask)
        scores: Tensor = self.head(torch.cat([hidden[:, 0], mean(hidden, marked), mean(hidden, known)], dim=1))
        return scores

    def hidden(self, ids: Tensor, shapes: Tensor, marked: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor]:
        """The encoder's vectors (b, n, size), and the mask (b, n), all 1 where none was given."""
        return self.read(self.encoder.embeddings.word_embeddings(ids), shapes, marked, mask)

    def read(self, words: Tensor, shapes: Tensor, marked: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor]:
        """As `hidden`, from the vectors of the words (b, n, size)."""
        words = words + self.shape(shapes)
        states = self.encoder(inputs_embeds=words, attention_mask=mask, token_type_ids=marked).last_hidden_state
        return states, torch.ones_like(marked) if mask is None else mask


def both_sides(hidden: Tensor, marked: Tensor, known: Tensor) -> Tensor:
    """A pair of texts for a head (b, 5 * size): start token, mean of either side, how they differ and agree."""
    a, b = mean(hidden, known - marked), mean(hidden, marked)
    return torch.cat([hidden[:, 0], a, b, (a - b).abs(), a * b], dim=1)


def bare() -> AttributionNetwork:
    """The network without any weights of use."""
    # plain attention: in short windows the fused kernel's backward pass takes longer than all else
    return AttributionNetwork(configuration(start_folder(), attention="eager"))


def head(inputs: int, outputs: int) -> nn.Sequential:
    """A hidden layer between `inputs` and `outputs` numbers."""
    return nn.Sequential(
        nn.Dropout(0.1), nn.Linear(inputs, HIDDEN), nn.GELU(), nn.Dropout(0.1), nn.Linear(HIDDEN, outputs)
    )


def mean(hidden: Tensor, chosen: Tensor) -> Tensor:
    """Mean vector (b, size) of the chosen (b, n) pieces; 0 where none is."""
    shares = chosen.to(hidden.dtype)[..., None]
    return (hidden * shares).sum(1) / shares.sum(1).clamp(min=1.0)
