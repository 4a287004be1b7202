from pathlib import Path
from typing import Any

import nbformat
import pytest

from quotelens.errors import ReportError, SettingsError
from quotelens.report import notebooks, parameters
from quotelens.report.parameters import Parameter

CELL = """\
source = "../seeds"  # a folder, or a # of them
top: int = 20
weights = {
    "a": 1,
}  # by name
when = today()  # no plain value
label = 'été "x"'
print(source)"""


def write(path: Path, cell: str, tags: list[str] | None = None) -> Path:
    node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell, id="a")])
    node.cells[0].metadata["tags"] = ["parameters"] if tags is None else tags
    path.write_text(nbformat.writes(node), encoding="utf-8")
    return path


def test_a_notebook_says_what_it_takes(tmp_path: Path) -> None:
    assert parameters.of(write(tmp_path / "01_a.ipynb", CELL)) == {
        "source": Parameter("source", "../seeds", "a folder, or a # of them"),
        "top": Parameter("top", 20, ""),
        "weights": Parameter("weights", {"a": 1}, "by name"),
        "when": Parameter("when", None, "no plain value"),
        "label": Parameter("label", 'été "x"', ""),
    }
    assert parameters.of(write(tmp_path / "02_b.ipynb", CELL, tags=[])) == {}


def test_only_what_a_notebook_takes_is_given_to_it(tmp_path: Path) -> None:
    path = write(tmp_path / "01_a.ipynb", CELL)
    assert parameters.taken(path, {"top": 3, "planted": "", "to": 1}) == {"top": 3}


def test_every_notebook_of_the_package_takes_a_source() -> None:
    for path in notebooks.paths(notebooks.folder()):
        assert next(iter(parameters.of(path))) == "source"


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"01_a": {}},
        {"01_a": {"top": 5, "weights": {"b": 2.5}, "label": "x"}},
        {"01_a": {"when": "2026-01-01"}},  # what is no plain value may become anything
    ],
)
def test_what_fits_passes(tmp_path: Path, wanted: dict[str, dict[str, Any]]) -> None:
    write(tmp_path / "01_a.ipynb", CELL)
    parameters.check(wanted, tmp_path)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"01_b": {}}, r"unknown table in \[notebooks\]: '01_b'; did you mean '01_a'\?"),
        ({"tone": {}}, r"unknown table in \[notebooks\]: 'tone'; known are 01_a"),
        ({"01_a": {"weight": {}}}, r"unknown parameter in \[notebooks\.01_a\]: 'weight'; did you mean 'weights'\?"),
        ({"01_a": {"x": 1}}, r"\[notebooks\.01_a\]: 'x'; known are top, weights, when, label"),
        ({"01_a": {"top": "5"}}, r'notebooks\.01_a\.top must be a whole number, not text \("5"\); leave the quotation'),
        ({"01_a": {"weights": [1]}}, r"notebooks\.01_a\.weights must be a table, not a list \(\[1\]\)"),
        ({"01_a": {"source": "x"}}, r"notebooks\.01_a\.source is not to be set: it is the PATH of a report"),
    ],
)
def test_what_does_not_fit_is_said_with_what_would(
    tmp_path: Path, wanted: dict[str, dict[str, Any]], message: str
) -> None:
    write(tmp_path / "01_a.ipynb", CELL)
    with pytest.raises(SettingsError, match=message):
        parameters.check(wanted, tmp_path)


def test_a_cell_or_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"01_a\.ipynb: line 2 of its cell of parameters is no Python"):
        parameters.of(write(tmp_path / "01_a.ipynb", "a = 1\nb = = 2"))
    (tmp_path / "02_b.ipynb").write_text("<<<<<<< HEAD\n{}", encoding="utf-8")
    with pytest.raises(ReportError, match=r"02_b\.ipynb: not a notebook: JSONDecodeError"):
        parameters.of(tmp_path / "02_b.ipynb")
    (tmp_path / "03_c.ipynb").write_text('{"cells": 3, "metadata": {}}', encoding="utf-8")
    with pytest.raises(ReportError, match=r"03_c\.ipynb: not a notebook: it has no list of cells"):
        parameters.of(tmp_path / "03_c.ipynb")


def test_a_value_is_put_in_place_and_the_comment_stays() -> None:
    code = 'é = 1\nsource = "été"  # where\nplanted = "a"\nrest = (\n    "x"\n)\n'
    put = parameters.put(code, {"source": 'C:\\new "x"', "planted": "", "rest": "multi-line stays?", "other": "x"})
    assert put == 'é = 1\nsource = "C:\\\\new \\"x\\""  # where\nplanted = ""\nrest = (\n    "multi-line stays?"\n)\n'
