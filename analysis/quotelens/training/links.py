"""The pointers from sources and contents to their cues, trained on the finished encoder.

While the encoder learns, its pointers are asked to pick the cue among all pieces of the window, which mostly teaches
them what a cue is. When reading, the choice is among the few cues found; here the pointers learn just that choice,
with the encoder frozen. It takes minutes, and is worth some fifteen points of link accuracy.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from quotelens.attribution.decoding import LINKED_ROLES, REACH
from quotelens.attribution.decoding import gap as cue_gap
from quotelens.attribution.labels import IGNORED, OUTSIDE, begin, mend, spans_of_tags
from quotelens.encoder import BREAK, token_id
from quotelens.training.examples import Window
from quotelens.training.network import POINTER_SIZE, AttributionNetwork

BUCKETS = 32
EXACT = 8  # gaps up to this many pieces have a bucket each; farther ones share buckets of growing width
ROUNDS = 30
RATE = 3e-3
BATCH = 256  # links a step


@dataclass(frozen=True, slots=True)
class Choices:
    """Links as choices: m stretches, each with up to c cues to choose from.

    Attributes:
        role: (m,), 0 source, 1 content.
        first, last: (m, hidden), the encoder's vectors of the stretch's first and last piece.
        cues: (m, c, hidden), vectors of the cues' first pieces; zeros beyond a window's number of cues.
        gap: (m, c), signed distance in pieces from the stretch to the cue (see `decoding.gap`).
        apart: (m, c), 1 where a line break lies between stretch and cue.
        open: (m, c) bool, whether there is such a cue.
        answer: (m,), the annotated cue.
    """

    role: Tensor
    first: Tensor
    last: Tensor
    cues: Tensor
    gap: Tensor
    apart: Tensor
    open: Tensor
    answer: Tensor


def bucket(gap: Tensor) -> Tensor:
    """Bucket, 0 to 2 * BUCKETS - 1, of a signed gap: fine when near, logarithmic when far, one half a direction.

    References:
        Raffel et al. (2020), Exploring the limits of transfer learning (T5), JMLR 21, section 2.1.
    """
    size = gap.abs().clamp(max=REACH).float()
    far = EXACT + ((size / EXACT).clamp(min=1).log() / math.log(REACH / EXACT) * (BUCKETS - EXACT - 1)).long()
    return torch.where(size < EXACT, size.long(), far) + BUCKETS * (gap > 0).long()


def fit(network: AttributionNetwork, stack: Sequence[Window], tokenizer: Tokenizer, *, seed: int) -> None:
    """Train the network's pointers in place, on training windows; every other weight stays as it is."""
    torch.manual_seed(seed)
    choices = _choices(network.eval(), [window for window in stack if len(window.links)], tokenizer)
    table = nn.Parameter(torch.zeros(2, 2, 2 * BUCKETS))  # role, apart, bucket
    for layer in (network.queries, network.keys):
        layer.reset_parameters()
    parameters = [*network.queries.parameters(), *network.keys.parameters(), table]
    optimizer = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.01)
    m = len(choices.role)
    total = ROUNDS * math.ceil(m / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: 1.0 - k / total)
    for _ in range(ROUNDS):
        order = torch.randperm(m)
        for k in range(0, m, BATCH):
            rows = order[k : k + BATCH]
            loss = nn.functional.cross_entropy(_logits(network, table, choices, rows), choices.answer[rows])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            schedule.step()
    gaps = torch.arange(-REACH, REACH + 1)
    with torch.no_grad():
        network.bias.copy_(table[:, :, bucket(gaps)])


def _logits(network: AttributionNetwork, table: Tensor, choices: Choices, rows: Tensor) -> Tensor:
    role = choices.role[rows]
    count = torch.arange(len(rows))

    def vectors(layer: nn.Linear, hidden: Tensor) -> Tensor:
        dropped = nn.functional.dropout(hidden[rows].float(), 0.1)
        return layer(dropped).unflatten(-1, (2, POINTER_SIZE))

    query = (vectors(network.queries, choices.first) + vectors(network.queries, choices.last))[count, role] / 2
    keys = vectors(network.keys, choices.cues)[count, :, role]
    scores = torch.einsum("md,mcd->mc", query, keys) / math.sqrt(POINTER_SIZE)
    scores = scores + table[role[:, None], choices.apart[rows], bucket(choices.gap[rows])]
    return scores.masked_fill(~choices.open[rows], -1e9)


def _choices(network: AttributionNetwork, stack: Sequence[Window], tokenizer: Tokenizer) -> Choices:
    """Run the encoder once over all windows and keep the vectors that links need."""
    mark = token_id(tokenizer, BREAK)
    rows: list[tuple[int, Tensor, Tensor, Tensor, np.ndarray, np.ndarray, int]] = []
    most = 0
    for k in range(0, len(stack), 8):
        batch = stack[k : k + 8]
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = network.hidden(
                torch.from_numpy(np.stack([window.ids for window in batch])),
                torch.from_numpy(np.stack([window.shapes for window in batch])),
            )
        for window, vectors in zip(batch, hidden.to(torch.bfloat16), strict=True):
            cues = np.flatnonzero(window.tags == begin("cue"))
            lines = np.cumsum(window.ids == mark)
            pointed = {(role, piece): cue for role, piece, cue in window.links.tolist()}
            tags = np.where(window.tags == IGNORED, OUTSIDE, window.tags)
            mend(tags)  # a window may begin in the middle of a stretch
            for name, first, end in spans_of_tags(tags):
                last = end - 1
                role = LINKED_ROLES.index(name) if name in LINKED_ROLES else -1
                cue = pointed.get((role, first), -1)
                found = np.flatnonzero(cues == cue)
                if not len(found) or len(cues) < 2 or pointed.get((role, last)) != cue:
                    continue
                gap = cue_gap(cues, first, last)
                apart = (lines[cues] != lines[first]) & (lines[cues] != lines[last])
                answer = int(found[0])
                rows.append((role, vectors[first], vectors[last], vectors[cues], gap, apart.astype(np.int64), answer))
                most = max(most, len(cues))
    m, width = len(rows), rows[0][1].shape[0]
    cues_, gaps = torch.zeros(m, most, width, dtype=torch.bfloat16), torch.zeros(m, most, dtype=torch.long)
    aparts, opens = torch.zeros(m, most, dtype=torch.long), torch.zeros(m, most, dtype=torch.bool)
    for k, (_, _, _, vectors, gap, apart, _) in enumerate(rows):
        c = len(gap)
        cues_[k, :c], opens[k, :c] = vectors, True
        gaps[k, :c], aparts[k, :c] = torch.from_numpy(gap), torch.from_numpy(apart)
    return Choices(
        torch.tensor([row[0] for row in rows]),
        torch.stack([row[1] for row in rows]),
        torch.stack([row[2] for row in rows]),
        cues_,
        gaps,
        aparts,
        opens,
        torch.tensor([row[6] for row in rows]),
    )
