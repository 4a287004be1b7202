"""Other tools' formats, in and out.

Every format is written from articles with their quotes and sources (`Annotated`), and read into them where it carries
annotations back in. All offsets are half-open and count characters of the article's text as received.

| name | for | read back |
| --- | --- | --- |
| `jsonl` | scripts: the package's own JSON Lines | with the articles |
| `quotationtool` | the Quotation Tool, the Gender Gap Tracker: CSV | no: it holds no text |
| `citron` | BBC Citron: JSON, a file an article | yes |
| `brat` | the brat annotation tool: stand-off, two files an article | yes |
| `labelstudio` | Label Studio: JSON tasks with predictions | yes |
| `conll` | taggers: BIO, a token a line | yes |
| `webannotation` | W3C Web Annotation: JSON-LD | with the articles |
| `tei` | TEI P5: XML, quotes as `said` | yes |
| `graphml` | Gephi: sources, quotes and claims as a graph, of a study | no: it holds no text |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from quotelens.errors import ExchangeError
from quotelens.exchange import brat, citron, conll, graphml, jsonl, labelstudio, quotationtool, tei, webannotation
from quotelens.exchange.annotated import Annotated, of_frames
from quotelens.exchange.folders import write_files
from quotelens.records import Article

if TYPE_CHECKING:
    from quotelens.study import Study

# A module has `chunks`, text that can be printed or be one file, or `write`, a folder of files, or both (then files are
# a folder), or `of_study`, text that needs all tables; and `read`, where the format carries annotations back in.
_MODULES: dict[str, ModuleType] = {
    "jsonl": jsonl,
    "quotationtool": quotationtool,
    "citron": citron,
    "brat": brat,
    "labelstudio": labelstudio,
    "conll": conll,
    "webannotation": webannotation,
    "tei": tei,
    "graphml": graphml,
}
FORMATS: tuple[str, ...] = tuple(_MODULES)
PRINTABLE: tuple[str, ...] = tuple(name for name, module in _MODULES.items() if hasattr(module, "chunks"))
READABLE: tuple[str, ...] = tuple(name for name, module in _MODULES.items() if hasattr(module, "read"))
WITHOUT_TEXTS = ("jsonl", "webannotation")  # they refer to the articles
_JSON = {"citron": "{", "labelstudio": "["}  # what their files begin with
STEM = "quotes"  # of a file that holds all articles


def chunks(items: Iterable[Annotated], format: str) -> Iterator[str]:
    """All articles in one format as text, bit by bit: an article is asked for when its turn has come.

    Raises:
        ExchangeError: there is no such format, or it is a folder of files or of a study.
    """
    module = _module(format)
    if format not in PRINTABLE:
        raise ExchangeError(f"{format} is a folder of files, or needs a study: use `write`, or -o DIR")
    return module.chunks(items)  # type: ignore[no-any-return]


def write(given: Study | Iterable[Annotated], folder: str | Path, formats: Sequence[str] = ("jsonl",)) -> list[Path]:
    """Write articles with their quotes for other tools.

    Args:
        given: A study, or articles with their quotes and sources.
        folder: Made if missing. Each format becomes `quotes.<ending>`, one file for all articles, or, where it has a
            file for each, a folder of its name.
        formats: Any of `FORMATS`.

    Returns:
        The paths written, in order.

    Raises:
        ExchangeError: there is no such format, one is of a study and none is given, or the folder holds a study's
            tables, some of which go by such names.
    """
    modules = [_module(name) for name in formats]
    folder = Path(folder)
    need_room(folder)
    study = None if isinstance(given, Iterable) else given
    if study is None and graphml in modules:
        raise ExchangeError("graphml is made of a study, for its claims; give one, as of `analyse`")
    items = list(given if isinstance(given, Iterable) else of_study(given))
    paths: list[Path] = []
    for name, module in zip(formats, modules, strict=True):
        path = folder / f"{STEM}{getattr(module, 'ENDING', '')}"
        if hasattr(module, "write"):
            paths += module.write(items, folder / name)
        elif module is graphml and study is not None:
            paths += write_files([(path, graphml.of_study(study.sources, study.quotes, study.claims, study.grades))])
        else:
            paths += write_files([(path, "".join(module.chunks(items)))])
    return paths


def need_room(folder: Path) -> None:
    """Refuse a folder of tables, which go by the same names.

    Raises:
        ExchangeError: it holds a `datapackage.json`.
    """
    if (folder / "datapackage.json").exists():
        raise ExchangeError(f"{folder}: holds tables and their datapackage.json; name another folder")


def of_study(study: Study) -> Iterator[Annotated]:
    """A study's articles, in order, with their quotes, sources and names."""
    return of_frames(study.articles, study.quotes, study.sources, study.names)


def read(path: str | Path, format: str | None = None, *, articles: Iterable[Article] | None = None) -> list[Annotated]:
    """Read articles with their quotes from another tool's file or folder.

    Args:
        path: The file or folder.
        format: One of `READABLE`; by default told by the file's ending and what it holds.
        articles: Those that the annotations are about, for `WITHOUT_TEXTS`: `read_corpus(...).articles`.

    Returns:
        One item an article, in the order of the file.

    Raises:
        ExchangeError: the format cannot be told, is not read, or the file does not keep it; names the file, the line or
            entry, and the mend.
    """
    path = Path(path)
    format = format or _format_of(path)
    module = _module(format)
    if format not in READABLE:
        raise ExchangeError(f"{format} carries no annotations back in; read are {', '.join(READABLE)}")
    if format not in WITHOUT_TEXTS:
        return module.read(path)  # type: ignore[no-any-return]
    if articles is None:
        raise ExchangeError(f"{path}: holds no texts; give the articles too: articles=read_corpus(...).articles")
    return module.read(path, {article.doc_id: article for article in articles})  # type: ignore[no-any-return]


def _module(name: str) -> ModuleType:
    if name not in _MODULES:
        raise ExchangeError(f"unknown format {name!r}; known are {', '.join(FORMATS)}")
    return _MODULES[name]


def _format_of(path: Path) -> str:
    """The format that a path's ending, and where several share it what it holds, speak for."""
    if not path.exists():
        raise ExchangeError(f"{path}: no such file or folder")
    if path.is_dir():
        found = {"brat": any(path.rglob("*.ann")), "citron": any(path.rglob("*.json"))}
        told = [name for name, there in found.items() if there]
    elif path.suffix == ".json":
        told = [name for name, mark in _JSON.items() if name in FORMATS and _starts_with(path, mark)]
    else:
        told = [name for name in FORMATS if getattr(_MODULES[name], "ENDING", "") == path.suffix]
    if len(told) != 1:
        raise ExchangeError(f"{path}: its name and contents tell no format; say which: {', '.join(READABLE)}")
    return told[0]


def _starts_with(path: Path, mark: str) -> bool:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        return file.read(1024).lstrip().startswith(mark)
