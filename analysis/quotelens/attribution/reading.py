"""The forward pass over a text of any length: windows -> the encoder -> one row of scores a piece."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from quotelens.attribution import windows
from quotelens.attribution.decoding import REACH, Scores
from quotelens.attribution.labels import TAGS
from quotelens.encoder import Encoder, Pieces
from quotelens.errors import ModelError

BATCH = 8  # windows a run; more gains nothing on a CPU and costs memory


def read(texts: list[Pieces], encoder: Encoder) -> list[Scores]:
    """Scores of every piece of every text; a text of no pieces has scores of no rows.

    Windows overlap by half, and each piece's scores come from the window in whose middle it lies nearest. Windows of
    one length run together, whichever text they belong to.
    """
    cuts = [windows.cut(len(pieces)) for pieces in texts]
    jobs = sorted((end - start, k, w) for k, cut in enumerate(cuts) for w, (start, end) in enumerate(cut))
    outputs: dict[tuple[int, int], dict[str, np.ndarray]] = {}
    for _, group in groupby(jobs, key=lambda job: job[0]):
        same = list(group)
        for first in range(0, len(same), BATCH):
            batch = same[first : first + BATCH]
            answer = _fitting(encoder.read([texts[k].part(*cuts[k][w]) for _, k, w in batch]))
            for row, (_, k, w) in enumerate(batch):
                outputs[k, w] = {"bias": answer["bias"]} | {
                    name: answer[name][row] for name in ("tags", "queries", "keys")
                }
    return [_together(cut, [outputs[k, w] for w in range(len(cut))]) for k, cut in enumerate(cuts)]


def _fitting(outputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The outputs, if they are those of an attribution model of this version."""
    missing = {"tags", "queries", "keys", "bias"} - outputs.keys()
    if missing:
        raise ModelError(f"the model gives no {min(missing)}; it is not an attribution model")
    shapes = outputs["tags"].shape[2:], outputs["bias"].shape
    wanted = (len(TAGS),), (2, 2 * REACH + 1)
    if shapes != wanted:
        raise ModelError(f"the model's tags and bias have shapes {shapes}, this version reads {wanted}; train it anew")
    return outputs


def _together(cut: list[tuple[int, int]], outputs: list[dict[str, np.ndarray]]) -> Scores:
    if not cut:
        nothing = np.zeros(0, dtype=np.int64)
        return Scores(np.zeros((0, len(TAGS))), nothing, nothing, [], [], np.zeros((2, 2 * REACH + 1)))
    kept = windows.keep(cut)
    tags = [
        output["tags"][first - start : end - start]
        for (start, _), (first, end), output in zip(cut, kept, outputs, strict=True)
    ]
    return Scores(
        tags=np.concatenate(tags),
        home=np.repeat(np.arange(len(cut)), [end - first for first, end in kept]),
        starts=np.array([start for start, _ in cut]),
        queries=[output["queries"] for output in outputs],
        keys=[output["keys"] for output in outputs],
        bias=outputs[0]["bias"],
    )
