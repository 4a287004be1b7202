"""How often the tone towards a target is right: macro-F1 on annotated sentences, beside VADER's on the same."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from quotelens import intervals
from quotelens.encoder import Encoder
from quotelens.evaluation.gold import read_lines
from quotelens.evaluation.scores import expected_error
from quotelens.records import TONES
from quotelens.sentiment import lexicon, logits, towards

RESAMPLES = 1000

POLARITIES = {2: 0, 4: 1, 6: 2}  # as NewsMTSC has them -> negative, neutral, positive


@dataclass(frozen=True, slots=True)
class Targeted:
    """A sentence, the characters `[start, end)` of a target in it, and the tone towards it: 0, 1 or 2."""

    text: str
    start: int
    end: int
    tone: int
    article: str


def read_newsmtsc(path: Path) -> list[Targeted]:
    """The targets of a NewsMTSC file, one item each; their article is told from the sentence's id.

    Raises:
        GoldError: the file cannot be read; names the line.
    """
    found = read_lines(path, _sentence, "not a sentence of NewsMTSC: {error!r}")
    return [item for items in found for item in items]


def _sentence(row: Any) -> list[Targeted]:
    article = "_".join(row["primary_gid"].split("_")[:3])
    return [
        Targeted(
            row["sentence_normalized"], target["from"], target["to"], POLARITIES[round(target["polarity"])], article
        )
        for target in row["targets"]
    ]


def split(items: Sequence[Targeted], share: float) -> tuple[list[Targeted], list[Targeted]]:
    """Items to train on and items held back: whole articles, drawn with a fixed seed, about `share` of them."""
    articles = sorted({item.article for item in items})
    random.Random(2021).shuffle(articles)
    held = set(articles[: round(share * len(articles))])
    return [item for item in items if item.article not in held], [item for item in items if item.article in held]


@dataclass(frozen=True, slots=True)
class Challenge:
    """A sentence of a pair that differs only in the target or in a negation."""

    pair: int
    differs: str
    text: str
    start: int
    end: int
    tone: int


def read_challenge(path: Path) -> list[Challenge]:
    """Sentences in pairs: JSON Lines with `pair`, `differs`, `text`, `start`, `end` and `tone` (its name).

    Raises:
        GoldError: the file cannot be read; names the line.
    """
    return read_lines(
        path,
        lambda row: Challenge(
            row["pair"], row["differs"], row["text"], row["start"], row["end"], TONES.index(row["tone"])
        ),
        "not a sentence of a pair: {error!r}",
    )


Towards = Callable[[Sequence[str], Sequence[tuple[int, int]]], pd.DataFrame]


def of_model(folder: str | Path | None = None) -> Towards:
    """`sentiment.towards` with the model of a folder, by default the one that ships."""
    chosen = None if folder is None else Encoder(folder)
    return lambda texts, spans: towards(texts, spans, encoder=chosen)


def logits_of(folder: Path, items: Sequence[Targeted]) -> np.ndarray:
    """A model's scores (n, 3) of the items' three tones."""
    return logits([item.text for item in items], [(item.start, item.end) for item in items], Encoder(folder))


@dataclass(frozen=True, slots=True)
class ToneReport:
    """Macro-F1 by part of the sentences and system, and how far the model's probabilities hold."""

    rows: tuple[dict[str, Any], ...]
    calibration: float

    def macro_f1(self, part: str, system: str) -> float:
        """Macro-F1 of a row, 0-1."""
        return float(next(row["macro_f1"] for row in self.rows if (row["part"], row["system"]) == (part, system)))

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"scores": list(self.rows), "expected_calibration_error": round(self.calibration, 4)}

    def to_text(self) -> str:
        """The scores as a table of plain text, in per cent."""
        lines = [f"{'sentences':<22} {'system':<8} {'macro-F1':>8}  {'95 % interval':<14} {'n':>5}"]
        for row in self.rows:
            ends = f"{100 * row['low']:.1f} to {100 * row['high']:.1f}"
            lines.append(
                f"{row['part']:<22} {row['system']:<8} {100 * row['macro_f1']:>8.1f}  {ends:<14} {row['n']:>5}"
            )
        lines.append(f"expected calibration error of the model: {self.calibration:.3f}")
        return "\n".join(lines) + "\n"


def evaluate_tone(path: str | Path, judge: Towards, *, held_back: float = 0.15) -> ToneReport:
    """Score the tone towards targets on the articles of a NewsMTSC file that training held back.

    Args:
        path: NewsMTSC's training file, JSON Lines.
        judge: `sentiment.towards`, or another with its arguments.
        held_back: The share that the model's recipe held back.

    Returns:
        Rows for all sentences and for those with quotation marks (none for a part without sentences), each for the
        model and for VADER, whose two thresholds are those that do best on the articles that were trained on.
        Intervals: percentile bootstrap over articles. The calibration error is the mean distance between the
        probability of the tone that the model names and how often it is right, over ten bins of equal width.

    Raises:
        GoldError: the file cannot be read.
    """
    training, held = split(read_newsmtsc(Path(path)), held_back)
    truth = np.array([item.tone for item in held])
    frame = judge([item.text for item in held], [(item.start, item.end) for item in held])
    chances = np.nan_to_num(frame[list(TONES)].to_numpy(dtype=np.float64), nan=1 / 3)
    model = chances.argmax(axis=1)
    vader = _vader(training, held)
    articles = np.unique([item.article for item in held], return_inverse=True)[1]
    quoted = np.array([any(mark in item.text for mark in '"“”‘') for item in held])
    rows = []
    for part, chosen in (("all", np.ones(len(held), dtype=bool)), ("with quotation marks", quoted)):
        if not chosen.any():
            continue
        for system, answers in (("model", model), ("vader", vader)):
            score, low, high = _macro_f1(truth[chosen], answers[chosen], articles[chosen])
            rows.append(
                {
                    "part": part,
                    "system": system,
                    "macro_f1": round(score, 4),
                    "low": round(low, 4),
                    "high": round(high, 4),
                    "n": int(chosen.sum()),
                }
            )
    return ToneReport(tuple(rows), expected_error(chances.max(axis=1), model == truth))


@dataclass(frozen=True, slots=True)
class PairsReport:
    """Of how many pairs both sentences are right: all, and by what the two differ in; with Wilson's 95 % interval."""

    rows: tuple[dict[str, Any], ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"pairs": list(self.rows)}

    def to_text(self) -> str:
        """The shares as a table of plain text, in per cent."""
        lines = [f"{'pairs that differ in':<22} {'both right':>10}  {'95 % interval':<14} {'n':>5}"]
        for row in self.rows:
            ends = f"{100 * row['low']:.1f} to {100 * row['high']:.1f}"
            lines.append(f"{row['differs']:<22} {100 * row['share']:>10.1f}  {ends:<14} {row['n']:>5}")
        return "\n".join(lines) + "\n"


def holds_pairs(path: str | Path) -> bool:
    """Whether a file of sentences is one of pairs, as `read_challenge` takes; not, where it cannot be read."""
    try:
        with Path(path).open(encoding="utf-8", errors="replace") as file:
            return '"pair"' in file.readline()
    except OSError:
        return False


def evaluate_pairs(path: str | Path, judge: Towards) -> PairsReport:
    """Score sentences in pairs that differ only in the target or in a negation.

    Raises:
        GoldError: the file cannot be read; names the line.
    """
    items = read_challenge(Path(path))
    frame = judge([item.text for item in items], [(item.start, item.end) for item in items])
    right: dict[int, bool] = {}
    differs: dict[int, str] = {}
    for item, tone in zip(items, frame["tone"], strict=True):
        right[item.pair] = right.get(item.pair, True) and tone == TONES[item.tone]
        differs[item.pair] = item.differs
    rows = []
    for kind in ("all", *dict.fromkeys(differs.values())):
        chosen = [both for pair, both in right.items() if kind in ("all", differs[pair])]
        share = sum(chosen) / len(chosen) if chosen else float("nan")
        low, high = intervals.wilson(share, len(chosen))
        rows.append(
            {"differs": kind, "right": sum(chosen), "n": len(chosen), "share": round(share, 4),
             "low": round(float(low), 4), "high": round(float(high), 4)}
        )  # fmt: skip
    return PairsReport(tuple(rows))


def evaluate(path: str | Path, model: str | Path | None = None) -> ToneReport | PairsReport:
    """Score a model, by default the one that ships, on a file of NewsMTSC or of pairs."""
    return (evaluate_pairs if holds_pairs(path) else evaluate_tone)(path, of_model(model))


def _vader(training: Sequence[Targeted], held: Sequence[Targeted]) -> np.ndarray:
    """VADER's tone of the whole sentence, cut where macro-F1 on the training articles is highest."""
    known = lexicon([item.text for item in training])["vader_compound"].fillna(0.0).to_numpy()
    truth = np.array([item.tone for item in training])
    grid = np.round(np.arange(-0.9, 0.91, 0.1), 1)
    _, below, above = max(
        (_f1_of(_confusion(truth, _cut(known, below, above))), below, above)
        for below in grid
        for above in grid
        if below <= above
    )
    return _cut(lexicon([item.text for item in held])["vader_compound"].fillna(0.0).to_numpy(), below, above)


def _cut(compound: np.ndarray, below: float, above: float) -> np.ndarray:
    return np.where(compound < below, 0, np.where(compound > above, 2, 1))


def _confusion(truth: np.ndarray, answers: np.ndarray) -> np.ndarray:
    table = np.zeros((len(TONES), len(TONES)))
    np.add.at(table, (truth, answers), 1)
    return table


def _f1_of(table: np.ndarray) -> np.ndarray:
    """Macro-F1 of confusion tables (..., 3, 3), true by row; a tone that is nowhere counts as 0."""
    right = np.diagonal(table, axis1=-2, axis2=-1)
    both = table.sum(axis=-1) + table.sum(axis=-2)
    f1: np.ndarray = np.divide(2 * right, both, out=np.zeros_like(right), where=both > 0).mean(axis=-1)
    return f1


def _macro_f1(truth: np.ndarray, answers: np.ndarray, articles: np.ndarray) -> tuple[float, float, float]:
    units = np.unique(articles, return_inverse=True)[1]
    tables = np.zeros((int(units.max(initial=-1)) + 1, len(TONES), len(TONES)))
    np.add.at(tables, (units, truth, answers), 1)
    dice = np.random.default_rng(7)
    drawn = dice.multinomial(len(tables), np.full(len(tables), 1 / len(tables)), size=RESAMPLES)
    low, high = np.percentile(_f1_of(np.einsum("rk,kij->rij", drawn, tables)), [2.5, 97.5])
    return float(_f1_of(tables.sum(axis=0))), float(low), float(high)
