import io
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypandoc
import pytest

from quotelens.errors import MissingExtraError, ReportError
from quotelens.report import charts, documents, page, reader, views
from quotelens.report.documents import files
from quotelens.report.notebooks import Notebook
from quotelens.study import Study

MANIFEST: dict[str, Any] = {
    "quotelens": "9.9.9",
    "source": None,
    "analysed_with": {},
    "notebooks": [],
    "inputs": [],
}
ALT = "Share of all quotes, by source. The dot is the share, the line its 95% interval."


@pytest.fixture(scope="module")
def ran(study: Study, notebook_of: Callable[..., Notebook]) -> list[Notebook]:
    return [notebook_of("# 1. Who?\n\nText.", charts.shares(study), views.quotes(study), reader(study, "a"))]


def written(study: Study, ran: list[Notebook], folder: Path, *formats: str) -> dict[str, bytes]:
    (folder / "figures").mkdir(parents=True)
    for figure in page.figures(ran):
        (folder / "figures" / f"{figure.name}.png").write_bytes(charts.png(figure.svg))
    documents.write(study, ran, MANIFEST, folder, formats)
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture(scope="module")
def made(study: Study, ran: list[Notebook], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return written(study, ran, tmp_path_factory.mktemp("made") / "report", "html", "pdf", "docx", "md")


def test_a_second_time_elsewhere_gives_the_same_bytes(
    study: Study, ran: list[Notebook], made: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert set(made) == {"report.pdf", "report.docx", "report.md"}
    assert written(study, ran, tmp_path / "again", "md", "docx", "pdf") == made


def test_a_pdf_has_no_date_and_the_fonts_that_typst_brings(made: dict[str, bytes]) -> None:
    pdf = made["report.pdf"]
    assert pdf.startswith(b"%PDF-")
    assert b"/CreationDate" not in pdf
    assert b"/ModDate" not in pdf
    fonts = set(re.findall(rb"/FontName\s*/[A-Z]{6}\+(\w+)", pdf))
    assert not fonts or all(font.startswith((b"Libertinus", b"DejaVu")) for font in fonts)


def test_a_docx_has_headings_header_rows_pictures_with_alternative_text_and_numbered_pages(
    made: dict[str, bytes],
) -> None:
    with zipfile.ZipFile(io.BytesIO(made["report.docx"])) as opened:
        document = opened.read("word/document.xml").decode()
        core = opened.read("docProps/core.xml").decode()
        pictures = [name for name in opened.namelist() if name.startswith("word/media/")]
        assert b" PAGE " in opened.read("word/footer1.xml")
    assert 'w:pStyle w:val="Heading1"' in document
    assert document.count("<w:tblHeader") == document.count("<w:tbl>") == 1
    assert f'descr="{ALT}' in document
    assert [name.endswith(".png") for name in pictures] == [True]
    assert "<w:footerReference" in document
    assert 'w:rStyle w:val="Source1"' in document
    assert "&lt;i&gt;Mora&lt;/i&gt;" in document
    assert "<dc:title>Mayor &lt;script&gt;" in core
    assert "1980" not in core


def test_markdown_links_its_figures_and_has_pipe_tables(made: dict[str, bytes]) -> None:
    text = made["report.md"].decode("utf-8")
    assert text.startswith('# Mayor \\<script\\>alert("title")\\</script\\> \\& council\n')
    assert f"![{ALT}" in text
    assert "](figures/shares_by_source.png)\n" in text
    assert re.search(r"^\| No\. \|", text, re.MULTILINE)
    assert "⟦1 The bridge is safe,⟧ **Ada Mora** *said*." in text
    assert "- [1\\. Who?](#1-who)\n" in text
    assert not re.search(r"(?<!\\)<(?!sup>|/sup>)", text)  # no HTML of anybody's


def test_only_what_is_asked_for_is_written(study: Study, ran: list[Notebook], tmp_path: Path) -> None:
    assert set(written(study, ran, tmp_path / "one", "html")) == set()
    assert set(written(study, ran, tmp_path / "two", "md")) == {"report.md"}


@pytest.mark.parametrize("corpus", ["empty_study", "silent_study", "crowded_study"])
def test_any_corpus_gives_documents(
    corpus: str, request: pytest.FixtureRequest, notebook_of: Callable[..., Notebook], tmp_path: Path
) -> None:
    own: Study = request.getfixturevalue(corpus)
    shown = [notebook_of("# All", charts.shares(own), charts.tone_by_quote(own), views.quotes(own), views.sources(own))]
    assert set(written(own, shown, tmp_path / "report", "pdf", "docx", "md")) == {
        "report.pdf",
        "report.docx",
        "report.md",
    }


def test_what_is_not_installed_is_named_with_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)  # as if it were absent
    documents.need_extra(["html", "docx", "md"])
    with pytest.raises(MissingExtraError, match=r'needs typst: pip install "quotelens\[export\]"'):
        documents.need_extra(["html", "pdf"])
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    documents.need_extra(["html"])
    with pytest.raises(MissingExtraError, match=r'needs pypandoc-binary: pip install "quotelens\[export\]"'):
        documents.need_extra(["md"])


def test_a_pypandoc_without_its_pandoc_is_named_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> str:
        raise OSError("No pandoc was found")

    monkeypatch.setattr(pypandoc, "get_pandoc_path", nowhere)
    with pytest.raises(MissingExtraError, match=r'needs pypandoc-binary: pip install "quotelens\[export\]"'):
        files._pandoc(b"", "--version")


def test_what_pandoc_and_typst_complain_of_is_passed_on() -> None:
    with pytest.raises(ReportError, match=r"pandoc failed .*nonsense"):
        files._pandoc(b"", "--from=nonsense")
    with pytest.raises(ReportError, match="typst could not set the PDF"):
        files._pdf("Title", "#nonsense", [])
