"""The whole way, once: a study rendered twice, into an empty place and over an older report."""

import hashlib
import json
import os
import re
from pathlib import Path

import pytest

from quotelens.errors import ReportError
from quotelens.report import render
from quotelens.study import Study


def contents(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def report(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "new"
    assert render(study, folder, source_label="seeds & <more>") == folder / "index.html"
    return folder


def test_twice_gives_the_same_bytes_from_anywhere_and_spares_other_files(
    study: Study, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "old"
    target.mkdir()
    (target / "mine.txt").write_text("kept", encoding="utf-8")
    (target / "index.html").write_text("an older report", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert render(study, "old", source_label="seeds & <more>") == Path("old/index.html")
    again = contents(target)
    assert again.pop("mine.txt") == hashlib.sha256(b"kept").hexdigest()
    assert again == contents(report)
    assert os.listdir(tmp_path) == ["old"]  # nothing half made is left


def test_the_folder_holds_what_it_says(report: Path) -> None:
    figures = ("shares_by_source", "tone_by_quote", "tone_by_source", "types_by_source")
    ran = ("01_corpus", "02_who_speaks", "03_tone", "04_claims", "05_sources_and_reliability")  # 06 wants two articles
    assert [name for name in contents(report) if not name.startswith("tables/")] == [
        *(f"figures/{name}.{kind}" for name in figures for kind in ("csv", "svg")),
        "index.html",
        "manifest.json",
        *(f"notebooks/{name}.ipynb" for name in ran),
    ]
    tables = [name for name in contents(report) if name.startswith("tables/")]
    assert "tables/datapackage.json" in tables
    assert {"tables/quotes.csv", "tables/quotes.parquet"} <= set(tables)


def test_nothing_in_it_names_a_place_on_this_machine(report: Path) -> None:
    for path in report.rglob("*"):
        if path.suffix in {".html", ".ipynb", ".json", ".csv", ".svg"}:
            assert str(report.parent) not in path.read_text(encoding="utf-8"), path.name


def test_the_page_needs_nothing_but_itself_and_obeys_no_article(report: Path) -> None:
    page = (report / "index.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<b>indeed" not in page
    assert "<i>Mora" not in page
    links = re.findall(r'(?:href|src|action)\s*=\s*"([^"]*)"', page)
    assert links
    assert all(link.startswith("#") for link in links)
    assert {link[1:] for link in links} <= set(re.findall(r'id="([^"]*)"', page))
    assert not re.search(r"url\(|@import|\son\w+\s*=", page)
    assert "default-src 'none'" in page


def test_the_page_says_who_speaks(report: Path) -> None:
    page = (report / "index.html").read_text(encoding="utf-8")
    assert "Ada &lt;i&gt;Mora&lt;/i&gt; speaks most: 2 of 4 quotes (50%, 95% interval 15–85%)" in page
    assert "<title>Mayor &lt;script&gt;" in page
    assert "0 bytes &lt;script&gt;" in page
    assert page.count("<figure") == 4
    assert page.count('role="img"') == 4
    assert page.count(".ql-legend legend {") == 1  # the style sheet once, not with every table
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids))


def test_the_manifest_says_what_it_was_made_from(report: Path, study: Study) -> None:
    manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest) == [
        "quotelens", "source", "analysed_with", "notebooks", "settings", "inputs", "counts", "environment",
    ]  # fmt: skip
    assert manifest["source"] == "seeds & <more>"
    assert manifest["analysed_with"] == {"quotelens": "9.9.9", "model": {"name": "by hand", "sha256": "ab" * 32}}
    assert manifest["inputs"] == [{"doc_id": "a", "path": "a.txt", "sha256": study.articles["sha256"][0]}]
    assert manifest["counts"]["quotes"] == 4
    assert [notebook["version"] for notebook in manifest["notebooks"]] == ["1.1.0", "1.1.0", "2.1.0", "1.0.0", "3.0.0"]
    assert all(n["changelog"].startswith(f"{n['version']}: ") for n in manifest["notebooks"])
    assert manifest["settings"]["reliability"] == {"level": 0.95}
    assert set(manifest["environment"]) == {"python", "platform", "libraries"}


def test_an_unknown_format_and_a_file_for_a_folder_are_refused(study: Study, tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="unknown report format 'doc'; known are html"):
        render(study, tmp_path / "x", formats=("doc",))
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ReportError, match="file is a file; a report needs a folder"):
        render(study, tmp_path / "file")
