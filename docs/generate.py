"""The parts of the site that are made from the code, so that they cannot say otherwise than it does.

`write` puts them in a folder, from which pages include them: every table and column, every setting, the command line,
the indicators, the publications behind each method, and what the README says of how good it is.
"""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, get_type_hints

from quotelens import tables
from quotelens.reliability import INDICATORS
from quotelens.report.references import gathered
from quotelens.settings import Settings

README = Path(__file__).parents[1] / "README.md"
_CARD = re.compile(r"\(analysis/quotelens/models/\w+/README\.md\)")  # a link of the README to a model's card
_RANGE = re.compile(r"(\d) to (\d)")  # an interval, which should not break over two lines
_OPTION = re.compile(r"(?<!\S)--?[a-z][\w-]*")
_MARKUP = re.compile(r"([*_<|])")


def write(folder: Path) -> None:
    """Write every part to a folder, made if missing; a file that would say the same again is left as it is."""
    folder.mkdir(exist_ok=True)
    for name, text in parts().items():
        file = folder / f"{name}.md"
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")


def parts() -> dict[str, str]:
    """Every part, as Markdown."""
    return {
        "tables": "\n".join(table_of_columns(table) for table in tables.TABLES.values()),
        "settings": "\n".join(stage(name, kind) for name, kind in get_type_hints(Settings).items()),
        "command_line": command_line(),
        "indicators": grid(
            ("Indicator", "What it is"), ((f"`{name}`", plain(what)) for name, what in INDICATORS.items())
        ),
        "quality": section("How good is it?"),
        **{
            f"references_{slug(part)}": "\n".join(f"- {plain(entry)}" for entry in entries) + "\n"
            for part, entries in gathered().items()
        },
    }


def table_of_columns(table: tables.Table) -> str:
    """One of `tables.TABLES`: its columns in order, and what each means."""
    key = ", ".join(f"`{name}`" for name in table.key)
    rows = ((f"`{column.name}`", column.dtype, meaning(column)) for column in table.columns)
    intro = f"A row is told by {key}." if key else "Rows have no key."
    return f"## {table.name}\n\n{intro}\n\n{grid(('Column', 'Type', 'Meaning'), rows)}"


def meaning(column: tables.Column) -> str:
    """What a column means, and its words, where it has a closed vocabulary."""
    words = f" One of: {', '.join(f'`{value}`' for value in column.values)}." if column.values else ""
    return plain(column.meaning) + words + ("" if column.required else " *May be missing.*")


def stage(name: str, kind: Any) -> str:
    """One table of study.toml: its docstring, and every key with its default and what it does."""
    if not dataclasses.is_dataclass(kind):
        return "\n\n".join([f"## [{name}]", plain(about(Settings.__dataclass_fields__[name])) + "\n"])
    hints = get_type_hints(kind)
    intro = [" ".join(paragraph.split()) for paragraph in (kind.__doc__ or "").split("\n\n")]
    rows = (
        (f"`{field.name}`", kind_of(hints[field.name]), f"`{default(field)}`", plain(about(field)))
        for field in dataclasses.fields(kind)
    )
    return "\n\n".join([f"## [{name}]", *intro, grid(("Key", "Kind", "Default", "What it does"), rows)])


def about(field: dataclasses.Field[Any]) -> str:
    """The line that a setting's field has on what it does."""
    return str(field.metadata.get("about", ""))


def kind_of(hint: Any) -> str:
    """A type in words that somebody who writes TOML knows."""
    words = {int: "whole number", float: "number", str: "text", bool: "true or false"}
    return words.get(hint, "table" if getattr(hint, "__origin__", None) is dict else "list")


def default(field: dataclasses.Field[Any]) -> str:
    """A setting's default, as TOML writes it."""
    made = field.default_factory is not dataclasses.MISSING
    value = field.default_factory() if made else field.default  # type: ignore[misc]
    return {str: f'"{value}"', bool: str(value).lower()}.get(type(value), str(value) or "{}")


def command_line() -> str:
    """What `--help` says of every command, written by typer's own tool."""
    command = [sys.executable, "-m", "typer", "quotelens.cli", "utils", "docs", "--name", "quotelens"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    text = text.partition("\n## ")[2]  # the page has its own head
    text = re.sub(r"\*\*Commands\*\*:\n\n(?:\* .*\n)+\n?", "", text)
    text = "\n".join(line if line.startswith("$") else _options_as_code(line) for line in text.splitlines())
    return "## " + re.sub(r"\{([\w.]+)\}", r"\1", text).replace("* `--help`:", "* `-h, --help`:") + "\n"


def _options_as_code(line: str) -> str:
    """A line whose options (`--check`) are code, so that nobody sets their hyphens as a dash."""
    pieces = line.split("`")
    return "`".join(piece if at % 2 else _OPTION.sub(r"`\g<0>`", piece) for at, piece in enumerate(pieces))


def section(heading: str) -> str:
    """A section of the README, without its heading; its links lead to pages of this site."""
    text = README.read_text(encoding="utf-8").split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    text = _CARD.sub("(models.md)", text).replace("`training/README.md`", "[How the models were made](training.md)")
    return _RANGE.sub("\\1\u00a0to\u00a0\\2", text)


def grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in lines)


def plain(text: str) -> str:
    """A text whose signs are no Markdown; what stands between backticks stays code."""
    pieces = text.split("`")
    return "`".join(piece if at % 2 else _MARKUP.sub(r"\\\1", piece) for at, piece in enumerate(pieces))


def slug(title: str) -> str:
    """A heading as part of a file's name."""
    return "_".join(re.findall(r"[a-z]+", title.lower()))
