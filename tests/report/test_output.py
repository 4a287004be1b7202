"""The whole way, once: a study rendered twice, into an empty place and over an older report."""

import hashlib
import json
import os
import re
from pathlib import Path

import nbformat
import pytest

from quotelens.errors import ReportError
from quotelens.report import FORMATS, inline, notebooks, output, render
from quotelens.study import Study


def contents(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def report(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "new"
    assert render(study, folder, formats=FORMATS, source_label="seeds & <more>") == folder / "index.html"
    return folder


def test_twice_gives_the_same_bytes_from_anywhere_and_spares_other_files(
    study: Study, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "old"
    target.mkdir()
    (target / "mine.txt").write_text("kept", encoding="utf-8")
    (target / "index.html").write_text("an older report", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert render(study, "old", formats=FORMATS, source_label="seeds & <more>") == Path("old/index.html")
    again = contents(target)
    assert again.pop("mine.txt") == hashlib.sha256(b"kept").hexdigest()
    assert again == contents(report)
    assert os.listdir(tmp_path) == ["old"]  # nothing half made is left


def test_the_folder_holds_what_it_says(report: Path) -> None:
    figures = ("shares_by_source", "tone_by_quote", "tone_by_source", "types_by_source")
    ran = ("01_corpus", "02_who_speaks", "03_tone", "04_claims", "05_sources_and_reliability")  # 06 wants two articles
    assert [name for name in contents(report) if not name.startswith(("tables/", "views/"))] == [
        *(f"figures/{name}.{kind}" for name in figures for kind in ("csv", "png", "svg")),
        "index.html",
        "manifest.json",
        *(f"notebooks/{name}.ipynb" for name in ran),
        "report.docx",
        "report.md",
        "report.pdf",
    ]
    tables = [name for name in contents(report) if name.startswith("tables/")]
    assert "tables/datapackage.json" in tables
    assert {"tables/quotes.csv", "tables/quotes.parquet"} <= set(tables)
    assert "views/quotes_in_the_order_of_the_text.csv" in contents(report)


def test_nothing_in_it_names_a_place_on_this_machine(report: Path) -> None:
    for path in report.rglob("*"):
        if path.suffix in {".html", ".ipynb", ".json", ".csv", ".svg", ".md"}:
            assert str(report.parent) not in path.read_text(encoding="utf-8"), path.name


def test_the_page_needs_nothing_but_itself_and_obeys_no_article(report: Path) -> None:
    page = (report / "index.html").read_text(encoding="utf-8")
    [script] = re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL)
    assert script == (' type="module"', inline.SCRIPT)
    assert page.count(f'content="{inline.POLICY}"') == 1
    assert "<b>indeed" not in page
    assert "<i>Mora" not in page
    links = re.findall(r'(?:href|src|action)\s*=\s*"([^"]*)"', page)
    assert links
    within = {link for link in links if link.startswith("#")}
    assert {link[1:] for link in within} <= set(re.findall(r'id="([^"]*)"', page))
    assert set(links) - within <= set(contents(report))  # what can be downloaded lies beside it
    assert not re.search(r"url\(|@import|\son\w+\s*=", page.replace(inline.SCRIPT, ""))
    assert "default-src 'none'" in page


def test_every_figure_and_table_can_be_had_from_the_page_and_says_what_its_columns_mean(report: Path) -> None:
    page = (report / "index.html").read_text(encoding="utf-8")
    assert len(page.encode()) < 2_000_000
    beside = set(re.findall(r'href="([^"#]*)"', page))
    files = set(contents(report))
    assert {name for name in files if name.startswith(("figures/", "views/", "tables/"))} == beside
    assert "<summary>What the columns mean</summary>" in page


def test_markdown_links_what_lies_beside_it(report: Path) -> None:
    text = (report / "report.md").read_text(encoding="utf-8")
    links = set(re.findall(r"\]\(([^)#]+)\)", text))
    assert {link for link in links if "://" not in link} <= set(contents(report))
    assert {f"figures/{name}.png" for name in ("shares_by_source", "tone_by_quote")} <= links


def test_the_articles_are_in_every_document(report: Path) -> None:
    assert "⟦1 The bridge is safe,⟧" in (report / "report.md").read_text(encoding="utf-8")


def test_a_failing_notebook_is_named_with_its_cell_and_left_with_it_marked(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = [
        nbformat.v4.new_markdown_cell("# 1. Fails", id="a"),
        nbformat.v4.new_code_cell('source = "x"', id="b", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell("print(source)", id="c"),
        nbformat.v4.new_code_cell("1 / 0", id="d"),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    own = tmp_path / "notebooks"
    own.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), own / "01_fails.ipynb")
    monkeypatch.setattr(notebooks, "folder", lambda: own)
    target = tmp_path / "report"
    target.mkdir()
    (target / "index.html").write_text("an older report", encoding="utf-8")
    with pytest.raises(
        ReportError, match=r"01_fails\.ipynb, cell 4: ZeroDivisionError: .*report-01_fails-failed\.ipynb"
    ):
        render(study, target)
    assert (target / "index.html").read_text(encoding="utf-8") == "an older report"
    assert sorted(os.listdir(tmp_path)) == ["notebooks", "report", "report-01_fails-failed.ipynb"]
    left = nbformat.read(tmp_path / "report-01_fails-failed.ipynb", 4)
    failed = next(k for k, cell in enumerate(left.cells) if cell.source == "1 / 0")
    assert "encountered an exception here" in left.cells[failed - 1].source
    assert left.cells[failed].outputs[0].ename == "ZeroDivisionError"
    assert left.cells[failed - 1 - 1].outputs[0].text == "../tables\n"  # what ran before it is there


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


def test_the_page_ends_with_methods_and_references(report: Path) -> None:
    page = (report / "index.html").read_text(encoding="utf-8")
    section = page[page.index('<section id="methods"') : page.index('<section id="provenance"')]
    assert '<a href="#03_tone">3. In what tone?</a></dt><dd><p>Every quote’s content' in section
    assert "<li>Wilson (1927), Probable inference, the law of succession, and statistical inference" in section


def test_several_articles_have_an_index_and_a_page_each(hostile_study: Study, tmp_path: Path) -> None:
    render(hostile_study, tmp_path / "several")
    names = [name for name in contents(tmp_path / "several") if name.endswith(".html")]
    assert names == [
        "articles/a-onclick-x-cb896eb831.html", "articles/etc-passwd-3754d6cb3a.html", "articles/plain.html",
        "index.html", "sources.html",
    ]  # fmt: skip
    page = (tmp_path / "several" / "index.html").read_text(encoding="utf-8")
    for name in names:
        assert name == "index.html" or f'href="{name}"' in page
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    links = {link[1:] for link in re.findall(r'href="(#[^"]*)"', page)}
    assert links <= set(ids)
    assert page.count("<script") == 1


def test_pages_of_articles_that_are_gone_go_and_other_files_stay(tmp_path: Path) -> None:
    target, making = tmp_path / "target", tmp_path / "making"
    ours, theirs = '<meta name="generator" content="quotelens 0.1.0">', '<meta name="generator" content="another">'
    for folder, files in {
        target: {"articles/a.html": ours, "articles/b.html": ours, "articles/mine.html": theirs, "sources.html": ours},
        making: {"articles/b.html": f"{ours} new", "index.html": ours},
    }.items():
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content, encoding="utf-8")
    output.move(making, target)
    assert sorted(contents(target)) == ["articles/b.html", "articles/mine.html", "index.html"]
    assert (target / "articles" / "b.html").read_text(encoding="utf-8").endswith("new")


def test_the_manifest_says_what_it_was_made_from(report: Path, study: Study) -> None:
    manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest) == [
        "quotelens", "source", "analysed_with", "notebooks", "settings", "inputs", "corrections", "counts",
        "environment",
    ]  # fmt: skip
    assert manifest["corrections"] is None
    assert manifest["source"] == "seeds & <more>"
    assert manifest["analysed_with"] == {"quotelens": "9.9.9", "model": {"name": "by hand", "sha256": "ab" * 32}}
    assert manifest["inputs"] == [{"doc_id": "a", "path": "a.txt", "sha256": study.articles["sha256"][0]}]
    assert manifest["counts"]["quotes"] == 4
    assert [notebook["version"] for notebook in manifest["notebooks"]] == ["1.1.0", "1.1.0", "2.1.0", "1.0.1", "3.0.0"]
    assert all(n["changelog"].startswith(f"{n['version']}: ") for n in manifest["notebooks"])
    assert manifest["settings"]["reliability"] == {"level": 0.95}
    assert set(manifest["environment"]) == {"python", "platform", "libraries"}


def test_an_unknown_format_and_a_file_for_a_folder_are_refused(study: Study, tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="unknown report format 'doc'; known are html, pdf, docx, md"):
        render(study, tmp_path / "x", formats=("doc",))
    with pytest.raises(ReportError, match="no report format is given"):
        render(study, tmp_path / "x", formats=())
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ReportError, match="file is a file; a report needs a folder"):
        render(study, tmp_path / "file")
