"""The forward pass over a text of any length: windows -> the encoder -> one row of scores a piece."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from quotelens.attribution import windows
from quotelens.attribution.decoding import REACH, Scores
from quotelens.attribution.labels import TAGS
from quotelens.encoder import Encoder, Pieces
from quotelens.errors import ModelError

CONSTANT = ("transitions", "bias")  # outputs that belong to the model, not to what it reads


def read(texts: Sequence[Pieces], encoder: Encoder) -> list[Scores]:
    """Scores of every piece of every text; a text of no pieces has scores of no rows.

    Windows overlap; a piece's tag scores are the mean of its windows' (`windows.mean`), and its links are sought in the
    window in whose middle it lies nearest. Each window is read by itself: a text's scores are the same in any company.
    """
    cuts = [windows.cut(len(pieces)) for pieces in texts]
    outputs = iter(encoder.read([text.part(*ends) for text, cut in zip(texts, cuts, strict=True) for ends in cut]))
    return [_together(cut, [_fitting(next(outputs)) for _ in cut]) for cut in cuts]


def _fitting(outputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The outputs, if they are those of an attribution model of this version."""
    missing = {"tags", "queries", "keys", *CONSTANT} - outputs.keys()
    if missing:
        raise ModelError(f"the model gives no {min(missing)}; it is not an attribution model")
    shapes = outputs["tags"].shape[1:], outputs["bias"].shape, outputs["transitions"].shape
    wanted = (len(TAGS),), (2, 2 * REACH + 1), (len(TAGS), len(TAGS))
    if shapes != wanted:
        raise ModelError(
            f"the model's tags, bias and transitions have shapes {shapes}, this version reads {wanted}; train it anew"
        )
    return outputs


def _together(cut: list[tuple[int, int]], outputs: list[dict[str, np.ndarray]]) -> Scores:
    if not cut:
        nothing = np.zeros(0, dtype=np.int64)
        return Scores(
            np.zeros((0, len(TAGS))),
            np.zeros((len(TAGS), len(TAGS))),
            nothing,
            nothing,
            [],
            [],
            np.zeros((2, 2 * REACH + 1)),
        )
    kept = windows.keep(cut)
    return Scores(
        tags=windows.mean(cut, [output["tags"] for output in outputs]),
        home=np.repeat(np.arange(len(cut)), [end - first for first, end in kept]),
        starts=np.array([start for start, _ in cut]),
        queries=[output["queries"] for output in outputs],
        keys=[output["keys"] for output in outputs],
        **{name: outputs[0][name] for name in CONSTANT},
    )
