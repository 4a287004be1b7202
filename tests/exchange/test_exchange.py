"""Every format by its name: written, told apart, read back."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import quotelens as ql
from quotelens import exchange, tables
from quotelens.errors import ExchangeError
from quotelens.exchange import FORMATS, PRINTABLE, READABLE, WITHOUT_TEXTS
from quotelens.exchange.annotated import Annotated
from quotelens.study import Study

SHARED = {"annotated", "folders", "fragments", "plain", "reading", "tokens"}  # modules that are no format


def study_of(items: tuple[Annotated, ...]) -> Study:
    quotes = pd.concat([tables.of_quotes(item.article, item.quotes) for item in items], ignore_index=True)
    sources = tables.of_sources(dict.fromkeys(source for item in items for source in item.sources), quotes)
    return Study(
        articles=tables.of_articles([item.article for item in items]),
        exclusions=tables.EXCLUSIONS.empty(),
        quotes=quotes,
        sources=sources,
        reliability=tables.RELIABILITY.empty(),
    )


def test_every_module_of_a_format_is_listed() -> None:
    assert {module.name for module in pkgutil.iter_modules(exchange.__path__)} - SHARED == set(FORMATS)
    for name in FORMATS:
        module = importlib.import_module(f"quotelens.exchange.{name}")
        assert hasattr(module, "write") or module.ENDING.startswith(".")
        assert f"| `{name}` |" in (exchange.__doc__ or "")
    assert set(FORMATS) - set(PRINTABLE) == {"brat", "graphml"}


def test_every_format_is_written_and_what_can_be_is_read_back(tmp_path: Path, items: tuple[Annotated, ...]) -> None:
    paths = ql.exchange.write(study_of(items), tmp_path / "out", FORMATS)
    assert len({path.name for path in paths}) == len(paths)
    assert sorted(path.name for path in (tmp_path / "out").rglob("*") if path.is_file()) == sorted(
        path.name for path in paths
    )
    assert {path.name for path in (tmp_path / "out").iterdir() if path.is_dir()} == {"brat", "citron"}
    for name in READABLE:
        module = importlib.import_module(f"quotelens.exchange.{name}")
        path = tmp_path / "out" / (name if hasattr(module, "write") else f"quotes{module.ENDING}")
        articles = [item.article for item in items] if name in WITHOUT_TEXTS else None
        told, given = (ql.exchange.read(path, format, articles=articles) for format in (None, name))
        assert told == given
        texts = {item.article.text for item in told}
        assert {item.article.text for item in items} == texts, name
        spans = {(q.content, q.cue, q.mention) for item in told for q in item.quotes}
        assert spans == {(q.content, q.cue, q.mention) for item in items for q in item.quotes}, name


def test_a_study_is_written_as_its_articles_are(tmp_path: Path, items: tuple[Annotated, ...]) -> None:
    paths = study_of(items).export(tmp_path / "study", ("conll", "citron"))
    others = exchange.write(items, tmp_path / "items", ("conll", "citron"))
    assert [path.read_bytes() for path in paths] == [path.read_bytes() for path in others]
    assert [path.relative_to(tmp_path / "study").parts[0] for path in paths] == ["quotes.conll", *["citron"] * 3]


def test_an_article_is_asked_for_when_its_turn_has_come(items: tuple[Annotated, ...]) -> None:
    asked = []

    def one_by_one() -> Iterator[Annotated]:
        for item in items:
            asked.append(item.article.doc_id)
            yield item

    lines = exchange.chunks(one_by_one(), "jsonl")
    assert asked == []
    next(lines)
    assert len(asked) == 1


def test_what_is_no_format_or_cannot_be_done_with_it_is_said(tmp_path: Path, items: tuple[Annotated, ...]) -> None:
    with pytest.raises(ExchangeError, match="unknown format 'xml'; known are jsonl, quotationtool"):
        exchange.write(items, tmp_path / "none", ("conll", "xml"))
    assert not (tmp_path / "none").exists()
    for name in ("brat", "graphml"):
        with pytest.raises(ExchangeError, match=f"{name} is a folder of files, or needs a study"):
            exchange.chunks(items, name)
    with pytest.raises(ExchangeError, match="graphml is made of a study"):
        exchange.write(items, tmp_path / "none", ("jsonl", "graphml"))
    [table, lines] = exchange.write(items, tmp_path, ("quotationtool", "jsonl"))
    with pytest.raises(ExchangeError, match="quotationtool carries no annotations back in; read are jsonl"):
        exchange.read(table)
    with pytest.raises(ExchangeError, match=r"quotes\.jsonl: holds no texts; give the articles too"):
        exchange.read(lines)


def test_a_folder_of_tables_is_left_alone(tmp_path: Path, items: tuple[Annotated, ...]) -> None:
    study = study_of(items)
    study.save(tmp_path, ("jsonl",))
    before = (tmp_path / "quotes.jsonl").read_bytes()
    with pytest.raises(ExchangeError, match=r"holds tables and their datapackage\.json; name another folder"):
        study.export(tmp_path)
    assert (tmp_path / "quotes.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"a.ann": "", "a.txt": ""}, "brat"),
        ({"attributions/a_x.ann": "", "text/a.txt": ""}, "brat"),
        ({"a.json": '{"text": "", "quotes": []}'}, "citron"),
    ],
)
def test_a_folder_is_told_by_what_it_holds(tmp_path: Path, files: dict[str, str], told: str) -> None:
    for name, written in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(written, encoding="utf-8")
    assert exchange.read(tmp_path) == exchange.read(tmp_path, told)
    assert len(exchange.read(tmp_path)) == 1


@pytest.mark.parametrize("name", ["a.txt", "a.json", "a.xlsx"])
def test_what_tells_no_format_must_be_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("3", encoding="utf-8")
    with pytest.raises(ExchangeError, match=f"{name}: its name and contents tell no format; say which: jsonl"):
        exchange.read(path)
    with pytest.raises(ExchangeError, match="no such file or folder"):
        exchange.read(tmp_path / "none")
    (tmp_path / "folder").mkdir()
    with pytest.raises(ExchangeError, match="folder: its name and contents tell no format"):
        exchange.read(tmp_path / "folder")
