"""How often the value that sources' agreement favours is the one a reference gives, and how well a record foretells.

Two questions of `reliability` put to data of others: truth discovery on book sellers' author lists and on editors'
figures of population, beside voting; track records on checked statements of politicians, beside plainer predictions.
"""

from __future__ import annotations

import csv
import html
import re
import unicodedata
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from quotelens import intervals
from quotelens.errors import GoldError
from quotelens.evaluation.scores import expected_error
from quotelens.reliability.discovery import discover
from quotelens.reliability.track_record import track_record

SHORTEST = 3  # letters of a word in a name; initials and "de" are given by some and left out by others
# what sellers write around authors' names, in words that long
NO_NAMES = frozenset(
    {
        "and",
        "author",
        "authors",
        "available",
        "edited",
        "editor",
        "edt",
        "etc",
        "joint",
        "none",
        "not",
        "the",
        "unknown",
    }
    | {"with"}
)
TRUE_HALF = frozenset(("half-true", "mostly-true", "true"))  # of LIAR's six labels; the cut usual in work on it
LABELS = TRUE_HALF | {"barely-true", "false", "pants-fire"}
_TIE = 1e-9


@dataclass(frozen=True, slots=True)
class Truth:
    """Claims (`source_id`, `item`, `value`), normalised so that the same values are equal, and items' right values."""

    claims: pd.DataFrame
    gold: dict[str, Hashable]


def read_truth(folder: str | Path) -> Truth:
    """Read one of two sets of conflicting claims with a reference.

    Args:
        folder: Holds `book.txt` (seller, ISBN, title, authors; tab-separated) and `book_golden.txt` (ISBN, authors),
            or `population_claims.csv` and `truths.csv`.

    Returns:
        Authors as the set of words of three letters or more, without accents, case, and words that are no name (see
        `author_words`); a claim without any is left out. Populations as whole numbers. The claims may be on more
        items than the reference.

    Raises:
        GoldError: neither set is there, or a line cannot be read; names the file and the line.

    References:
        Dong, Berti-Equille and Srivastava (2009), Integrating conflicting data: the role of source dependence, PVLDB 2
        (books).
        Pasternack and Roth (2010), Knowing what to believe (when you already know something), COLING (population).
    """
    folder = Path(folder)
    if (folder / "book_golden.txt").is_file():
        return _books(folder)
    if (folder / "truths.csv").is_file():
        return _population(folder)
    raise GoldError(
        f"{folder}: neither book_golden.txt nor truths.csv is there; pass the folder of one of the two sets"
    )


def author_words(authors: str) -> frozenset[str]:
    """The words that tell a list of authors: those of names, whatever their order, accents, case and initials."""
    plain = unicodedata.normalize("NFKD", html.unescape(authors))
    plain = "".join(char for char in plain if not unicodedata.combining(char)).lower()
    return frozenset(word for word in re.findall(r"[a-z]+", plain) if len(word) >= SHORTEST) - NO_NAMES


def _books(folder: Path) -> Truth:
    rows = []
    for place, line in _lines(folder / "book.txt"):
        fields = line.split("\t")
        if len(fields) != 4:
            raise GoldError(f"{place}: not seller, ISBN, title and authors: {line!r}")
        if words := author_words(fields[3]):
            rows.append((fields[0], fields[1], words))
    gold: dict[str, Hashable] = {}
    for place, line in _lines(folder / "book_golden.txt"):
        item, tab, authors = line.partition("\t")
        if not tab:
            raise GoldError(f"{place}: not ISBN and authors: {line!r}")
        gold[item] = author_words(authors)
    return Truth(pd.DataFrame(rows, columns=["source_id", "item", "value"]), gold)


def _lines(path: Path) -> list[tuple[str, str]]:
    try:
        text = path.read_bytes().decode("latin-1")
    except OSError as error:
        raise GoldError(f"{path}: cannot be read: {error.strerror}") from error
    lines = re.split(r"\r?\n", text)  # not `splitlines`, which ends lines at control characters too
    return [(f"{path}, line {number}", line) for number, line in enumerate(lines, start=1) if line.strip()]


def _population(folder: Path) -> Truth:
    rows = []
    for place, row in _rows(folder / "population_claims.csv"):
        item = f"{row['ObjectID']}_{row['PropertyID']}".replace(", ", "_").replace(" ", "")
        rows.append((row["SourceID"], item, _whole(row["PropertyValue"], place)))
    gold: dict[str, Hashable] = {
        row["object"]: _whole(row["value"], place) for place, row in _rows(folder / "truths.csv")
    }
    return Truth(pd.DataFrame(rows, columns=["source_id", "item", "value"]), gold)


def _rows(path: Path) -> list[tuple[str, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            return [(f"{path}, line {reader.line_num}", row) for row in reader]
    except OSError as error:
        raise GoldError(f"{path}: cannot be read: {error.strerror}") from error


def _whole(text: str, place: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise GoldError(f"{place}: not a whole number: {text!r}") from error


@dataclass(frozen=True, slots=True)
class TruthReport:
    """Accuracy and calibration by part of the claims and system."""

    rows: tuple[dict[str, Any], ...]

    def accuracy(self, part: str, system: str) -> float:
        """Accuracy of a row, 0-1."""
        return float(next(row["accuracy"] for row in self.rows if (row["part"], row["system"]) == (part, system)))

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"scores": list(self.rows)}

    def to_text(self) -> str:
        """The scores as a table of plain text, accuracy in per cent."""
        lines = [f"{'claims':<18} {'system':<10} {'accuracy':>8}  {'95 % interval':<14} {'ECE':>6} {'n':>5}"]
        for row in self.rows:
            ends = f"{100 * row['low']:.1f} to {100 * row['high']:.1f}"
            lines.append(
                f"{row['part']:<18} {row['system']:<10} {100 * row['accuracy']:>8.1f}  {ends:<14} "
                f"{row['expected_calibration_error']:>6.3f} {row['n']:>5}"
            )
        return "\n".join(lines) + "\n"


def evaluate_truth(folder: str | Path) -> TruthReport:
    """Score truth discovery, in its one default configuration, on a set of conflicting claims.

    Args:
        folder: See `read_truth`.

    Returns:
        Rows for discovery on all claims (where the set has more than those on the items of the reference), on the
        claims on those items alone, and for voting. An item counts as right by the share of the reference's value
        among the most probable ones: a tie of two, one of them right, counts half. Intervals: Wilson. The expected
        calibration error is the mean distance between the probability of the favoured value (its share of the
        claims, for voting) and how often it is right, over ten bins of equal width.

    Raises:
        GoldError: see `read_truth`.
    """
    truth = read_truth(folder)
    checked = truth.claims[truth.claims["item"].isin(truth.gold)]
    rows = []
    if len(checked) < len(truth.claims):
        rows.append(_scored("all", "discovery", discover(truth.claims).truths, truth.gold))
    rows.append(_scored("on checked items", "discovery", discover(checked).truths, truth.gold))
    rows.append(_scored("on checked items", "voting", vote(checked), truth.gold))
    return TruthReport(tuple(rows))


def vote(claims: pd.DataFrame) -> pd.DataFrame:
    """Every value's share of an item's claims (`item`, `value`, `probability`); a claim made twice counts once."""
    votes = claims.drop_duplicates().groupby(["item", "value"], sort=False).size()
    shares = votes / votes.groupby("item").transform("sum")
    return shares.rename("probability").reset_index()


def _scored(part: str, system: str, truths: pd.DataFrame, gold: dict[str, Hashable]) -> dict[str, Any]:
    by_item = dict(iter(truths[truths["item"].isin(gold)].groupby("item")))
    confidence, right = np.zeros(len(gold)), np.zeros(len(gold))
    for k, (item, value) in enumerate(gold.items()):
        if item in by_item:
            chances = by_item[item]["probability"].to_numpy()
            confidence[k] = chances.max()
            best = by_item[item]["value"][chances > confidence[k] - _TIE]
            right[k] = sum(found == value for found in best) / len(best)
    low, high = intervals.wilson(right.mean(), len(gold))
    return {
        "part": part,
        "system": system,
        "accuracy": round(float(right.mean()), 4),
        "low": round(float(low), 4),
        "high": round(float(high), 4),
        "expected_calibration_error": round(expected_error(confidence, right), 4),
        "n": len(gold),
    }


@dataclass(frozen=True, slots=True)
class LiarReport:
    """Log loss and calibration by way of predicting."""

    rows: tuple[dict[str, Any], ...]

    def log_loss(self, system: str) -> float:
        """Log loss of a row, in nats."""
        return float(next(row["log_loss"] for row in self.rows if row["system"] == system))

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"scores": list(self.rows)}

    def to_text(self) -> str:
        """The scores as a table of plain text."""
        lines = [f"{'prediction':<22} {'log loss':>8}  {'95 % interval':<16} {'ECE':>6} {'n':>5}"]
        for row in self.rows:
            ends = f"{row['low']:.4f} to {row['high']:.4f}"
            lines.append(
                f"{row['system']:<22} {row['log_loss']:>8.4f}  {ends:<16} "
                f"{row['expected_calibration_error']:>6.3f} {row['n']:>5}"
            )
        return "\n".join(lines) + "\n"


def evaluate_liar(folder: str | Path) -> LiarReport:
    """Score track records as predictions of how a speaker's further statements were rated.

    Records are counted over the statements of `train.tsv` and predict those of `valid.tsv`; the data's own history
    columns, which count the statement itself, are not read. Labels are cut in halves: half-true, mostly-true and true
    against barely-true, false and pants-fire.

    Args:
        folder: Holds LIAR's `train.tsv` and `valid.tsv`.

    Returns:
        Rows for the share of all statements ("everybody's share"), each speaker's own share with one statement of
        either kind added ("own share", Laplace), `track_record`, and `track_record` with the speaker's party as group.
        Log loss in nats, the lower the better; intervals: percentile bootstrap over speakers.

    Raises:
        GoldError: a file cannot be read; names the line.

    References:
        Wang (2017), "Liar, liar pants on fire": a new benchmark dataset for fake news detection, ACL, 422-426.
    """
    train, valid = (_statements(Path(folder) / f"{name}.tsv") for name in ("train", "valid"))
    everybody = pd.concat([train, valid]).drop_duplicates("source_id")
    counted = train.groupby("source_id")["right"].agg(["sum", "size"]).reindex(everybody["source_id"], fill_value=0)
    counts = pd.DataFrame(
        {
            "source_id": everybody["source_id"].to_numpy(),
            "right": counted["sum"].to_numpy(),
            "wrong": (counted["size"] - counted["sum"]).to_numpy(),
        }
    )
    parties = everybody["party"].to_numpy()
    chances = {
        "everybody's share": np.full(len(counts), train["right"].mean()),
        "own share": ((counted["sum"] + 1) / (counted["size"] + 2)).to_numpy(),
        "track record": track_record(counts)["value"].to_numpy(),
        "track record, by party": track_record(counts.assign(group=parties))["value"].to_numpy(),
    }
    who = pd.Index(counts["source_id"]).get_indexer(valid["source_id"])
    right = valid["right"].to_numpy(dtype=np.float64)
    return LiarReport(tuple(_predicted(system, chance[who], right, who) for system, chance in chances.items()))


def _statements(path: Path) -> pd.DataFrame:
    rows = []
    for place, line in _lines(path):
        fields = line.split("\t")
        if len(fields) < 8 or fields[1] not in LABELS:
            raise GoldError(f"{place}: not a statement of LIAR: {line[:80]!r}")
        rows.append((fields[4], fields[7], float(fields[1] in TRUE_HALF)))
    return pd.DataFrame(rows, columns=["source_id", "party", "right"])


def _predicted(system: str, chance: np.ndarray, right: np.ndarray, speakers: np.ndarray) -> dict[str, Any]:
    losses = -np.log(np.where(right == 1, chance, 1 - chance))
    units = np.unique(speakers, return_inverse=True)[1]
    low, high = intervals.bootstrap_ratio(np.bincount(units, losses), np.bincount(units))
    return {
        "system": system,
        "log_loss": round(float(losses.mean()), 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "expected_calibration_error": round(expected_error(chance, right), 4),
        "n": len(right),
    }
