"""What notebooks take: the names that the cell tagged `parameters` sets, and what a study puts in their place.

A study's `study.toml` has a table for each notebook that it wants otherwise:

    [notebooks.05_sources_and_reliability]
    weights = { first_hand_share = 2, direct_share = 1 }
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quotelens.errors import ReportError, SettingsError
from quotelens.report import notebooks
from quotelens.settings import NOTEBOOKS, known, of_kind

TAG = "parameters"
SOURCE = "source"  # what a notebook reads; a report sets it, and nobody else
_KINDS = (bool, int, float, str, list, dict)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A name that a notebook's cell of parameters sets.

    Attributes:
        name: The name.
        default: What it is set to; `None` also where that is no plain value, as with a call.
        about: The comment behind it, without its `#`; empty where there is none.
    """

    name: str
    default: Any
    about: str


def of(path: Path) -> dict[str, Parameter]:
    """A notebook's parameters by name, in the order of their cell.

    Raises:
        ReportError: the file is no notebook, or its cell of parameters no Python; names the file.
    """
    found = {}
    for code in _cells(path):
        lines = code.splitlines()
        for name, value in _assigned(code, path.name):
            _, _, behind = lines[(value.end_lineno or value.lineno) - 1][_end(value, lines) :].partition("#")
            found[name] = Parameter(name, _literal(value), behind.strip())
    return found


def taken(path: Path, values: Mapping[str, Any]) -> dict[str, Any]:
    """Of some values those that are parameters of the notebook."""
    own = of(path)
    return {name: value for name, value in values.items() if name in own}


def check(wanted: Mapping[str, Mapping[str, Any]], folder: Path) -> None:
    """Whether what a study puts in place of notebooks' parameters is something that they take.

    Args:
        wanted: Values by notebook (its file name without the ending) and parameter, as `Settings.notebooks` holds them.
        folder: Where the numbered notebooks are.

    Raises:
        SettingsError: there is no such notebook or parameter (suggests the nearest), a value is of another kind than
            the notebook's own, or it is `source`, which is a report's own to set.
    """
    there = {path.stem: path for path in notebooks.paths(folder)}
    for notebook, values in wanted.items():
        known(notebook, there, f"table in [{NOTEBOOKS}]")
        own = {name: one for name, one in of(there[notebook]).items() if name != SOURCE}
        for name, value in values.items():
            if name == SOURCE:
                raise SettingsError(f"{NOTEBOOKS}.{notebook}.{name} is not to be set: it is the PATH of a report")
            known(name, own, f"parameter in [{NOTEBOOKS}.{notebook}]")
            if type(own[name].default) in _KINDS:
                of_kind(f"{NOTEBOOKS}.{notebook}.{name}", value, type(own[name].default))


def put(code: str, values: Mapping[str, str]) -> str:
    """The code of a cell of parameters with some of its text values replaced; the comments stay.

    Args:
        code: The cell's source. A name that it does not set, or not on one line, is left alone.
        values: The new values by name.
    """
    lines = code.splitlines(keepends=True)
    for name, value in _assigned(code, "the cell"):
        if name in values and value.lineno == value.end_lineno:
            line = lines[value.lineno - 1]
            start = len(line.encode()[: value.col_offset].decode())
            lines[value.lineno - 1] = line[:start] + json.dumps(values[name]) + line[_end(value, lines) :]
    return "".join(lines)


def is_parameters(cell: Mapping[str, Any]) -> bool:
    """Whether a notebook's cell is one of parameters."""
    return cell["cell_type"] == "code" and TAG in cell["metadata"].get("tags", [])


def _cells(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in notebooks.read(path)["cells"] if is_parameters(cell)]


def _assigned(code: str, file: str) -> list[tuple[str, ast.expr]]:
    try:
        statements = ast.parse(code).body
    except SyntaxError as error:
        raise ReportError(f"{file}: line {error.lineno} of its cell of parameters is no Python: {error.msg}") from error
    found = []
    for statement in statements:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        value = getattr(statement, "value", None)
        found += [(target.id, value) for target in targets if isinstance(target, ast.Name) and value is not None]
    return found


def _literal(value: ast.expr) -> Any:
    try:
        return ast.literal_eval(value)
    except ValueError:
        return None


def _end(value: ast.expr, lines: list[str]) -> int:
    """Where a value ends on its last line, in characters; `ast` counts bytes."""
    line = lines[(value.end_lineno or value.lineno) - 1]
    return len(line.encode()[: value.end_col_offset].decode())
