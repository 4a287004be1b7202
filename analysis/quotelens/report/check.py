"""Does a report still say what another one says? For CI: the committed report against one made anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from quotelens.errors import ReportError
from quotelens.tables import TABLES

PRINTED = 0.005  # half a step of the last of two printed decimals; processors differ in the ones behind
# what a network answers: activations of 8 bits round otherwise where a processor adds up in another order. Between an
# AMD processor with AVX2 and an Intel one with AMX confidences of one article differed by up to 0.018.
ANSWERED = 0.04
ANSWERS = ("confidence", "certainty", "tone_negative", "tone_neutral", "tone_positive", "tone_score")


def differences(old: str | Path, new: str | Path) -> list[str]:
    """What the report in `new` says otherwise than the one in `old`, one line each; empty where they agree.

    Compared are all tables (texts and whole numbers exactly, other numbers to two decimals: `PRINTED`; a network's
    probabilities to within `ANSWERED`, and the tone that it names unless another is about as likely) and the manifest
    without its `environment` and without the notebooks' file hashes, whose outputs may differ in the third decimal.
    Pictures and pages are drawn from these and not compared themselves.

    Raises:
        ReportError: a folder holds no report.
    """
    found = _of_manifests(_manifest(Path(old)), _manifest(Path(new)))
    for name in TABLES:
        found += _of_tables(name, _table(Path(old), name), _table(Path(new), name))
    return found


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReportError(f"{folder} holds no report that can be read: {path.name}: {error}") from error
    manifest.pop("environment", None)
    for notebook in manifest.get("notebooks", []):
        notebook.pop("sha256", None)
    return manifest


def _of_manifests(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return [
        f"manifest.json: {key} was {json.dumps(old.get(key))}, is {json.dumps(new.get(key))}"
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]


def _table(folder: Path, name: str) -> pd.DataFrame:
    path = folder / "tables" / f"{name}.parquet"
    try:
        return pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise ReportError(f"{folder} holds no report that can be read: tables/{path.name}: {error}") from error


def _of_tables(name: str, old: pd.DataFrame, new: pd.DataFrame) -> list[str]:
    if list(old.columns) != list(new.columns):
        return [f"{name}: columns were {', '.join(old.columns)}, are {', '.join(new.columns)}"]
    if len(old) != len(new):
        return [f"{name}: had {len(old)} rows, has {len(new)}"]
    return [
        f"{name}: row {row}, {column}: was {old[column].iloc[row]!r}, is {new[column].iloc[row]!r}"
        for column in old.columns
        for row in np.flatnonzero(~(_same(old[column], new[column]) | _undecided(old, column)))
    ]


def _undecided(frame: pd.DataFrame, column: str) -> np.ndarray:
    """Rows whose tone another processor may name otherwise: its probability is hardly above the next one's."""
    if column != "tone":
        return np.zeros(len(frame), dtype=bool)
    ranked = np.sort(frame[["tone_negative", "tone_neutral", "tone_positive"]].to_numpy(dtype=float), axis=1)
    return np.asarray(ranked[:, 2] - ranked[:, 1] < 2 * ANSWERED)


def _same(old: pd.Series, new: pd.Series) -> np.ndarray:
    both_empty = (old.isna() & new.isna()).to_numpy(dtype=bool)
    if pd.api.types.is_float_dtype(old.dtype):
        close = np.isclose(old.to_numpy(dtype=float), new.to_numpy(dtype=float), rtol=0, atol=_tolerance(old.name))
        return np.asarray(close | both_empty)
    equal = (old == new).fillna(False).to_numpy(dtype=bool)
    return np.asarray(equal | both_empty)


def _tolerance(column: object) -> float:
    return ANSWERED if column in ANSWERS else PRINTED
