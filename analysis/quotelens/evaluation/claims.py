"""How often the relation of two claims is right: on inference data, headlines and articles, and pairs in contrast."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from quotelens.claims import relation, stances

# training imports no stage, and takes these from here
from quotelens.claims.relation import RELATIONS as RELATIONS
from quotelens.claims.relation import weighed as weighed
from quotelens.claims.signs import FEATURES as FEATURES
from quotelens.claims.stances import STANCES as STANCES
from quotelens.claims.stances import passage as passage
from quotelens.encoder import Encoder
from quotelens.errors import GoldError
from quotelens.evaluation.gold import read_lines
from quotelens.evaluation.scores import expected_error

INFERENCES = {"entailment": 0, "contradiction": 1, "neutral": 2}  # as inference data have them -> RELATIONS
PARTS = ("snli_dev", "mnli_dev")
SICK = ("SICK_train.txt", "SICK_trial.txt")
RESAMPLES = 1000

Item = TypeVar("Item")
Judge = Callable[[Sequence[str], Sequence[str]], pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts and how they relate (an index of RELATIONS); `part` says which data they are from."""

    a: str
    b: str
    relation: int
    part: str


@dataclass(frozen=True, slots=True)
class Headed:
    """A headline, an article's body, and the body's stance towards the headline (an index of STANCES)."""

    headline: str
    body: str
    stance: int


def read_inference(folder: Path) -> list[Pair]:
    """The pairs of SNLI's and MNLI's development parts: `snli_dev/dev.csv` and `mnli_dev/dev.csv` of a folder.

    Raises:
        GoldError: a file cannot be read; names the line.
    """
    found = []
    for part in PARTS:
        found += _read(
            folder / part / "dev.csv",
            lambda row, part=part: Pair(row["premise"], row["hypothesis"], INFERENCES[row["label"]], part),  # type: ignore[misc]
        )
    return found


def read_sick(folder: Path) -> list[Pair]:
    """The pairs of SICK's train and trial parts: `SICK_train.txt` and `SICK_trial.txt` of a folder.

    Raises:
        GoldError: a file cannot be read; names the line.

    References:
        Marelli et al. (2014), A SICK cure for the evaluation of compositional distributional semantic models, LREC.
    """
    found = []
    for name in SICK:
        found += _read(
            folder / name,
            lambda row: Pair(
                row["sentence_A"], row["sentence_B"], INFERENCES[row["entailment_judgment"].lower()], "sick"
            ),
            tabs=True,
        )
    return found


def read_fnc(folder: Path) -> list[Headed]:
    """The headlines and bodies of the Fake News Challenge: `train_bodies.csv` and `train_stances.csv` of a folder.

    Raises:
        GoldError: a file cannot be read, or a headline's body is missing; names the line.
    """
    bodies = dict(_read(folder / "train_bodies.csv", lambda row: (row["Body ID"], row["articleBody"])))
    return _read(
        folder / "train_stances.csv",
        lambda row: Headed(row["Headline"], bodies[row["Body ID"]], STANCES.index(row["Stance"])),
    )


def read_challenge(path: Path) -> list[Pair]:
    """Pairs written for the purpose: JSON Lines with `a`, `b` and `relation` (its name).

    Raises:
        GoldError: the file cannot be read; names the line.
    """
    return read_lines(
        path,
        lambda row: Pair(row["a"], row["b"], RELATIONS.index(row["relation"]), "challenge"),
        "not a pair of claims: {error!r}",
    )


def split(items: Sequence[Pair], share: float) -> tuple[list[Pair], list[Pair]]:
    """Pairs to train on and pairs held back: whole first texts, drawn with a fixed seed, about `share` of them."""
    held = _drawn({_key(item.a) for item in items}, share)
    return [item for item in items if _key(item.a) not in held], [item for item in items if _key(item.a) in held]


def split_bodies(items: Sequence[Headed], share: float) -> tuple[list[Headed], list[Headed]]:
    """Headlines to train on and headlines held back: whole bodies, drawn with a fixed seed, about `share` of them."""
    held = _drawn({item.body for item in items}, share)
    return [item for item in items if item.body not in held], [item for item in items if item.body in held]


@dataclass(frozen=True, slots=True)
class Judges:
    """What is scored: `claims.relate` and `claims.stance` with a model, or others with their arguments."""

    relate: Judge
    stance: Judge


def of_model(folder: str | Path | None = None) -> Judges:
    """`claims.relate` and `claims.stance` with the model of a folder, by default the one that ships."""
    chosen = None if folder is None else Encoder(folder)
    return Judges(lambda a, b: relation.relate(a, b, encoder=chosen), lambda a, b: stances.stance(a, b, encoder=chosen))


def logits_of(folder: Path, items: Sequence[Pair]) -> tuple[np.ndarray, np.ndarray]:
    """A model's log-probabilities (n, 3) of the relations, and the signs (n, len(FEATURES)) of the items."""
    a, b = [item.a for item in items], [item.b for item in items]
    return relation.logits(a, b, Encoder(folder)), relation.features(a, b)


def stance_logits_of(folder: Path, items: Sequence[Headed]) -> np.ndarray:
    """A model's scores (n, 4) of the items' four stances."""
    return stances.logits([item.headline for item in items], [item.body for item in items], Encoder(folder))


@dataclass(frozen=True, slots=True)
class ClaimsReport:
    """Scores, each with its interval and the number of pairs, and how far the model's probabilities hold."""

    rows: tuple[dict[str, Any], ...]
    calibration: float

    def value(self, data: str, score: str) -> float:
        """The value of a row, 0-1."""
        return float(next(row["value"] for row in self.rows if (row["data"], row["score"]) == (data, score)))

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"scores": list(self.rows), "expected_calibration_error": round(self.calibration, 4)}

    def to_text(self) -> str:
        """The scores as a table of plain text, in per cent."""
        lines = [f"{'pairs':<12} {'score':<26} {'value':>6}  {'95 % interval':<14} {'n':>6}"]
        for row in self.rows:
            ends = f"{100 * row['low']:.1f} to {100 * row['high']:.1f}"
            lines.append(f"{row['data']:<12} {row['score']:<26} {100 * row['value']:>6.1f}  {ends:<14} {row['n']:>6}")
        lines.append(f"expected calibration error of the relation: {self.calibration:.3f}")
        return "\n".join(lines) + "\n"


def evaluate_claims(
    gold: str | Path | tuple[Path, Path],
    judges: Judges,
    *,
    challenge: str | Path | None = None,
    held_back: float = 0.1,
    bodies_held_back: float = 0.2,
) -> ClaimsReport:
    """Score relations and stances on what training held back, and on what never trains.

    Args:
        gold: Holds `nli/snli_dev`, `nli/mnli_dev`, `nli/sick` and `stance/fnc1`; or the folders `nli` and `fnc1`.
        judges: What to score.
        challenge: Pairs as `read_challenge` reads them, to be scored too.
        held_back, bodies_held_back: The shares that the model's recipe held back.

    Returns:
        Rows by data: `inference` (all that was held back, and each part by itself), `sick`, `fnc`, `challenge`, with
        accuracy, F1 of single relations and stances, and macro-F1. Intervals: percentile bootstrap over first texts,
        over bodies for `fnc`. A pair without an answer counts as unrelated. The calibration error is the mean distance
        between the probability of the relation that is named and how often it is right on the inference pairs, over
        ten bins of equal width.

    Raises:
        GoldError: a file cannot be read.
    """
    nli, fnc = gold if isinstance(gold, tuple) else (Path(gold) / "nli", Path(gold) / "stance" / "fnc1")
    _, held = split(read_inference(nli), held_back)
    truth, answers, chances = _asked(held, judges.relate)
    units = np.array([_key(item.a) for item in held])
    rows = _relation_rows("inference", truth, answers, units)
    for part in PARTS:
        chosen = np.array([item.part == part for item in held], dtype=bool)
        if chosen.any():
            rows += _relation_rows(part, truth[chosen], answers[chosen], units[chosen])[:1]
    calibration = expected_error(chances.max(axis=1), answers == truth)
    sick = read_sick(nli / "sick")
    rows += _relation_rows("sick", *_asked(sick, judges.relate)[:2], np.array([item.a for item in sick]))
    _, headed = split_bodies(read_fnc(fnc), bodies_held_back)
    rows += _stance_rows(headed, judges.stance)
    if challenge is not None:
        pairs = read_challenge(Path(challenge))
        rows += _relation_rows("challenge", *_asked(pairs, judges.relate)[:2], np.arange(len(pairs)))
    return ClaimsReport(tuple(rows), calibration)


def evaluate(gold: str | Path, model: str | Path | None = None) -> ClaimsReport:
    """Score a model, by default the one that ships, on the annotated folders or on a file of pairs alone."""
    judges = of_model(model)
    if Path(gold).is_dir():
        return evaluate_claims(gold, judges)
    pairs = read_challenge(Path(gold))
    truth, answers, chances = _asked(pairs, judges.relate)
    rows = _relation_rows("challenge", truth, answers, np.arange(len(pairs)))
    return ClaimsReport(tuple(rows), expected_error(chances.max(axis=1), answers == truth))


def _asked(items: Sequence[Pair], relate: Judge) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The true relation of each item, the judge's answer, and its probabilities (n, 3)."""
    frame = relate([item.a for item in items], [item.b for item in items])
    truth = np.array([item.relation for item in items])
    return truth, _named(frame["relation"], RELATIONS), np.nan_to_num(frame[list(RELATIONS)].to_numpy(dtype=np.float64))


def _named(answers: pd.Series, names: Sequence[str]) -> np.ndarray:
    return np.array([names.index(answer) for answer in answers.fillna("unrelated")])


def _relation_rows(data: str, truth: np.ndarray, answers: np.ndarray, units: np.ndarray) -> list[dict[str, Any]]:
    scores: dict[str, Callable[[np.ndarray], np.ndarray]] = {"accuracy": _accuracy}
    scores |= {f"{name} F1": lambda table, k=k: _f1(table)[..., k] for k, name in enumerate(RELATIONS)}  # type: ignore[misc]
    return _rows(data, scores, truth, answers, units, len(RELATIONS))


def _stance_rows(items: Sequence[Headed], judge: Judge) -> list[dict[str, Any]]:
    frame = judge([item.headline for item in items], [item.body for item in items])
    truth = np.array([item.stance for item in items])
    scores: dict[str, Callable[[np.ndarray], np.ndarray]] = {"macro-F1": lambda table: _f1(table).mean(axis=-1)}
    scores |= {f"{name} F1": lambda table, k=k: _f1(table)[..., k] for k, name in enumerate(STANCES)}  # type: ignore[misc]
    units = np.array([item.body for item in items])
    return _rows("fnc", scores, truth, _named(frame["stance"], STANCES), units, len(STANCES))


def _rows(
    data: str,
    scores: dict[str, Callable[[np.ndarray], np.ndarray]],
    truth: np.ndarray,
    answers: np.ndarray,
    units: np.ndarray,
    classes: int,
) -> list[dict[str, Any]]:
    """A row a score: its value, and the ends of a bootstrap over units."""
    codes = np.unique(units, return_inverse=True)[1]
    tables = np.zeros((int(codes.max(initial=-1)) + 1, classes, classes))
    np.add.at(tables, (codes, truth, answers), 1)
    dice = np.random.default_rng(7)
    drawn = dice.multinomial(len(tables), np.full(len(tables), 1 / len(tables)), size=RESAMPLES)
    sums = np.einsum("rk,kc->rc", drawn.astype(np.float64), tables.reshape(len(tables), -1), optimize=True)
    found = []
    for score, measure in scores.items():
        low, high = np.percentile(measure(sums.reshape(-1, classes, classes)), [2.5, 97.5])
        value = float(measure(tables.sum(axis=0)))
        row = {"value": round(value, 4), "low": round(float(low), 4), "high": round(float(high), 4), "n": len(truth)}
        found.append({"data": data, "score": score, **row})
    return found


def _accuracy(table: np.ndarray) -> np.ndarray:
    right: np.ndarray = np.diagonal(table, axis1=-2, axis2=-1).sum(axis=-1) / table.sum(axis=(-2, -1))
    return right


def _f1(table: np.ndarray) -> np.ndarray:
    """F1 of each class of confusion tables (..., k, k), true by row; 0 for a class that is nowhere."""
    right = np.diagonal(table, axis1=-2, axis2=-1)
    both = table.sum(axis=-1) + table.sum(axis=-2)
    f1: np.ndarray = np.divide(2 * right, both, out=np.zeros_like(right, dtype=np.float64), where=both > 0)
    return f1


def _key(text: str) -> str:
    return " ".join(text.lower().split())


def _drawn(names: set[str], share: float) -> set[str]:
    ordered = sorted(names)
    random.Random("held back").shuffle(ordered)
    return set(ordered[: round(share * len(ordered))])


def _read(path: Path, read: Callable[[dict[str, str]], Item], *, tabs: bool = False) -> list[Item]:
    """Each line of a CSV file, or of one with tabs between its columns and no quotation marks of its own, read."""
    found = []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = (
                csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
                if tabs
                else csv.DictReader(file, strict=True)
            )
            for row in lines:
                try:
                    found.append(read(row))
                except (KeyError, ValueError, AttributeError) as error:
                    raise GoldError(f"{path}, line {lines.line_num}: cannot be read: {error!r}") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise GoldError(f"{path}: cannot be read: {error}") from error
    return found
