"""Notebooks' versions: one whose cells changed says so by a higher version.

    python -m quotelens.report.versions [FOLDER]

holds the notebooks of FOLDER (by default the project's own) against its `versions.json`, which has of each notebook
every version that was recorded and the SHA-256 of its cells then, and adds the new ones. Outputs do not count, so that
running a notebook again needs no new version.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path

from quotelens.errors import ReportError
from quotelens.files import write_atomically
from quotelens.report import notebooks

FILE = "versions.json"
COMMAND = "python -m quotelens.report.versions"


def fingerprint(path: Path) -> str:
    """SHA-256 of a notebook's cells: their ids, kinds, tags and sources, in order; neither outputs nor metadata."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    kept = [
        [cell.get("id"), cell["cell_type"], cell["metadata"].get("tags", []), "".join(cell["source"])] for cell in cells
    ]
    return hashlib.sha256(json.dumps(kept, ensure_ascii=True).encode("ascii")).hexdigest()


def complaints(folder: Path) -> list[str]:
    """What keeps the notebooks' versions from being in order, a line each; empty where they are.

    A notebook must be recorded under its version with the cells that it has, that version must be its highest, its
    changelog must begin with it, and no notebook may be recorded that is not there.

    Raises:
        ReportError: `versions.json` is missing or cannot be read.
    """
    found = notebooks.paths(folder)
    known = _read(folder)
    said = [line for path in found for line in _changed(path, known.get(path.stem, {}))]
    said += [
        f"{path.name}: version {version} is not recorded yet; run {COMMAND}"
        for path in found
        if (version := notebooks.about(path)[0]) not in known.get(path.stem, {})
    ]
    there = {path.stem for path in found}
    return said + [f"{FILE}: there is no notebook {name}; take it out" for name in known if name not in there]


def record(folder: Path) -> list[str]:
    """Add to `versions.json` the versions that it does not hold yet; returns what was added, as "name version".

    Raises:
        ReportError: a notebook changed and its version did not, or a version is not higher than the last; names all.
            Nothing is written then.
    """
    known = _read(folder)
    found = notebooks.paths(folder)
    wrong = [line for path in found for line in _changed(path, known.get(path.stem, {}))]
    if wrong:
        raise ReportError("\n".join(wrong))
    added = []
    for path in found:
        version, _ = notebooks.about(path)
        if version not in known.setdefault(path.stem, {}):
            known[path.stem][version] = fingerprint(path)
            added.append(f"{path.stem} {version}")
    if added:
        ordered = {name: known[name] for name in sorted(known)}
        write_atomically(folder / FILE, (json.dumps(ordered, indent=1) + "\n").encode("ascii"))
    return added


def _changed(path: Path, recorded: dict[str, str]) -> list[str]:
    """What is wrong with a notebook's version, given the SHA-256 of its cells by version, the last version last."""
    version, changelog = notebooks.about(path)
    number = _number(version)
    if number is None:
        return [f"{path.name}: its version is {version!r}; give metadata.quotelens.version three numbers, as 1.0.0"]
    if not (changelog and changelog[0].startswith(f"{version}: ")):
        return [f"{path.name}: the changelog's first line must say what {version} changed, as '{version}: ...'"]
    if version in recorded:
        if recorded[version] != fingerprint(path):
            return [
                f"{path.name}: its cells changed since version {version} was recorded; raise the version in its "
                "metadata and say in the changelog what changed"
            ]
        recorded = {other: sha256 for other, sha256 in recorded.items() if other != version}
    higher = [other for other in recorded if (_number(other) or ()) >= number]
    return [f"{path.name}: version {version} is not above {higher[-1]}, which was recorded before"] if higher else []


def _number(version: str) -> tuple[int, ...] | None:
    return tuple(map(int, version.split("."))) if re.fullmatch(r"\d+\.\d+\.\d+", version) else None


def _read(folder: Path) -> dict[str, dict[str, str]]:
    path = folder / FILE
    try:
        known: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReportError(f"{path}: {error}; an empty one is {{}}") from error
    return known


def main(arguments: list[str]) -> int:
    """Record what is new and print it; 2 where a notebook's version is not in order."""
    try:
        added = record(Path(arguments[0]) if arguments else notebooks.folder())
    except ReportError as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(added) or "nothing is new")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
