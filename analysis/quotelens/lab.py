"""JupyterLab on a study, started as a person would start it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from urllib.parse import quote

from quotelens.errors import MissingExtraError, StudyError
from quotelens.report import notebooks, pinned


def start(folder: str | Path = ".", *, browser: bool = True, port: int | None = None) -> None:
    """Open JupyterLab on a study, and come back when it is closed.

    It shows the study's folder and opens its first notebook, where there is one in `notebooks/`; notebooks run where
    they lie, so that `../seeds` is the study's.

    Args:
        folder: The study; any other folder will do, too.
        browser: Whether to open a browser; if not, JupyterLab prints the address to open.
        port: The port to serve on; by default JupyterLab's own choice.

    Raises:
        MissingExtraError: JupyterLab is not installed (extra `lab`).
        StudyError: there is no such folder.
    """
    if importlib.util.find_spec("jupyterlab") is None:
        raise MissingExtraError("opening JupyterLab", "jupyterlab", "lab")
    if not Path(folder).is_dir():
        raise StudyError(f"{folder}: no such folder; quotelens new {folder} writes a study there")
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(arguments(Path(folder).absolute(), browser=browser, port=port))


def arguments(folder: Path, *, browser: bool = True, port: int | None = None) -> list[str]:
    """What JupyterLab is started with."""
    found = [f"--ServerApp.root_dir={folder}"]
    own = notebooks.paths(folder / pinned.FOLDER)
    if own:
        found.append(f"--LabApp.default_url=/lab/tree/{pinned.FOLDER}/{quote(own[0].name)}")
    if not browser:
        found.append("--no-browser")
    return found if port is None else [*found, f"--ServerApp.port={port}"]
