"""How near the model's certainty comes to that of annotators: correlation and mean absolute error, with intervals."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from quotelens.certainty import score
from quotelens.encoder import Encoder
from quotelens.errors import GoldError
from quotelens.evaluation.gold import read_lines

RESAMPLES = 1000

_JOINED_BEFORE = re.compile(r"[.,;:!?%)\]}…]+|n[’']t|[’'](?:s|S|re|ve|ll|d|m)|”|’")
_JOINED_BEHIND = frozenset(("(", "[", "{", "$", "“", "‘", "#"))
_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}"}
_SPLIT = re.compile(r" (?=(?:n[’']t|[’'](?:s|re|ve|ll|d|m))\b)")
# past tenses that do not begin as the verb does
_PASTS = {
    "tell": ("told",),
    "think": ("thought",),
    "know": ("knew",),
    "feel": ("felt",),
    "find": ("found",),
    "see": ("saw",),
}
_SAID = re.compile(r"[\w’'-]+")


@dataclass(frozen=True, slots=True)
class Judged:
    """A text, the characters `[start, end)` of what is judged in it, and how certain it is presented to be, -3 to 3.

    `unit` names what items are drawn together by: those of one sentence resemble each other.
    """

    text: str
    start: int
    end: int
    certainty: float
    unit: str


def read_factuality(path: str | Path) -> list[Judged]:
    """The predicates of an event-factuality file, JSON Lines with `text` (tokens with spaces between) and `targets`.

    Texts are put together as they are written: "did n't" becomes "didn't", "`` No , ''" becomes "“No,”".

    Raises:
        GoldError: the file cannot be read; names the line.
    """
    found = read_lines(path, _sentence, "not a sentence with judged predicates: {error!r}")
    return [
        Judged(text, start, end, certainty, f"{Path(path).parent.name}/{k}")
        for k, (text, targets) in enumerate(found)
        for start, end, certainty in targets
    ]


def _sentence(row: Any) -> tuple[str, list[tuple[int, int, float]]]:
    text, offsets = written(row["text"].split())
    targets = []
    for target in row["targets"]:
        first, last = target["span1"]
        if not 0 <= first < last <= len(offsets):
            raise GoldError(f"[{first}, {last}) is no stretch of {len(offsets)} tokens")
        targets.append((offsets[first][0], offsets[last - 1][1], float(target["label"])))
    return text, targets


def written(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Tokens of a treebank as a text is written, and the characters `[start, end)` of each in it."""
    text, offsets = "", []
    opened, glued = False, True
    for token in tokens:
        word = _BRACKETS.get(token, token)
        closes = word in ("''", "”") or (word == '"' and opened)
        if word in ("``", "''", '"'):
            word = "”" if closes else "“"
        opened = word == "“" or (opened and word != "”")
        if not glued and not (closes or _JOINED_BEFORE.fullmatch(word)):
            text += " "
        offsets.append((len(text), len(text) + len(word)))
        text += word
        glued = word in _JOINED_BEHIND
    return text, offsets


def read_commitmentbank(path: str | Path) -> list[Judged]:
    """The items of the CommitmentBank: the sentence, its embedded clause, and the mean of the ratings.

    The clause is found from the sentence and the prompt alone (the clause as the raters saw it, its pronouns replaced);
    the context before the sentence is not read.

    Raises:
        GoldError: the file cannot be read; names the row.

    References:
        de Marneffe, Simons and Tonhauser (2019), The CommitmentBank, Sinn und Bedeutung 23.
    """
    try:
        with Path(path).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise GoldError(f"{path}: cannot be read: {error.strerror}") from error
    found = []
    for number, row in enumerate(rows, start=2):
        try:
            text = _SPLIT.sub("", row["Target"]).replace("``", "“").replace("''", "”")
            start, end = clause(text, row["Prompt"], row["Verb"])
            found.append(Judged(text, start, end, float(row["Mean"]), row["uID"]))
        except (KeyError, TypeError, ValueError) as error:
            raise GoldError(f"{path}, row {number}: not an item of the CommitmentBank: {error!r}") from error
    return found


def clause(text: str, prompt: str, verb: str) -> tuple[int, int]:
    """Where in a sentence the clause stands that `prompt` repeats with other pronouns: characters `[start, end)`.

    The stretch is the best local alignment of the prompt's words with those of the sentence behind the embedding verb,
    with the words before it up to "that" or the verb where the prompt's first words are not the sentence's own.

    References:
        Smith and Waterman (1981), Identification of common molecular subsequences, J. Mol. Biol. 147.
    """
    words = list(_SAID.finditer(text))
    said, asked = [[word.lower() for word in _SAID.findall(string)] for string in (text, prompt)]
    if not said:
        raise ValueError("a sentence without words")
    lemma = verb.lower()
    stems = (lemma[: max(2, min(4, len(lemma) - 1))], *_PASTS.get(lemma, ()))
    places = [k for k, word in enumerate(said) if word.startswith(stems)]
    best, first, last, used = max(
        (_aligned(said, asked, after + 1) for after in places or [-1]), key=lambda found: (found[0], -found[1])
    )
    if best <= 0:  # no word in common: all that stands behind the verb
        first, last, used = (places[0] + 1 if places and places[0] + 1 < len(said) else 0), len(said), 0
    limit = max((k for k in places if k < first), default=-1)
    while used > 0 and first - 1 > limit and said[first - 1] != "that":
        first, used = first - 1, used - 1
    return words[first].start(), words[last - 1].end()


def _aligned(said: Sequence[str], asked: Sequence[str], after: int) -> tuple[int, int, int, int]:
    """Score, first and last word of the sentence, and number of the prompt's words before the best alignment."""
    table: dict[tuple[int, int], tuple[int, int, int]] = {}
    best = (0, after, after, 0)
    for k in range(after, len(said)):
        for j in range(len(asked)):
            step = 2 if said[k] == asked[j] else -1
            ways = [
                (value + gain, *begun)
                for (value, *begun), gain in (
                    (table.get((k - 1, j - 1), (0, k, j)), step),
                    (table.get((k - 1, j), (0, k, j)), -1),
                    (table.get((k, j - 1), (0, k, j)), -1),
                )
            ]
            value, begin, at = max(ways, key=lambda way: way[0])
            table[k, j] = (value, begin, at) if value > 0 else (0, k + 1, j + 1)
            if value > best[0]:
                best = (value, begin, k + 1, at)
    return best


Scorer = Callable[[Sequence[str], Sequence[tuple[int, int]]], "pd.Series[float]"]


def of_model(folder: str | Path | None = None) -> Scorer:
    """`certainty.score` with the model of a folder, by default the one that ships."""
    chosen = None if folder is None else Encoder(folder)
    return lambda texts, spans: score(texts, spans, encoder=chosen)


@dataclass(frozen=True, slots=True)
class CertaintyReport:
    """Pearson's r and mean absolute error by data, each with its interval."""

    rows: tuple[dict[str, Any], ...]

    def value(self, data: str, measure: str) -> float:
        """The value of a row: r (-1 to 1) or mae (0 to 6)."""
        return float(next(row["value"] for row in self.rows if (row["data"], row["measure"]) == (data, measure)))

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"scores": list(self.rows)}

    def to_text(self) -> str:
        """The scores as a table of plain text."""
        lines = [f"{'data':<16} {'measure':<8} {'value':>6}  {'95 % interval':<16} {'n':>5}"]
        for row in self.rows:
            ends = f"{row['low']:.3f} to {row['high']:.3f}"
            lines.append(f"{row['data']:<16} {row['measure']:<8} {row['value']:>6.3f}  {ends:<16} {row['n']:>5}")
        return "\n".join(lines) + "\n"


def evaluate_certainty(folder: str | Path, judge: Scorer) -> CertaintyReport:
    """Score certainty on annotated data that the shipped model was not trained on.

    Args:
        folder: A folder with `UW/dev.jsonl`, `commitmentbank.csv`, `UDS_IH2/dev.jsonl`; those that are there are used.
        judge: `certainty.score`, or another with its arguments.

    Returns:
        For each data Pearson's r (`r`) and mean absolute error (`mae`, in points of the scale from -3 to 3) with
        percentile bootstrap intervals over sentences. Of the CommitmentBank the embedded clause is marked as a whole,
        since the raters judged all of it, and the sentence alone is read. What the judge gives no number for counts as
        0, uncommitted.

    Raises:
        GoldError: none of them is there, or one cannot be read.

    References:
        Lee et al. (2015), Event detection and factuality assessment with non-expert supervision, EMNLP (UW).
    """
    folder = Path(folder)
    data = (
        ("UW dev", folder / "UW" / "dev.jsonl", read_factuality),
        ("CommitmentBank", folder / "commitmentbank.csv", read_commitmentbank),
        ("UDS-IH2 dev", folder / "UDS_IH2" / "dev.jsonl", read_factuality),
    )
    rows: list[dict[str, Any]] = []
    for name, path, read in data:
        if path.is_file():
            rows += _scored(name, read(path), judge)
    if not rows:
        raise GoldError(f"{folder}: holds none of {', '.join(str(path.relative_to(folder)) for _, path, _ in data)}")
    return CertaintyReport(tuple(rows))


def _scored(name: str, items: Sequence[Judged], judge: Scorer) -> list[dict[str, Any]]:
    truth = np.array([item.certainty for item in items])
    given = judge([item.text for item in items], [(item.start, item.end) for item in items])
    answers = np.nan_to_num(np.asarray(given, dtype=np.float64), nan=0.0)
    units = np.unique([item.unit for item in items], return_inverse=True)[1]
    parts = (np.ones(len(items)), truth, answers, truth**2, answers**2, truth * answers, np.abs(truth - answers))
    sums = np.stack([np.bincount(units, weights=part) for part in parts], axis=1)
    dice = np.random.default_rng(7)
    drawn = dice.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=RESAMPLES) @ sums
    rows = []
    for measure, of in (("r", _correlation), ("mae", _error)):
        spread = of(drawn)
        spread = spread[~np.isnan(spread)]
        low, high = np.percentile(spread, [2.5, 97.5]) if len(spread) else (np.nan, np.nan)
        figures = {"value": of(sums.sum(axis=0)), "low": low, "high": high}
        rounded = {key: round(float(value), 4) for key, value in figures.items()}
        rows.append({"data": name, "measure": measure, **rounded, "n": len(items)})
    return rows


def _correlation(sums: np.ndarray) -> np.ndarray:
    """Pearson's r of sums (..., 7): n, x, y, x², y², xy; NaN where either side does not vary."""
    n, x, y, xx, yy, xy, _ = np.moveaxis(sums, -1, 0)
    spread = np.sqrt(np.clip(n * xx - x**2, 0, None) * np.clip(n * yy - y**2, 0, None))
    found: np.ndarray = np.divide(n * xy - x * y, spread, out=np.full_like(spread, np.nan), where=spread > 1e-9)
    return found


def _error(sums: np.ndarray) -> np.ndarray:
    mean: np.ndarray = sums[..., 6] / sums[..., 0]
    return mean
