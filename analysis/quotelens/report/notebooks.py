"""The numbered notebooks: where they are, running them without a screen, and what of a run is kept.

    python -m quotelens.report [FOLDER]

runs every notebook of FOLDER (by default the project's own) where it lies, with its own parameters, and writes it back
with its outputs; the same package and the same articles give the same bytes.
"""

from __future__ import annotations

import importlib.resources
import importlib.util
import json
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tqdm import tqdm

from quotelens.errors import MissingExtraError, ReportError
from quotelens.files import write_atomically
from quotelens.report import widget

INJECTED = "injected-parameters"  # the id of the cell that carries a run's parameters; papermill's own is random
_NEEDED = ("papermill", "nbformat", "ipykernel", "mistune")


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook with its outputs.

    Attributes:
        name: File name without its ending.
        version, changelog: What the notebook's metadata says of it.
        node: The notebook, as `nbformat` reads it.
        json: The same as a file's text; deterministic.
    """

    name: str
    version: str
    changelog: str
    node: Any = field(repr=False)
    json: str = field(repr=False)


def folder() -> Path:
    """The notebooks that came with the package: `quotelens/notebooks` if installed, `notebooks/` in a checkout.

    Raises:
        ReportError: neither is there.
    """
    package = Path(str(importlib.resources.files("quotelens")))
    for candidate in (package / "notebooks", package.parents[1] / "notebooks"):
        if any(candidate.glob("[0-9][0-9]_*.ipynb")):
            return candidate
    raise ReportError(f"no notebooks found in {package / 'notebooks'}; reinstall quotelens")


def paths(where: Path) -> list[Path]:
    """The numbered notebooks of a folder, in order."""
    return sorted(where.glob("[0-9][0-9]_*.ipynb"))


def fitting(where: Path, n_articles: int) -> list[Path]:
    """The numbered notebooks of a folder that have something to say of so many articles, in order.

    A notebook's metadata may name the fewest it wants (`quotelens.articles`).
    """
    return [path for path in paths(where) if _metadata(path).get("articles", 0) <= n_articles]


def taken(path: Path, parameters: dict[str, Any]) -> dict[str, Any]:
    """Of the parameters those that the notebook's cell tagged `parameters` sets."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    own = "".join(line for cell in cells if "parameters" in cell["metadata"].get("tags", []) for line in cell["source"])
    return {
        name: value for name, value in parameters.items() if re.search(rf"^{re.escape(name)}\s*=", own, re.MULTILINE)
    }


def _metadata(path: Path) -> dict[str, Any]:
    about: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("quotelens", {})
    return about


def need_extra() -> None:
    """Raises `MissingExtraError` unless everything that runs notebooks is installed (extra `lab`)."""
    for package in _NEEDED:
        if importlib.util.find_spec(package) is None:
            raise MissingExtraError("running notebooks", package, "lab")


@widget.unwatched()  # a report's notebooks hold HTML and no widgets, wherever it is made from
def run(path: Path, *, cwd: Path, parameters: dict[str, Any] | None = None, partial: Path | None = None) -> Notebook:
    """Run one notebook in a fresh kernel and give it back, cleaned of everything that differs from run to run.

    Args:
        path: The notebook; it is not written to.
        cwd: The folder it runs in.
        parameters: Put in place of those in its cell tagged `parameters`; `None` leaves them alone.
        partial: Where the notebook, as far as it came, is left if a cell fails.

    Raises:
        ReportError: a cell failed, or the kernel did not start; names the notebook and the cell.
    """
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / path.name
        try:
            node = papermill.execute_notebook(
                str(path), str(made), parameters=parameters or {}, cwd=str(cwd), kernel_name="python3",
                progress_bar=False, log_output=False, extra_arguments=["--log-level=CRITICAL"],
            )  # fmt: skip
        except PapermillExecutionError as error:
            left = _leave(made, partial)
            raise ReportError(
                f"{path.name}, cell {error.cell_index + 1}: {error.ename}: {error.evalue}{left}"
            ) from error
        except (DeadKernelError, RuntimeError) as error:
            left = _leave(made, partial)
            raise ReportError(f"{path.name}: the kernel did not start, or died: {error}{left}") from error
    return notebook(path.stem, node)


def notebook(name: str, node: Any) -> Notebook:
    """A notebook from its parsed JSON, cleaned (see `clean`)."""
    import nbformat

    clean(node)
    about = node.metadata.get("quotelens", {})
    version, changelog = (str(about.get(name, "")) for name in ("version", "changelog"))
    return Notebook(name, version, changelog, node, nbformat.writes(node, version=4) + "\n")


def clean(node: Any) -> None:
    """Take out of a notebook what differs from run to run or machine to machine (in place).

    Times, papermill's notes, the interpreter's version; kept are the kernel's name, our own entry and the cells' tags.
    """
    node.nbformat, node.nbformat_minor = 4, 5
    kept = {"quotelens": node.metadata.get("quotelens", {})}
    kept["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    kept["language_info"] = {"name": "python"}
    node.metadata = type(node.metadata)(**{name: kept[name] for name in sorted(kept)})
    for cell in node.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = type(cell.metadata)(tags=list(tags)) if tags else type(cell.metadata)()
        if "injected-parameters" in tags:
            cell.id = INJECTED
            cell.source = "\n".join(line for line in cell.source.splitlines() if not line.startswith("# Parameters"))


def execute_in_place(where: str | Path | None = None) -> list[Path]:
    """Run every notebook of a folder where it lies, with its own parameters, and write it back with its outputs.

    Args:
        where: By default the project's own notebooks.

    Returns:
        The notebooks' paths, in order.

    Raises:
        MissingExtraError: what runs notebooks is not installed (extra `lab`).
        ReportError: a cell failed; the notebooks before it are written, it and those after it are left as they were.
    """
    need_extra()
    found = paths(Path(where) if where is not None else folder())
    for path in progress(found):
        made = run(path, cwd=path.parent)
        write_atomically(path, made.json.encode("utf-8"))
    return found


def progress(found: Sequence[Path]) -> Any:
    """The notebooks, with a progress bar on a terminal and none elsewhere."""
    return tqdm(found, desc="notebooks", unit="notebook", disable=None, leave=False)


def _leave(made: Path, partial: Path | None) -> str:
    if partial is None or not made.is_file():
        return ""
    partial.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(made, partial)
    return f"; the notebook as far as it came is {partial}"
