"""Which reader reads a document, and what is said where none can."""

import sys
from pathlib import Path

import pytest

from quotelens import corpus
from quotelens.corpus.readers import INSTEAD, READERS, not_read
from quotelens.records import Exclusion


@pytest.mark.parametrize(
    ("name", "content", "package", "extra"),
    [
        ("a.html", b"<p>He said so.</p>", "trafilatura", "web"),
        ("a.docx", b"PK", "docx", "documents"),
        ("a.rtf", b"{\\rtf1 a}", "striprtf.striprtf", "documents"),
        ("a.pdf", b"%PDF-1.7", "pypdfium2", "documents"),
    ],
)
def test_an_absent_package_costs_its_documents_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, package: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    (tmp_path / name).write_bytes(content)
    (tmp_path / "b.txt").write_text("He said so.")
    found = corpus.read(tmp_path)
    assert [article.doc_id for article in found.articles] == ["b"]
    [exclusion] = found.exclusions
    assert (exclusion.path, exclusion.reason) == (name, "unsupported")
    assert exclusion.detail.endswith(f': pip install "quotelens[{extra}]"')


def test_what_is_not_read_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.DOC").write_bytes(b"")
    (tmp_path / "b.odt").write_bytes(b"")
    assert corpus.read(tmp_path).exclusions == (
        Exclusion("a.DOC", None, "unsupported", ".DOC files are not read; save it as .docx"),
        Exclusion("b.odt", None, "unsupported", ".odt files are not read; save it as .docx"),
    )
    assert not_read(".mp3") == ".mp3 files are not read"
    assert not set(INSTEAD) & set(READERS)
