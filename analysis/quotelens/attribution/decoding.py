"""Scores -> spans and links. Pure NumPy: given the scores, nothing here needs a model.

Tags are decoded with the Viterbi algorithm over the legal tag sequences; each source mention and each stretch of
content then points to the cue it belongs with.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quotelens.attribution.labels import ROLES, TAGS, legal_transitions, spans_of_tags

REACH = 383  # pieces; a cue farther away than this counts as this far
LINKED_ROLES = ("source", "content")  # the order of the pointer heads


@dataclass(frozen=True, slots=True)
class Scores:
    """What the encoder says of a text's n word pieces.

    Attributes:
        tags: (n, len(TAGS)) logits.
        queries, keys: (n, 2, d), what each piece looks for and offers as a linked source or content (first axis of
            the pair: source, content) and as a cue.
        bias: (2, 2, 2 REACH + 1), added to a link's score by role, by whether a line break lies between (0 no,
            1 yes), and by the gap to the cue, clipped to [-REACH, REACH] pieces.
        lines: (n,), the line each piece stands in (`encoder.Pieces.lines`).
    """

    tags: np.ndarray
    queries: np.ndarray
    keys: np.ndarray
    bias: np.ndarray
    lines: np.ndarray


@dataclass(frozen=True, slots=True)
class Stretch:
    """A decoded run of pieces `[first, end)` with its role, and the model's probability that it is exactly this."""

    role: str
    first: int
    end: int
    probability: float


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Logarithm of the softmax over the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    normalised: np.ndarray = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return normalised


def viterbi(log_probabilities: np.ndarray, legal: np.ndarray | None = None) -> np.ndarray:
    """The likeliest legal tag sequence, int64 (n,).

    Args:
        log_probabilities: (n, k) scores of each tag at each piece; ties go to the tag with the lowest index.
        legal: (k + 1, k) bool, see `labels.legal_transitions`; by default that.

    References:
        Viterbi (1967), Error bounds for convolutional codes, IEEE Trans. Inf. Theory 13(2).
    """
    legal = legal_transitions() if legal is None else legal
    penalty = np.where(legal, 0.0, -np.inf)
    n, k = log_probabilities.shape
    if not n:
        return np.zeros(0, dtype=np.int64)
    back = np.zeros((n, k), dtype=np.int64)
    score = log_probabilities[0] + penalty[-1]
    columns = np.arange(k)
    for t in range(1, n):
        reach = score[:, None] + penalty[:-1]
        back[t] = reach.argmax(axis=0)
        score = reach[back[t], columns] + log_probabilities[t]
    path = np.zeros(n, dtype=np.int64)
    path[-1] = int(score.argmax())
    for t in range(n - 1, 0, -1):
        path[t - 1] = back[t, path[t]]
    return path


def stretches(tags: np.ndarray) -> list[Stretch]:
    """Decode tag logits (n, len(TAGS)) into stretches, in text order.

    A stretch's probability is the product of the probabilities of its first tag, of its weakest inner tag, and of
    the tag after it not continuing it: a span is exact only if all three hold.
    """
    if tags.shape[1] != len(TAGS):
        raise ValueError(f"expected {len(TAGS)} tag scores a piece, got {tags.shape[1]}")
    logs = log_softmax(tags.astype(np.float64))
    found = []
    for role, first, end in spans_of_tags(viterbi(logs)):
        begin, inside = 1 + 2 * ROLES.index(role), 2 + 2 * ROLES.index(role)
        probability = np.exp(logs[first, begin])
        if end - first > 1:
            probability *= np.exp(logs[first + 1 : end, inside].min())
        if end < len(logs):
            probability *= 1.0 - np.exp(logs[end, inside])
        found.append(Stretch(role, first, end, float(probability)))
    return found


def link(scores: Scores, spans: list[Stretch]) -> list[tuple[int, float] | None]:
    """For each source or content stretch, the index in `spans` of its cue and the probability of that link.

    The question that a stretch asks is the mean of its first and its last piece's; the softmax runs over the cues
    found (ties: the first). `None` for cues, and for every stretch where no cue was found.
    """
    cues = [k for k, span in enumerate(spans) if span.role == "cue"]
    heads = np.array([spans[k].first for k in cues], dtype=np.int64)
    answers: list[tuple[int, float] | None] = []
    for span in spans:
        if span.role == "cue" or not cues:
            answers.append(None)
            continue
        role, last = LINKED_ROLES.index(span.role), span.end - 1
        query = (scores.queries[span.first, role].astype(np.float64) + scores.queries[last, role]) / 2
        affinity = scores.keys[heads, role] @ query / np.sqrt(len(query))
        apart = (scores.lines[heads] != scores.lines[span.first]) & (scores.lines[heads] != scores.lines[last])
        distance = np.clip(gap(heads, span.first, last), -REACH, REACH) + REACH
        logs = log_softmax(affinity + scores.bias[role, apart.astype(np.int64), distance])
        best = int(logs.argmax())
        answers.append((cues[best], float(np.exp(logs[best]))))
    return answers


def gap(cues: np.ndarray, first: int, last: int) -> np.ndarray:
    """Signed distance in pieces from a stretch `first` to `last` to each cue: negative before it, positive after it.

    Measured from the stretch's near end; 0 for a cue inside it.
    """
    return np.where(cues < first, cues - first, np.maximum(cues - last, 0))
