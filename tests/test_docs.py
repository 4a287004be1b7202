"""The site's promises: every example gives what it shows, every page can be reached, every public name is explained.

Each page's examples run in a folder of their own, in which the files of `start.md` lie, and those of the page itself: a
block with a caption is the file of that name. `python` blocks with prompts are doctests, `console` blocks command lines
with what they print; `...` stands for whatever is there.
"""

from __future__ import annotations

import dataclasses
import doctest
import importlib.util
import json
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from sybil import Document, Example
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser
from typer.testing import CliRunner

import quotelens
from quotelens import cli, settings, tables
from quotelens.errors import QuotelensError

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(
    page.relative_to(DOCS).with_suffix("").as_posix()
    for page in DOCS.rglob("*.md")
    if page.relative_to(DOCS).parts[0] not in ("_build", "_generated")
)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
INSTALLS = re.compile(r"(python3 -m venv \S+|\S*pip install .*)")
EXTRAS = re.compile(r"\[([a-z,]+)\]")


def source_of(page: str) -> str:
    return (DOCS / f"{page}.md").read_text(encoding="utf-8")


# --- examples --------------------------------------------------------------------------------------------------------


def caption(example: Example) -> str | None:
    """The name of the file that a block holds, if it holds one."""
    return example.region.lexemes.get("options", {}).get("caption")


def write_file(example: Example) -> None:
    name = caption(example)
    if name is None:
        return
    file = Path(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(example.parsed, encoding="utf-8")


def check_json(example: Example) -> None:
    write_file(example)
    for line in example.parsed.splitlines() if example.region.lexemes["arguments"] == "jsonl" else [example.parsed]:
        json.loads(line)


def check_toml(example: Example) -> None:
    """A study's settings, which are read as a study would; or another file of TOML."""
    write_file(example)
    if Path(caption(example) or settings.FILE).name == settings.FILE:
        settings.from_dict(tomllib.loads(example.parsed))


def check_install(example: Example) -> None:
    """What installs is not run here (`.ci/run` does so): but what it asks for is there."""
    for line in example.parsed.splitlines():
        assert INSTALLS.fullmatch(line), f"{line!r} is no installation, so show it as a console block, which is run"
        for extras in EXTRAS.findall(line):
            assert set(extras.split(",")) <= set(project()["optional-dependencies"]), line


def check_console(example: Example) -> None:
    for command, shown in commands(example.parsed):
        got = run(command)
        if shown and not doctest.OutputChecker().check_output(shown, got, FLAGS):
            raise AssertionError(f"$ {command}\nshown:\n{shown}\nprinted:\n{got}")


def commands(block: str) -> Iterator[tuple[str, str]]:
    """The command lines of a console block, each with what is shown below it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        while command.endswith("\\"):
            more, _, shown = shown.partition("\n")
            command = command[:-1] + more.removeprefix(">").strip()
        yield command, shown


def run(command: str) -> str:
    """What a command line prints: quotelens, with `<` and `>`, or `cat` and `ls` of what is there."""
    words = shlex.split(command)
    source = target = None
    if "<" in words:
        words, source = words[: words.index("<")], words[words.index("<") + 1]
    if ">" in words:
        words, target = words[: words.index(">")], words[words.index(">") + 1]
    program, *arguments = words
    if program == "cat":
        return "".join(Path(name).read_text(encoding="utf-8") for name in arguments)
    if program == "ls":
        names = (path.name for path in Path(arguments[0]).iterdir())
        return "\n".join(sorted(name for name in names if not name.startswith("."))) + "\n"
    assert program == "quotelens", f"{program} is not run here"
    result = CliRunner().invoke(cli.app, arguments, input=source and Path(source).read_bytes())
    if isinstance(result.exception, QuotelensError):
        return f"quotelens: {result.exception}\n"
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code in (0, 1), result.output
    if target:
        Path(target).write_text(result.stdout, encoding="utf-8")
        return result.stderr
    return result.output


CHECKS = {
    "console": check_console,
    "html": write_file,
    "json": check_json,
    "jsonl": check_json,
    "sh": check_install,
    "text": write_file,
    "toml": check_toml,
    "xml": write_file,
}
PARSERS = [PythonCodeBlockParser(doctest_optionflags=FLAGS)] + [CodeBlockParser(name, CHECKS[name]) for name in CHECKS]


def examples(page: str) -> list[Example]:
    return list(Document.parse(str(DOCS / f"{page}.md"), *PARSERS).examples())


def with_files_of_start() -> None:
    for example in examples("start"):
        if caption(example):
            write_file(example)


@pytest.mark.parametrize("page", [page for page in PAGES if examples(page)])
def test_every_example_gives_what_it_shows(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with_files_of_start()
    for example in examples(page):
        example.evaluate()


@pytest.mark.parametrize("page", PAGES)
def test_every_block_is_of_a_kind_that_is_checked(page: str) -> None:
    fences = re.findall(r"^(?:`{3,}|:{3,})(.*)$", source_of(page), re.MULTILINE)
    opening = [fence.strip() for fence in fences if fence.strip()]
    kinds = [re.sub(r"^\{code-block\} ", "", fence) for fence in opening]
    directives = {"{toctree}", "{include}", "{eval-rst}", "{image}", "{figure}", "{note}", "{warning}", "{math}"}
    assert [kind for kind in kinds if kind.split()[0] not in {*CHECKS, "python", *directives}] == []
    assert fences.count("") == len(opening), "a fence is not closed"


@pytest.mark.parametrize("page", PAGES)
def test_python_shows_what_comes_of_it(page: str) -> None:
    for example in re.findall(r"^```python\n(.*?)^```", source_of(page), re.MULTILINE | re.DOTALL):
        assert example.startswith(">>> ")


@pytest.mark.parametrize(
    ("block", "split"),
    [
        ("$ quotelens report a -o b\nwrote b\n$ ls b\n", [("quotelens report a -o b", "wrote b\n"), ("ls b", "")]),
        ("$ quotelens report a \\\n> -o b\nwrote b\n", [("quotelens report a -o b", "wrote b\n")]),
    ],
)
def test_a_console_block_is_split_into_its_commands(block: str, split: list[tuple[str, str]]) -> None:
    assert list(commands(block)) == split


# --- pages -----------------------------------------------------------------------------------------------------------


def listed(page: str) -> list[str]:
    """The pages that a page's toctrees name."""
    trees = re.findall(r"^```\{toctree\}\n(.*?)^```", source_of(page), re.MULTILINE | re.DOTALL)
    names = [line for tree in trees for line in tree.splitlines() if line and not line.startswith(":")]
    names = [re.sub(r".*<(.*)>", r"\1", name) for name in names]
    return [(Path(page).parent / name).as_posix() for name in names]


def test_every_page_can_be_reached_from_the_first() -> None:
    seen, ahead = set(), ["index"]
    while ahead:
        page = ahead.pop()
        assert page not in seen, f"{page} stands in two toctrees"
        seen.add(page)
        ahead += listed(page)
    assert sorted(seen) == PAGES


def test_every_public_name_is_explained() -> None:
    pages = "".join(source_of(page) for page in PAGES if page.startswith("api/"))
    documented = set(re.findall(r"auto\w+:: (?:quotelens\.)?(\w+)$", pages, re.MULTILINE))
    assert set(quotelens.__all__) - documented == set()


def test_every_table_has_its_line() -> None:
    assert re.findall(r"^\| \[(\w+)\]\(#\w+\)", source_of("tables"), re.MULTILINE) == list(tables.TABLES)


def test_every_package_is_explained_where_it_is_asked_for() -> None:
    parts = re.split(r"^## ", source_of("dependencies"), flags=re.MULTILINE)[1:]
    explained = {
        (re.findall(r"`(\w+)`", part.partition("\n")[0]) or ["core"])[0]: re.findall(
            r"^\| ([\w-]+) \|", part, re.MULTILINE
        )
        for part in parts
    }
    asked = {"core": project()["dependencies"], **project()["optional-dependencies"]}
    names = {extra: sorted(re.split(r"[>=\[]", one)[0] for one in asked[extra]) for extra in asked}
    assert {extra: sorted(set(found) - {"package"}) for extra, found in explained.items()} == names


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


# --- what makes them -------------------------------------------------------------------------------------------------


def helper(name: str) -> ModuleType:
    """A module of the folder docs, which is no package."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def parts() -> dict[str, str]:
    return helper("generate").parts()


def test_every_column_is_in_the_dictionary(parts: dict[str, str]) -> None:
    text = parts["tables"]
    for table in tables.TABLES.values():
        part = text.split(f"## {table.name}\n")[1].split("\n## ")[0]
        assert re.findall(r"^\| `(\w+)`", part, re.MULTILINE) == table.names


def test_every_setting_is_in_the_reference(parts: dict[str, str]) -> None:
    text = parts["settings"]
    for stage in dataclasses.fields(settings.Settings):
        if stage.name != "notebooks":  # those depend on the notebooks
            part = text.split(f"## [{stage.name}]\n")[1].split("\n## ")[0]
            names = [one.name for one in dataclasses.fields(getattr(settings.Settings(), stage.name))]
            assert re.findall(r"^\| `(\w+)`", part, re.MULTILINE) == names


def test_every_command_is_in_the_reference(parts: dict[str, str]) -> None:
    shown = re.findall(r"^##+ `quotelens (?:train )?(\w+)`", parts["command_line"], re.MULTILINE)
    for command in (*cli.app.registered_commands, *cli.train_app.registered_commands):
        assert (command.name or command.callback.__name__) in shown


def test_signs_of_markdown_in_a_meaning_are_no_markdown() -> None:
    assert helper("generate").plain("a_b | c * `d_e` <f>") == r"a\_b \| c \* `d_e` \<f>"


@pytest.mark.parametrize(
    ("docstring", "mended"),
    [
        (["Rules:", "", "| a | b |", "|---|--:|", "| 1 | 2 |", "", "End."],
         ["Rules:", "", ".. list-table::", "   :header-rows: 1", "", "   * - a", "     - b", "   * - 1", "     - 2", "",
          "", "End."]),
        (["One of", "- a", "  and b;", "- c.", "Then"], ["One of", "", "- a", "  and b;", "- c.", "", "Then"]),
        (["A line:", "", '    {"a": 1}'], ["A line::", "", '    {"a": 1}']),
        (["A line.", "", "    a = 1"], ["A line.", "", "::", "", "    a = 1"]),
        (["References:", "    A (1999), B,", "    9-10.", "    C (2001), D.", "", "More."],
         ["References:", "    - A (1999), B,", "      9-10.", "    - C (2001), D.", "", "More."]),
    ],
    ids=["a table", "a list", "an example", "another", "publications"],
)  # fmt: skip
def test_a_docstring_becomes_restructuredtext(docstring: list[str], mended: list[str]) -> None:
    helper("docstrings").mend(None, "function", "f", None, None, docstring)
    assert docstring == mended


@pytest.mark.parametrize(
    ("page", "loaded"),
    [
        ('<script src="_static/a.js"></script><img src="data:image/png;base64,AA"><a href="https://a.org">a</a>', []),
        ('<script src="https://cdn.org/a.js"></script>', ["https://cdn.org/a.js"]),
        ('<link rel="stylesheet" href="//fonts.org/a.css">', ["//fonts.org/a.css"]),
        ('<img src="http://a.org/a.png">', ["http://a.org/a.png"]),
    ],
)
def test_what_a_page_loads_from_elsewhere_is_found(page: str, loaded: list[str]) -> None:
    assert helper("offline").from_elsewhere(page) == loaded
