import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from quotelens.errors import ReportError
from quotelens.report import notebooks, versions


def write(folder: Path, source: str, version: str, changelog: list[str] | None = None, output: str = "") -> Path:
    cell = nbformat.v4.new_code_cell(source, id="one")
    cell.outputs = [nbformat.v4.new_output("stream", text=output)] if output else []
    lines = [f"{version}: what changed"] if changelog is None else changelog
    node = nbformat.v4.new_notebook(cells=[cell], metadata={"quotelens": {"version": version, "changelog": lines}})
    path = folder / "01_x.ipynb"
    path.write_text(nbformat.writes(node), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A notebook at 1.0.0, recorded."""
    (tmp_path / "versions.json").write_text("{}", encoding="utf-8")
    write(tmp_path, "n = 1", "1.0.0")
    assert versions.record(tmp_path) == ["01_x 1.0.0"]
    return tmp_path


def test_what_is_recorded_is_in_order(folder: Path) -> None:
    assert versions.complaints(folder) == []
    assert versions.record(folder) == []


def test_other_outputs_need_no_new_version(folder: Path) -> None:
    write(folder, "n = 1", "1.0.0", output="ran")
    assert versions.complaints(folder) == []


def test_other_cells_under_the_same_version_are_refused_and_nothing_is_written(folder: Path) -> None:
    before = (folder / "versions.json").read_bytes()
    write(folder, "n = 2", "1.0.0")
    said = (
        r"01_x\.ipynb: its cells changed since version 1\.0\.0 was recorded; raise the version in its metadata and say "
        "in the changelog what changed"
    )
    with pytest.raises(ReportError, match=said):
        versions.record(folder)
    assert len(versions.complaints(folder)) == 1
    assert (folder / "versions.json").read_bytes() == before


def test_a_raised_version_is_added_and_the_old_one_kept(folder: Path) -> None:
    path = write(folder, "n = 2", "1.10.0")
    assert versions.complaints(folder) == [
        "01_x.ipynb: version 1.10.0 is not recorded yet; run python -m quotelens.report.versions"
    ]
    assert versions.record(folder) == ["01_x 1.10.0"]
    known = json.loads((folder / "versions.json").read_text(encoding="utf-8"))
    assert list(known["01_x"]) == ["1.0.0", "1.10.0"]
    assert known["01_x"]["1.10.0"] == versions.fingerprint(path)


def test_a_version_never_goes_back(folder: Path) -> None:
    write(folder, "n = 2", "1.10.0")
    versions.record(folder)
    write(folder, "n = 3", "1.9.0")
    with pytest.raises(ReportError, match=r"version 1\.9\.0 is not above 1\.10\.0, which was recorded before"):
        versions.record(folder)
    write(folder, "n = 1", "1.0.0")
    assert versions.complaints(folder) == ["01_x.ipynb: version 1.0.0 is not above 1.10.0, which was recorded before"]


@pytest.mark.parametrize(
    ("version", "changelog", "said"),
    [
        ("1.1", None, "its version is '1.1'; give metadata.quotelens.version three numbers, as 1.0.0"),
        ("1.1.0", [], "the changelog's first line must say what 1.1.0 changed, as '1.1.0: ...'"),
        ("1.1.0", ["1.0.0: older"], "the changelog's first line must say what 1.1.0 changed, as '1.1.0: ...'"),
    ],
)
def test_a_version_is_three_numbers_and_said_to_have_changed_something(
    folder: Path, version: str, changelog: list[str] | None, said: str
) -> None:
    write(folder, "n = 2", version, changelog)
    assert versions.complaints(folder)[0] == f"01_x.ipynb: {said}"


def test_a_notebook_that_went_leaves_no_entry(folder: Path) -> None:
    (folder / "01_x.ipynb").unlink()
    assert versions.complaints(folder) == ["versions.json: there is no notebook 01_x; take it out"]


def test_no_notebook_is_run_while_one_is_out_of_order(folder: Path) -> None:
    write(folder, "1 / 0", "1.0.0")
    with pytest.raises(ReportError, match="its cells changed"):
        notebooks.execute_in_place(folder)


def test_a_folder_without_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"versions\.json.*an empty one is \{\}"):
        versions.complaints(tmp_path)


def test_as_a_command_it_records_and_fails_where_it_must(folder: Path) -> None:
    command = [sys.executable, "-m", "quotelens.report.versions", str(folder)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "nothing is new\n"
    write(folder, "n = 2", "1.0.0")
    failed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert failed.returncode == 2
    assert failed.stderr.startswith("01_x.ipynb: its cells changed")
