"""The sentence protocol of CofeNet (Wang et al., COLING 2022), to set figures beside its published ones.

Instances are single sentences, or several joined where an attribution runs over them, and only those that hold an
attribution: the reader knows that there is something to find, but sees nothing around it. Scores are F1 of spans of
whole tokens, by role. Whole articles are the task that quotelens is made for; this is an experiment beside it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from quotelens.attribution.decoding import stretches
from quotelens.attribution.labels import IGNORED, OUTSIDE, ROLES
from quotelens.attribution.reading import read
from quotelens.encoder import Encoder
from quotelens.evaluation import GoldArticle, read_brat
from quotelens.evaluation.gold import read_lines
from quotelens.evaluation.scores import Bootstrap, Counts, match
from quotelens.files import write_atomically
from quotelens.records import Span
from quotelens.training.attribution import Recipe, fit, prepare
from quotelens.training.examples import Window, examples, sentence_cuts, special_tokens, window
from quotelens.training.export import export

# goes on from a network trained on whole articles; two epochs at a third of its rate
RECIPE = Recipe(epochs=2, encoder_rate=5e-5, head_rate=3e-4, average_from=0.3, average_decay=0.99)
_OPENS = {"``": "“", "-LRB-": "(", "-LSB-": "[", "-LCB-": "{"}
_CLOSES = {"''": "”", "-RRB-": ")", "-RSB-": "]", "-RCB-": "}"}
_ATTACHED = {
    *".,;:!?%)]}”’",
    "...",
    "n't",
    "'s",
    "'re",
    "'ve",
    "'ll",
    "'d",
    "'m",
    "’s",
    "’re",
    "’ve",
    "’ll",
    "’d",
    "’m",
}


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance as text, the place of each of its tokens, and its annotated spans (role, first, last token)."""

    text: str
    tokens: tuple[Span, ...]
    spans: frozenset[tuple[str, int, int]]


def read_instances(path: str | Path) -> list[Instance]:
    """Instances of a file in CofeNet's form that hold an annotated span; the others are not part of the protocol.

    Args:
        path: JSON Lines with `tokens` (Penn Treebank's spelling of brackets and quotation marks is undone) and `labels`
            (O, or B- or I- and a role).

    Raises:
        GoldError: the file cannot be read, or a line is not of that form; names the line.
    """
    instances = read_lines(
        path, lambda row: _instance(row["tokens"], row["labels"]), "not an instance with tokens and labels"
    )
    return [instance for instance in instances if instance.spans]


def _instance(tokens: Sequence[str], labels: Sequence[str]) -> Instance:
    text, places, glued, inside = "", [], True, False
    for token in tokens:
        written = _OPENS.get(token) or _CLOSES.get(token) or token
        opens = token in _OPENS or written in ("“", "‘", "(", "[", "$") or (written == '"' and not inside)
        if written == '"':
            inside = not inside
        closes = token in _CLOSES or written.lower() in _ATTACHED or (written == '"' and not inside)
        if not glued and not closes:
            text += " "
        places.append(Span(len(text), len(text) + len(written)))
        text += written
        glued = opens
    spans, start = set(), -1
    for k, (label, after) in enumerate(zip(labels, [*labels[1:], "O"], strict=True)):
        role = label[2:]
        if label.startswith("B-"):
            start = k
        if label != "O" and after != f"I-{role}":
            spans.add((role, start, k))
    return Instance(text, tuple(places), frozenset(spans))


def training_windows(articles: Sequence[GoldArticle], recipe: Recipe, folder: Path) -> Callable[[int], list[Window]]:
    """What one epoch trains on: of every article one annotator's version, cut into sentences that hold attributions."""
    tokenizer = prepare(folder, recipe)
    styles = examples(articles, tokenizer)
    special = special_tokens(tokenizer)

    def epoch(number: int) -> list[Window]:
        dice = random.Random(f"{recipe.seed}/sentences/{number}")
        made = []
        for versions in styles:
            example = versions[dice.randrange(len(versions))].received
            if not len(example.pieces):
                continue
            for start, end in sentence_cuts(example, recipe.size - 2, dice, most=1):
                one = window(example, start, end, special, recipe.noise.masked, dice)
                if ((one.tags != OUTSIDE) & (one.tags != IGNORED)).any():
                    made.append(one)
        return made

    return epoch


def predicted(instances: Sequence[Instance], encoder: Encoder) -> Iterator[frozenset[tuple[str, int, int]]]:
    """The spans that a model finds in each instance, in tokens: those that its word pieces touch."""
    pieces = encoder.pieces([instance.text for instance in instances])
    scores = read(pieces, encoder)
    decoded = stretches([one.tags for one in scores], scores[0].transitions) if scores else []
    for instance, piece, found in zip(instances, pieces, decoded, strict=True):
        ends = np.array([span.end for span in instance.tokens])
        starts = np.array([span.start for span in instance.tokens])
        yield frozenset(
            (
                stretch.role,
                int(np.searchsorted(ends, piece.offsets[stretch.first, 0], side="right")),
                int(np.searchsorted(starts, piece.offsets[stretch.end - 1, 1], side="left")) - 1,
            )
            for stretch in found
        )


def scores(instances: Sequence[Instance], encoder: Encoder) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of each role, 0-1, with a 95 % interval from a bootstrap over instances."""
    found = list(predicted(instances, encoder))
    counted = [
        [
            match({span for span in instance.spans if span[0] == role}, {span for span in spans if span[0] == role})
            for instance, spans in zip(instances, found, strict=True)
        ]
        for role in ROLES
    ]
    result = {}
    for role, counts, (low, high) in zip(ROLES, counted, Bootstrap().f1(counted), strict=True):
        total = sum(counts, Counts())
        result[role] = {
            "precision": total.precision,
            "recall": total.recall,
            "f1": total.f1,
            "low": low,
            "high": high,
            "n": total.gold,
        }
    return result


def run(
    gold: Sequence[Path],
    test: Path,
    out: Path,
    *,
    start: Path | None = None,
    recipe: Recipe = RECIPE,
    log: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Train on sentences of annotated articles, score on a file of instances; writes `sentence_protocol.json` to `out`.

    Args:
        gold: Folders of brat annotations.
        test: A file in CofeNet's form.
        out: Folder of the run.
        start: The folder of a run on whole articles to go on from; by default MiniLM with fresh heads.
        recipe: All other choices.
        log: Takes a line of progress.

    Returns:
        The figures as written.
    """
    articles = [item for folder in gold for item in read_brat(folder)]
    fit(out, recipe, training_windows(articles, recipe, out), start=start)
    card = {"name": "sentence protocol", "calibration": {"slope": 1.0, "intercept": 0.0}}
    card |= export(out, out / "model", quantise=False)
    write_atomically(out / "model" / "card.json", json.dumps(card).encode("utf-8"))
    instances = read_instances(test)
    result: dict[str, Any] = {
        "data": test.name,
        "instances": len(instances),
        "scores": scores(instances, Encoder(out / "model")),
    }
    write_atomically(out / "sentence_protocol.json", (json.dumps(result, indent=1) + "\n").encode("utf-8"))
    for role, row in result["scores"].items():
        log(f"{role:<8} F1 {100 * row['f1']:.1f} ({100 * row['low']:.1f} to {100 * row['high']:.1f}), n {row['n']:.0f}")
    return result
