"""Imports point one way, as the design says, and what is optional is imported only where it is used."""

import ast
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE_ROOT = ROOT / "analysis"

FOUNDATION = "records errors marks sentences cues files version"
GROUND = f"encoder tables settings intervals {FOUNDATION}"
STAGES = "corpus attribution sources sentiment certainty claims reliability"

# What each unit (a file or a package of `quotelens`) may import; a unit is free within itself.
ARROWS = {
    "records": "",
    "errors": "",
    "version": "",
    "files": "",
    "marks": "records errors",
    "cues": "records errors files",
    "sentences": "records errors",
    "settings": FOUNDATION,
    "intervals": FOUNDATION,
    "tables": FOUNDATION,
    "encoder": FOUNDATION,
    "corpus": GROUND,
    "attribution": GROUND,
    "sources": GROUND,
    "sentiment": GROUND,
    "certainty": GROUND,
    "claims": GROUND,
    "reliability": GROUND,
    "exchange": f"{STAGES} {GROUND}",
    "evaluation": f"{STAGES} {GROUND}",
    "corrections": f"exchange {STAGES} {GROUND}",
    "report": f"corrections {STAGES} {GROUND}",
    "study": f"report exchange corrections {STAGES} {GROUND}",
    "cli": f"study report exchange corrections evaluation {STAGES} {GROUND}",
    "__init__": f"study report exchange corrections {STAGES} {GROUND}",
    "__main__": "cli",
    "training": f"evaluation attribution sentiment encoder settings {FOUNDATION}",
}

# Arrows against the direction that exist for type checkers alone, under `if TYPE_CHECKING:`.
TYPING = {("report", "study"), ("evaluation", "study"), ("corrections", "study")}

# Imports by name (`importlib.import_module`), which no type checker follows: where and of what. `*` is a name put
# together at run time.
BY_NAME = {("cli", "training"), ("__init__", "*")}

# Import name -> what pyproject.toml calls the distribution. Everybody has these.
CORE = {
    "altair": "altair",
    "anyascii": "anyascii",
    "charset_normalizer": "charset-normalizer",
    "datasketch": "datasketch",
    "jinja2": "jinja2",
    "markupsafe": "markupsafe",
    "nicknames": "nicknames",
    "nltk": "nltk",
    "numpy": "numpy",
    "onnxruntime": "onnxruntime",
    "pandas": "pandas",
    "pyarrow": "pyarrow",
    "rich": "rich",
    "scipy": "scipy",
    "textblob": "textblob",
    "tokenizers": "tokenizers",
    "tqdm": "tqdm",
    "typer": "typer",
    "vaderSentiment": "vadersentiment",
    "vl_convert": "vl-convert-python",
    "xlsxwriter": "xlsxwriter",
}

# What comes with an extra, and is absent where only the core is installed: only ever imported inside a function.
EXTRAS = {
    "IPython", "anywidget", "ipykernel", "jupyter_client", "jupyter_core", "mistune", "nbclient", "nbconvert",
    "nbformat", "papermill", "traitlets", "onnx", "pypandoc", "safetensors", "torch", "transformers", "typst",
}  # fmt: skip


@dataclass(frozen=True)
class Import:
    """One import of one module: in which file and line, of what (dotted), and how."""

    file: str
    line: int
    of: str
    at_top: bool = True  # when the file itself is imported, not inside a function
    typing: bool = False  # under `if TYPE_CHECKING:`
    by_name: bool = False  # by importlib.import_module

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"

    @property
    def unit(self) -> str:
        return unit_of_file(self.file)


def unit_of_file(file: str) -> str:
    """`quotelens/sources/names.py` -> `sources`, `quotelens/cli.py` -> `cli`."""
    return file.split("/")[1].removesuffix(".py")


def imports(file: str, code: str, units: Sequence[str] = tuple(ARROWS)) -> list[Import]:
    """Every import in a file's code, the lazy ones and those by name included."""
    return list(_walk(ast.parse(code), file, units, at_top=True, typing=False))


def _walk(node: ast.AST, file: str, units: Sequence[str], *, at_top: bool, typing: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        for name, by_name in _imported(child, file, units):
            yield Import(file, child.lineno, name, at_top, typing, by_name)
        inner_top = at_top and not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for statement in child.body:
                yield from _walk(ast.Module([statement], []), file, units, at_top=inner_top, typing=True)
            for statement in child.orelse:
                yield from _walk(ast.Module([statement], []), file, units, at_top=inner_top, typing=typing)
        else:
            yield from _walk(child, file, units, at_top=inner_top, typing=typing)


def _imported(node: ast.AST, file: str, units: Sequence[str]) -> Iterator[tuple[str, bool]]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name, False
    elif isinstance(node, ast.ImportFrom):
        package = file.removesuffix(".py").split("/")[: -node.level] if node.level else []
        module = ".".join([*package, *([node.module] if node.module else [])])
        if module == "quotelens":  # from quotelens import tables: a unit, or a public name of the package
            for alias in node.names:
                yield (f"quotelens.{alias.name}" if alias.name in units else "quotelens"), False
        else:
            yield module, False
    elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("import_module", "__import__"):
        known = node.args and isinstance(node.args[0], ast.Constant)
        yield (node.args[0].value if known else "quotelens.*"), True


def violations(found: Sequence[Import]) -> list[str]:
    """Arrows of the package onto itself that the tables above do not allow, as `file:line: importer -> imported`."""
    wrong = []
    for one in found:
        parts = one.of.split(".")
        if parts[0] != "quotelens":
            continue
        target = parts[1] if len(parts) > 1 else "__init__"
        arrow = (one.unit, target)
        if one.by_name:
            allowed = arrow in BY_NAME
        else:
            allowed = (
                one.unit == target or target in ARROWS.get(one.unit, "").split() or (one.typing and arrow in TYPING)
            )
        if not allowed:
            wrong.append(f"{one.place}: {one.unit} -> {target}")
    return wrong


def undeclared(found: Sequence[Import]) -> list[str]:
    """Imports of other packages that not every installation can carry out."""
    wrong = []
    for one in found:
        package = one.of.split(".")[0]
        if one.unit == "training" or one.typing or package == "quotelens" or package in sys.stdlib_module_names:
            continue
        if package in EXTRAS and one.at_top:
            wrong.append(f"{one.place}: {package} is optional, and imported with the file")
        elif package not in EXTRAS and package not in CORE:
            wrong.append(f"{one.place}: {package} is no dependency")
    return wrong


@pytest.fixture(scope="module")
def package() -> list[Import]:
    found = []
    for path in sorted((SOURCE_ROOT / "quotelens").rglob("*.py")):
        file = path.relative_to(SOURCE_ROOT).as_posix()
        found += imports(file, path.read_text(encoding="utf-8"))
    assert {one.unit for one in found} >= {"study", "cli", "attribution", "sources", "report", "training"}
    return found


def test_imports_point_one_way(package: list[Import]) -> None:
    assert violations(package) == []


def test_every_unit_has_its_row(package: list[Import]) -> None:
    files = [path.relative_to(SOURCE_ROOT).as_posix() for path in (SOURCE_ROOT / "quotelens").rglob("*.py")]
    there = {unit_of_file(file) for file in files}
    assert there <= set(ARROWS)


def test_nothing_optional_is_imported_before_it_is_used(package: list[Import]) -> None:
    assert undeclared(package) == []


def test_what_everybody_has_is_what_the_project_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {requirement.split(">")[0].split("=")[0].split("[")[0] for requirement in project["dependencies"]}
    assert declared == set(CORE.values())


def test_the_table_itself_has_no_way_back() -> None:
    below = {unit: set(row.split()) for unit, row in ARROWS.items()}
    assert {target for row in below.values() for target in row} <= set(below)
    while below:
        lowest = {unit for unit, row in below.items() if not row}
        assert lowest, f"{sorted(below)} import one another in a circle"
        below = {unit: row - lowest for unit, row in below.items() if unit not in lowest}


@pytest.mark.parametrize(
    ("file", "code", "arrow"),
    [
        ("quotelens/sources/names.py", "from quotelens.attribution import attribute", "sources -> attribution"),
        ("quotelens/sentiment.py", "from quotelens import sources", "sentiment -> sources"),
        ("quotelens/records.py", "import quotelens.tables as t", "records -> tables"),
        ("quotelens/corpus/__init__.py", "def f():\n    from quotelens.study import analyse", "corpus -> study"),
        ("quotelens/encoder.py", "def f():\n    import json, quotelens.settings", "encoder -> settings"),
        ("quotelens/evaluation/scores.py", "from ..report import render", "evaluation -> report"),
        ("quotelens/report/page.py", "from quotelens.study import Study", "report -> study"),
        ("quotelens/tables.py", "from quotelens import Quote", "tables -> __init__"),
        ("quotelens/study.py", "from quotelens.training import command", "study -> training"),
        ("quotelens/cli.py", "from quotelens.training import command", "cli -> training"),
        ("quotelens/study.py", "importlib.import_module('quotelens.training.command')", "study -> training"),
        ("quotelens/study.py", "import_module(name)", "study -> *"),
        ("quotelens/weather.py", "from quotelens.records import Quote", "weather -> records"),  # a unit without a row
    ],
)
def test_an_arrow_against_the_direction_is_found(file: str, code: str, arrow: str) -> None:
    wrong = violations(imports(file, code))
    assert wrong
    assert wrong[0].endswith(f": {arrow}")
    assert wrong[0].startswith(f"{file}:")


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (
            "quotelens/sources/names.py",
            "from quotelens.sources import words\nfrom . import kinds\nfrom .. import records",
        ),
        ("quotelens/report/page.py", "if TYPE_CHECKING:\n    from quotelens.study import Study"),
        ("quotelens/cli.py", "def f():\n    importlib.import_module('quotelens.training.command')"),
        ("quotelens/training/command.py", "import torch\nfrom quotelens.evaluation import read_brat"),
        ("quotelens/study.py", "import json\nimport pandas as pd\nfrom quotelens import corpus, tables"),
    ],
)
def test_an_arrow_with_the_direction_is_none(file: str, code: str) -> None:
    assert violations(imports(file, code)) == []
    assert undeclared(imports(file, code)) == []


@pytest.mark.parametrize(
    ("code", "package"),
    [
        ("import papermill", "papermill"),
        ("try:\n    from torch import nn\nexcept ImportError:\n    nn = None", "torch"),
        ("class A:\n    import nbformat", "nbformat"),
        ("def f():\n    import requests", "requests"),
    ],
)
def test_an_import_that_not_everybody_can_carry_out_is_found(code: str, package: str) -> None:
    [wrong] = undeclared(imports("quotelens/study.py", code))
    assert package in wrong


def test_an_optional_package_inside_a_function_is_fine() -> None:
    assert undeclared(imports("quotelens/report/notebooks.py", "def f():\n    import papermill")) == []
