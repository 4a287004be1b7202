"""What trained models say of texts that nobody annotated, as something to learn from.

References:
    Hinton, Vinyals and Dean (2015), Distilling the knowledge in a neural network, arXiv:1503.02531.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer
from tqdm import tqdm

from quotelens import encoder
from quotelens.attribution import windows
from quotelens.attribution.decoding import marginals
from quotelens.attribution.labels import TAGS
from quotelens.encoder import Encoder, Pieces
from quotelens.training.examples import Example, Styles, sentence_starts


def taught(texts: Sequence[str], teachers: Sequence[Path], tokenizer: Tokenizer) -> list[tuple[Styles, ...]]:
    """Texts as training examples, each piece with the teachers' mean probability of each tag.

    Args:
        texts: Articles.
        teachers: Model folders; those of quotelens 0.1, which have no transitions, will do.
        tokenizer: Of the network to train; the teachers' must be the same.
    """
    models = [Encoder(folder) for folder in teachers] if texts else []
    found: list[tuple[Styles, ...]] = []
    for text in tqdm(texts, desc="asking the teachers", unit="text", disable=None):
        [pieces] = encoder.pieces(tokenizer, [text])
        mean = np.mean([_probabilities(pieces, model) for model in models], axis=0)
        nothing, no_links = np.zeros(len(pieces), dtype=np.int64), np.zeros((0, 4), dtype=np.int64)
        example = Example(pieces, nothing, no_links, sentence_starts(text, pieces), mean.astype(np.float32))
        found.append((Styles(example, example, example, example),))
    return found


def _probabilities(pieces: Pieces, model: Encoder) -> np.ndarray:
    cut = windows.cut(len(pieces))
    if not cut:
        return np.zeros((0, len(TAGS)))
    answers = model.read([pieces.part(start, end) for start, end in cut])
    tags = windows.mean(cut, [answer["tags"] for answer in answers])
    transitions = answers[0].get("transitions", np.zeros((len(TAGS), len(TAGS))))
    [probabilities] = marginals([tags], transitions)
    return probabilities
