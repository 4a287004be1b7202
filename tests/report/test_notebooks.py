import json
import sys
from pathlib import Path

import nbformat
import pytest

from quotelens.errors import MissingExtraError, ReportError
from quotelens.report import notebooks


def write(path: Path, *cells: str) -> Path:
    node = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source, id=f"cell-{k}") for k, source in enumerate(cells)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    node.cells[0].metadata["tags"] = ["parameters"]
    path.write_text(nbformat.writes(node), encoding="utf-8")
    return path


def test_the_projects_notebooks_are_found_in_order() -> None:
    names = [path.name for path in notebooks.paths(notebooks.folder())]
    assert names == [
        "01_corpus.ipynb",
        "02_who_speaks.ipynb",
        "03_tone.ipynb",
        "04_claims.ipynb",
        "05_sources_and_reliability.ipynb",
        "06_many_articles.ipynb",
    ]


def test_a_notebook_says_its_version_and_what_each_version_changed(tmp_path: Path) -> None:
    path = write(tmp_path / "01_x.ipynb", "n = 1")
    assert notebooks.about(path) == ("", ())
    node = nbformat.read(path, as_version=4)
    node.metadata["quotelens"] = {"version": "1.1.0", "changelog": ["1.1.0: more", "1.0.0: some"]}
    path.write_text(nbformat.writes(node), encoding="utf-8")
    assert notebooks.about(path) == ("1.1.0", ("1.1.0: more", "1.0.0: some"))
    made = notebooks.notebook("01_x", node)
    assert (made.version, made.changelog) == ("1.1.0", ("1.1.0: more", "1.0.0: some"))
    node.metadata["quotelens"]["changelog"] = "1.1.0: more"  # one line, as it was before there were several
    assert notebooks.notebook("01_x", node).changelog == ("1.1.0: more",)


def test_a_run_takes_parameters_and_keeps_nothing_of_the_moment(tmp_path: Path) -> None:
    ran = notebooks.run(write(tmp_path / "01_x.ipynb", "n = 1", "n + 1"), cwd=tmp_path, parameters={"n": 41})
    parsed = json.loads(ran.json)
    assert parsed["cells"][-1]["outputs"][0]["data"]["text/plain"] == ["42"]
    assert [cell["id"] for cell in parsed["cells"]] == ["cell-0", notebooks.INJECTED, "cell-1"]
    assert "papermill" not in ran.json
    assert str(tmp_path) not in ran.json
    assert set(parsed["metadata"]) == {"kernelspec", "language_info", "quotelens"}


def test_a_failing_cell_is_named_and_the_notebook_left(tmp_path: Path) -> None:
    partial = tmp_path / "left" / "01_x.ipynb"
    with pytest.raises(ReportError, match=r"01_x\.ipynb, cell 2: ZeroDivisionError: division by zero; .*left"):
        notebooks.run(write(tmp_path / "01_x.ipynb", "n = 0", "1 / n", "n"), cwd=tmp_path, partial=partial)
    assert "ZeroDivisionError" in partial.read_text(encoding="utf-8")


def test_a_cell_is_named_by_its_place_in_the_notebook_as_it_was(tmp_path: Path) -> None:
    path = write(tmp_path / "01_x.ipynb", "n = 0", "1 / n", "n")  # a cell of parameters is put in before the second
    with pytest.raises(ReportError, match=r"01_x\.ipynb, cell 2: ZeroDivisionError"):
        notebooks.run(path, cwd=tmp_path, parameters={"n": 0})


def test_notebooks_that_share_a_kernel_share_no_names_and_no_numbers(tmp_path: Path) -> None:
    first = write(tmp_path / "01_x.ipynb", "n = 1", "kept = n")
    second = write(tmp_path / "02_x.ipynb", "n = 2", "'kept' in globals()", "import os; os.getcwd()")
    (tmp_path / "there").mkdir()
    with notebooks.Kernel(tmp_path / "there") as kernel:
        notebooks.run(first, cwd=tmp_path, kernel=kernel)
        ran = json.loads(notebooks.run(second, cwd=tmp_path, kernel=kernel).json)
    assert [cell["execution_count"] for cell in ran["cells"]] == [1, 2, 3]
    said = [cell["outputs"][0]["data"]["text/plain"] for cell in ran["cells"][1:]]
    assert said == [["False"], [repr(str(tmp_path / "there"))]]


def test_a_failing_cell_leaves_a_shared_kernel_fit_for_the_next_notebook(tmp_path: Path) -> None:
    wrong, right = write(tmp_path / "01_x.ipynb", "n = 0", "1 / n", "n"), write(tmp_path / "02_x.ipynb", "n = 2", "n")
    with notebooks.Kernel(tmp_path) as kernel:
        with pytest.raises(ReportError, match=r"01_x\.ipynb, cell 2: ZeroDivisionError"):
            notebooks.run(wrong, cwd=tmp_path, kernel=kernel)
        assert '"2"' in notebooks.run(right, cwd=tmp_path, kernel=kernel).json


def test_a_kernel_that_dies_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "01_x.ipynb", "import os", "os._exit(1)")
    with (
        notebooks.Kernel(tmp_path) as kernel,
        pytest.raises(ReportError, match=r"01_x\.ipynb: the kernel did not start, or died"),
    ):
        notebooks.run(path, cwd=tmp_path, kernel=kernel)


def test_running_in_place_twice_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "01_x.ipynb", "n = 1", "print(n)")
    assert notebooks.execute_in_place(tmp_path) == [path]
    first = path.read_bytes()
    notebooks.execute_in_place(tmp_path)
    assert path.read_bytes() == first
    assert [entry.name for entry in tmp_path.iterdir()] == ["01_x.ipynb"]


def test_what_is_not_installed_is_named_with_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "papermill", None)  # as if it were absent
    with pytest.raises(MissingExtraError, match=r'running notebooks needs papermill: pip install "quotelens\[lab\]"'):
        notebooks.need_extra()
