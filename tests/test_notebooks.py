"""The committed notebooks: numbered, versioned, executed, thin, and free of what differs from machine to machine."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from quotelens.report import versions
from quotelens.version import __version__

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


def code_cells(path: Path) -> list[Any]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def test_they_are_numbered_without_a_gap() -> None:
    assert [path.name[:3] for path in NOTEBOOKS] == [f"{k:02}_" for k in range(1, len(NOTEBOOKS) + 1)]
    assert len(NOTEBOOKS) == 6


def test_a_notebook_that_changed_has_a_higher_version() -> None:
    # mend it by raising the notebook's version, with a changelog line, and `python -m quotelens.report.versions`
    assert versions.complaints(NOTEBOOKS[0].parent) == []


def test_git_is_told_how_to_compare_them() -> None:
    root = Path(__file__).parents[1]
    assert "*.ipynb diff=jupyternotebook merge=jupyternotebook" in (root / ".gitattributes").read_text().splitlines()
    assert json.loads((root / "nbdime_config.json").read_text())["Diff"]["outputs"] is False
    assert "nbdime config-git --enable" in (root / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
class TestNotebook:
    def test_it_is_valid_and_says_its_version(self, path: Path) -> None:
        node = nbformat.read(path, as_version=4)
        nbformat.validate(node)
        assert (node.nbformat, node.nbformat_minor) == (4, 5)
        about = node.metadata["quotelens"]
        assert re.fullmatch(r"\d+\.\d+\.\d+", about["version"])
        assert about["changelog"][0].startswith(f"{about['version']}: ")
        assert all(re.match(r"\d+\.\d+\.\d+: ", line) for line in about["changelog"])
        assert set(node.metadata) == {"kernelspec", "language_info", "quotelens"}
        assert node.metadata["kernelspec"]["name"] == "python3"

    def test_it_opens_with_its_question_and_closes_with_what_it_cannot_say(self, path: Path) -> None:
        cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
        assert re.match(rf"# {int(path.name[:2])}\. .+\?\n", cells[0])
        assert "**What it cannot say.**" in cells[-1]

    def test_its_parameters_stand_on_top(self, path: Path) -> None:
        first, *others = code_cells(path)
        assert first.metadata.get("tags") == ["parameters"]
        assert re.match(r'source = "\.\./(seeds|tests/data/harbour/text)"', first.source)
        assert not any("parameters" in cell.metadata.get("tags", []) for cell in others)

    def test_its_first_output_says_what_made_it(self, path: Path) -> None:
        _, opening, *_ = code_cells(path)
        assert opening.source.endswith(f'ql.report.header(study, "{path.stem}")')
        [output] = opening.outputs
        shown = output.data["text/plain"]
        version = nbformat.read(path, as_version=4).metadata["quotelens"]["version"]
        assert shown.startswith(f"{path.stem} {version} ({version}: ")
        assert re.search(rf"\| quotelens: {re.escape(__version__)} \| model: \S+ [0-9a-f]{{12}} \|", shown)
        assert re.search(r"\d+ articles?: [0-9a-f]{12}$", shown)

    def test_it_calls_the_package_and_defines_nothing_long(self, path: Path) -> None:
        for cell in code_cells(path):
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    assert (node.end_lineno or node.lineno) - node.lineno < 3, node.name

    def test_it_is_executed_in_order_without_an_error(self, path: Path) -> None:
        cells = code_cells(path)
        assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
        assert not [output for cell in cells for output in cell.outputs if output.output_type in ("error", "stream")]

    def test_its_outputs_name_no_machine_and_no_moment(self, path: Path) -> None:
        outputs = json.dumps([cell.outputs for cell in code_cells(path)], ensure_ascii=False)
        assert not re.search(r"/(?:home|root|tmp|Users|work|usr)/|[A-Z]:\\\\|0x[0-9a-f]{6,}|site-packages", outputs)
        assert all(set(cell.metadata) <= {"tags"} for cell in code_cells(path))
