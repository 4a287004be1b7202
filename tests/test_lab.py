"""JupyterLab is asked for the study; that it then opens is tested in tests/browser."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from quotelens import lab
from quotelens.cli import app
from quotelens.errors import MissingExtraError, StudyError


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What JupyterLab is started with, instead of starting it."""
    from jupyterlab.labapp import LabApp

    found: list[list[str]] = []
    monkeypatch.setattr(LabApp, "launch_instance", lambda argv: found.append(argv))
    return found


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "notebooks").mkdir()
    for name in ("02_second.ipynb", "01_first one.ipynb", "notes.ipynb"):
        (tmp_path / "notebooks" / name).write_text("{}", encoding="utf-8")
    return tmp_path


def test_it_shows_the_study_and_opens_its_first_notebook(launched: list[list[str]], study: Path) -> None:
    lab.start(study)
    first = "--LabApp.default_url=/lab/tree/notebooks/01_first%20one.ipynb"
    assert launched == [[f"--ServerApp.root_dir={study}", first]]


def test_from_the_command_line_it_is_the_folder_one_stands_in(
    launched: list[list[str]], study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(study)
    for arguments, more in ([], []), (["--no-browser", "--port", "9000"], ["--no-browser", "--ServerApp.port=9000"]):
        assert CliRunner().invoke(app, ["lab", *arguments]).exit_code == 0
        given = launched.pop()
        assert given[0] == f"--ServerApp.root_dir={study}"
        assert given[2:] == more


def test_a_folder_without_notebooks_is_shown_as_it_is(launched: list[list[str]], tmp_path: Path) -> None:
    lab.start(tmp_path)
    assert launched == [[f"--ServerApp.root_dir={tmp_path}"]]


def test_a_folder_that_is_not_there_is_an_error_that_says_how_to_make_one(
    launched: list[list[str]], tmp_path: Path
) -> None:
    with pytest.raises(StudyError, match=r"gone: no such folder; quotelens new .*gone writes a study there"):
        lab.start(tmp_path / "gone")
    assert launched == []


def test_without_jupyterlab_the_command_that_installs_it_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    find = importlib.util.find_spec

    def absent(name: str, package: str | None = None) -> Any:
        return None if name == "jupyterlab" else find(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", absent)
    with pytest.raises(MissingExtraError, match=r'opening JupyterLab needs jupyterlab: pip install "quotelens\[lab\]"'):
        lab.start(tmp_path)
