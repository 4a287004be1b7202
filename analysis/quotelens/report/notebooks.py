"""The numbered notebooks: where they are, running them without a screen, and what of a run is kept.

    python -m quotelens.report [FOLDER]

runs every notebook of FOLDER (by default the project's own) where it lies, with its own parameters, and writes it back
with its outputs; the same package and the same articles give the same bytes.
"""

from __future__ import annotations

import importlib.resources
import importlib.util
import json
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
# what the notebooks use; imported by the kernel while this process is still busy with something else
_WARMING = "import altair, quotelens.report, quotelens.study, scipy.stats, vl_convert"
_PATIENCE = 120  # seconds for a kernel to start and import, on a machine that is busy
_ENGINE = "quotelens"
_FORGETTING = "get_ipython().reset(new_session=False)"


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook with its outputs.

    Attributes:
        name: File name without its ending.
        version: Its version, by its metadata.
        changelog: What each version changed, a line a version, the last one first.
        node: The notebook, as `nbformat` reads it.
        json: The same as a file's text; deterministic.
    """

    name: str
    version: str
    changelog: tuple[str, ...]
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
    return [path for path in paths(where) if metadata(path).get("articles", 0) <= n_articles]


def read(path: Path) -> dict[str, Any]:
    """A notebook's JSON as it is.

    Raises:
        ReportError: the file is no notebook, as after a merge that left its marks in it; names it.
    """
    try:
        node: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(node["cells"], list) and isinstance(node["metadata"], dict):
            return node
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReportError(f"{path}: not a notebook: {type(error).__name__}: {error}") from error
    raise ReportError(f"{path}: not a notebook: it has no list of cells")


def metadata(path: Path) -> dict[str, Any]:
    """A notebook's own entry in its metadata: `version`, `changelog`, and what else it says."""
    about: dict[str, Any] = read(path)["metadata"].get("quotelens", {})
    return about


def about(path: Path) -> tuple[str, tuple[str, ...]]:
    """A notebook's version and its changelog, a line a version with the last one first, by its metadata."""
    return _versioned(metadata(path))


def _versioned(metadata: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    changelog = metadata.get("changelog", ())
    lines = (changelog,) if isinstance(changelog, str) else changelog
    return str(metadata.get("version", "")), tuple(map(str, lines))


def need_extra() -> None:
    """Raises `MissingExtraError` unless everything that runs notebooks is installed (extra `lab`)."""
    for package in _NEEDED:
        if importlib.util.find_spec(package) is None:
            raise MissingExtraError("running notebooks", package, "lab")


class Kernel:
    """One kernel for several notebooks: starting one and importing takes most of the time of a short notebook.

    Every notebook finds an empty namespace; what it sets within modules stays for the next, so use it for notebooks
    that leave modules alone. A context manager; leaving it ends the kernel.
    """

    def __init__(self, cwd: Path) -> None:
        """Start a kernel in a folder and have it import what the package's notebooks use; does not wait for that.

        Raises:
            ReportError: the kernel did not start.
        """
        from jupyter_client.manager import AsyncKernelManager
        from jupyter_core.utils import run_sync

        self._manager = AsyncKernelManager(kernel_name="python3")
        self._client: Any = None
        arguments = ["--log-level=CRITICAL", f"--IPKernelApp.code_to_run={_WARMING}"]
        try:
            with widget.unwatched():
                run_sync(self._manager.start_kernel)(cwd=str(cwd), extra_arguments=arguments)
        except (OSError, RuntimeError) as error:
            raise ReportError(f"the kernel did not start: {error}") from error

    def __enter__(self) -> Kernel:
        return self

    def __exit__(self, *_: object) -> None:
        from jupyter_core.utils import run_sync

        if self._client is not None and self._client.kc is not None:
            self._client.kc.stop_channels()
        if self._manager.has_kernel:
            run_sync(self._manager.shutdown_kernel)(now=True)

    def engine(self) -> str:
        """The name of a papermill engine that runs notebooks in this kernel."""
        import nbformat
        from papermill.clientwrap import PapermillNotebookClient
        from papermill.engines import NBClientEngine, papermill_engines

        kernel = self

        class Engine(NBClientEngine):  # type: ignore[misc]  # papermill is untyped
            @classmethod
            def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
                client = kernel._client
                if client is None:
                    client = PapermillNotebookClient(nb_man, km=kernel._manager, startup_timeout=_PATIENCE)
                    client.start_new_kernel_client()
                    kernel._client = client
                cell = nbformat.v4.new_code_cell(_FORGETTING)
                client.nb_man, client.nb = nb_man, nbformat.v4.new_notebook(cells=[cell])
                client.execute_cell(cell, 0, store_history=False)
                client.nb = nb_man.nb
                return client.execute()

        papermill_engines.register(_ENGINE, Engine)
        return _ENGINE


@widget.unwatched()  # a report's notebooks hold HTML and no widgets, wherever it is made from
def run(
    path: Path,
    *,
    cwd: Path,
    parameters: dict[str, Any] | None = None,
    partial: Path | None = None,
    kernel: Kernel | None = None,
) -> Notebook:
    """Run one notebook and give it back, cleaned of everything that differs from run to run.

    Args:
        path: The notebook; it is not written to.
        cwd: The folder it runs in; a given kernel's own goes before it.
        parameters: Put in place of those in its cell tagged `parameters`; `None` leaves them alone.
        partial: Where the notebook, as far as it came, is left if a cell fails.
        kernel: One to use that is there already; by default a fresh one, which ends with the notebook.

    Raises:
        ReportError: a cell failed, or the kernel did not start; names the notebook and the cell.
    """
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    engine = None if kernel is None else kernel.engine()
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / path.name
        try:
            node = papermill.execute_notebook(
                str(path), str(made), parameters=parameters or {}, cwd=str(cwd), kernel_name="python3",
                progress_bar=False, log_output=False, extra_arguments=["--log-level=CRITICAL"], engine_name=engine,
            )  # fmt: skip
        except PapermillExecutionError as error:
            left = _leave(made, partial)
            raise ReportError(
                f"{path.name}, cell {_number(path, error)}: {error.ename}: {error.evalue}{left}"
            ) from error
        except (DeadKernelError, RuntimeError) as error:
            left = _leave(made, partial)
            raise ReportError(f"{path.name}: the kernel did not start, or died: {error}{left}") from error
    return notebook(path.stem, node)


def notebook(name: str, node: Any) -> Notebook:
    """A notebook from its parsed JSON, cleaned (see `clean`)."""
    import nbformat

    clean(node)
    version, changelog = _versioned(node.metadata.get("quotelens", {}))
    return Notebook(name, version, changelog, node, nbformat.writes(node, version=4) + "\n")


def clean(node: Any) -> None:
    """Take out of a notebook what differs from run to run or machine to machine (in place).

    Times, papermill's notes, the interpreter's version, how many cells the kernel ran before; kept are the kernel's
    name, our own entry and the cells' tags.
    """
    node.nbformat, node.nbformat_minor = 4, 5
    kept = {"quotelens": node.metadata.get("quotelens", {})}
    kept["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    kept["language_info"] = {"name": "python"}
    node.metadata = type(node.metadata)(**{name: kept[name] for name in sorted(kept)})
    count = 0
    for cell in node.cells:
        if cell.cell_type == "code" and cell.execution_count is not None:
            count += 1
            cell.execution_count = count
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = count
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
            Or one changed and its version did not (see `versions`); then none is run.
    """
    from quotelens.report import versions  # which reads notebooks itself

    need_extra()
    home = Path(where) if where is not None else folder()
    if (home / versions.FILE).is_file():
        versions.record(home)
    found = paths(home)
    for path in progress(found):
        made = run(path, cwd=path.parent)
        write_atomically(path, made.json.encode("utf-8"))
    return found


def progress(found: Sequence[Path]) -> Any:
    """The notebooks, with a progress bar on a terminal and none elsewhere."""
    return tqdm(found, desc="notebooks", unit="notebook", disable=None, leave=False)


def _number(path: Path, error: Any) -> int:
    """Which cell of a notebook failed, from 1; papermill counts the cell of parameters that it puts in, too."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    at = int(error.cell_index)
    same = [k for k in (at, at - 1) if 0 <= k < len(cells) and "".join(cells[k]["source"]) == error.source]
    return (same[0] if same else at) + 1


def _leave(made: Path, partial: Path | None) -> str:
    if partial is None or not made.is_file():
        return ""
    partial.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(made, partial)
    return f"; the notebook as far as it came is {partial}"
