"""A study's own word on who is who: its `aliases.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from quotelens.errors import AliasError
from quotelens.files import read_rows
from quotelens.records import AFFILIATIONS, Affiliation
from quotelens.sources import names

COLUMNS = ("name", "canonical", "affiliation", "role", "wikidata")


@dataclass(frozen=True, slots=True)
class Alias:
    """What a study says of every source that an article calls `name`; `None` leaves what the articles say.

    `line` is the file's, for messages.
    """

    name: str
    canonical: str
    affiliation: Affiliation | None = None
    role: str | None = None
    wikidata: str | None = None
    line: int = 0


def read_aliases(path: str | Path) -> tuple[Alias, ...]:
    """Read an `aliases.csv` (UTF-8, a header, the columns name, canonical, affiliation, role, wikidata).

    Only `name` must be filled; without a `canonical` name a row says more of the source that already has it.
    The columns may stand in any order, and all but `name` may be absent.

    Raises:
        AliasError: the file cannot be read, has no column `name` or one it does not know, a row has no name or an
            affiliation that is none, or two rows disagree on whom a name means; names the line and the mend.
    """
    path = Path(path)
    columns, rows = read_rows(path, COLUMNS, AliasError)
    if "name" not in columns:
        raise AliasError(f"{path}: no column 'name'; the columns are {', '.join(COLUMNS)}")
    aliases = tuple(_alias(path, line, cells) for line, cells in rows)
    first: dict[tuple[str, ...], Alias] = {}
    for alias in aliases:
        before = first.setdefault(names.key(alias.name), alias)
        if names.key(before.canonical) != names.key(alias.canonical):
            raise AliasError(
                f"{path}, line {alias.line}: {alias.name!r} is {alias.canonical!r} here and {before.canonical!r} "
                f"in line {before.line}; keep one of them"
            )
    return aliases


def _alias(path: Path, line: int, cells: dict[str, str]) -> Alias:
    if not cells["name"]:
        raise AliasError(f"{path}, line {line}: no name")
    affiliation = next((known for known in AFFILIATIONS if known == cells["affiliation"]), None)
    if cells["affiliation"] and affiliation is None:
        raise AliasError(
            f"{path}, line {line}: {cells['affiliation']!r} is no affiliation; known are {', '.join(AFFILIATIONS)}"
        )
    return Alias(
        cells["name"],
        cells["canonical"] or cells["name"],
        affiliation,  # type: ignore[arg-type]
        cells["role"] or None,
        cells["wikidata"] or None,
        line,
    )
