"""A study's own notebooks: copies of the package's, pinned to its version, that a report of the study runs.

They lie in `notebooks/` beside `study.toml`. Whoever edits, adds or takes one away changes what the study's reports
hold; nobody else's are touched, and a later version of the package changes nothing in them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from quotelens.errors import SettingsError
from quotelens.report import notebooks, parameters
from quotelens.settings import FILE, beside, load
from quotelens.version import __version__

FOLDER = "notebooks"
PACKAGE = "package"  # key of a notebook's metadata (`quotelens.package`): the package's version that it came with
READS = {"source": "../seeds", "planted": ""}  # parameters of a study's own notebooks


def copies() -> Iterator[tuple[str, bytes]]:
    """The package's notebooks for a new study: file names and contents, in order.

    They read the study's `seeds/`, hold no outputs, and say in their metadata with which version they came.
    """
    for path in notebooks.paths(notebooks.folder()):
        node = notebooks.read(path)
        node["metadata"].setdefault("quotelens", {})[PACKAGE] = __version__
        for cell in node["cells"]:
            if parameters.is_parameters(cell):
                cell["source"] = parameters.put("".join(cell["source"]), READS).splitlines(keepends=True)
            if cell["cell_type"] == "code":
                cell |= {"outputs": [], "execution_count": None}
        # as JupyterLab writes it, so that saving an unchanged notebook changes nothing
        yield path.name, (json.dumps(node, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def of_study(path: str | Path) -> Path | None:
    """The folder of the own notebooks of the study that `path` belongs to; `None` where it has none.

    That is `notebooks/` beside its `study.toml` (see `settings.beside`), if numbered notebooks are in it.

    Raises:
        SettingsError: the `study.toml` cannot be read, or says something of notebooks or parameters that aren't
            there (see `parameters.check`; without own notebooks the package's count); names the file.
    """
    file = beside(path, FILE)
    if file is None:
        return None
    own = file.parent / FOLDER
    found = own if notebooks.paths(own) else None
    wanted = load(file).notebooks
    try:
        parameters.check(wanted, found or notebooks.folder())
    except SettingsError as error:
        raise SettingsError(f"{file}: {error}") from None
    return found


def remark(folder: Path) -> str | None:
    """A line on notebooks that came with another version than the one that is installed; `None` where none did.

    A notebook that says nothing of where it came from, as one that the study adds, is no reason for one.
    """
    found = {notebooks.metadata(path).get(PACKAGE) for path in notebooks.paths(folder)} - {None, __version__}
    if not found:
        return None
    versions = " and ".join(sorted(map(str, found)))
    return (
        f"{folder.name} came with quotelens {versions}, and {__version__} is installed; a report may differ, or fail "
        "where they no longer fit (requirements.txt names the version that fits)"
    )
