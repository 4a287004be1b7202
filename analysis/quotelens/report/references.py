"""The publications that the report's methods come from, gathered from the docstrings of the code that does the work.

A docstring's section `References:` has an entry a publication, `Author (year), Title, where.`, as Google's style of
docstrings has it; there is no second list to forget.
"""

from __future__ import annotations

import ast
import functools
import importlib.resources
import inspect
import re
from collections.abc import Iterator
from importlib.resources.abc import Traversable

# The parts of the package whose work a report shows, in the order of the report, and what each answers there.
PARTS = {
    "Finding quotes": ("attribution", "marks", "sentences"),
    "Who speaks": ("sources",),
    "Tone and the reporter’s words": ("sentiment", "cues"),
    "Certainty and claims": ("certainty", "claims"),
    "Sources and reliability": ("reliability",),
    "Intervals": ("intervals",),
}
_ENTRY = re.compile(r"\((?:1[89]|20)\d\d[a-z]?\)")  # a line with a year in brackets begins a publication
_SEEN = re.compile(r"^.*\bsee above(?:; |\.$)")
_NOTE = re.compile(r" \([a-z][^()]*\)\.$")  # what the code takes from it


@functools.cache
def gathered() -> dict[str, tuple[str, ...]]:
    """The publications of each part of `PARTS` that has any, each once and in alphabetical order."""
    package = importlib.resources.files("quotelens")
    seen: set[str] = set()
    found: dict[str, tuple[str, ...]] = {}
    for part, units in PARTS.items():
        entries = {entry for unit in units for source in _sources(package, unit) for entry in of_source(source)}
        own = sorted(entries - seen, key=str.casefold)
        seen |= entries
        if own:
            found[part] = tuple(own)
    return found


def of_source(source: str) -> list[str]:
    """The publications that the docstrings of a module's source name, in order."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, documented)]
    return [entry for node in nodes for entry in of_docstring(ast.get_docstring(node) or "")]


def of_docstring(docstring: str) -> list[str]:
    """The publications under `References:`, each on one line; notes on what is taken from them, and what else stands
    there (`See ...`), are left out."""
    _, heading, section = inspect.cleandoc(docstring).partition("References:\n")
    entries: list[list[str]] = []
    for line in section.splitlines() if heading else ():
        if line and not line.startswith(" "):
            break  # the next section
        words = line.strip()
        if _ENTRY.search(words) and (not entries or entries[-1][-1].endswith(".")):
            entries.append([words])
        elif words and entries and not words.startswith("See "):
            entries[-1].append(words)
    plain = [_NOTE.sub(".", _SEEN.sub("", " ".join(entry))) for entry in entries]
    return [entry.replace("`", "") for entry in plain if _ENTRY.search(entry)]


def _sources(package: Traversable, unit: str) -> Iterator[str]:
    single = package.joinpath(f"{unit}.py")
    if single.is_file():
        yield single.read_text(encoding="utf-8")
        return
    for file in sorted(package.joinpath(unit).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".py"):
            yield file.read_text(encoding="utf-8")
