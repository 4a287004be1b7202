import io
import subprocess
import xml.etree.ElementTree as ElementTree
import zipfile

import pypandoc
import pytest

from quotelens.report.documents import docx

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def reference() -> bytes:
    command = [pypandoc.get_pandoc_path(), "--print-default-data-file=reference.docx"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def parts(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_the_look_is_made_of_sound_parts_that_name_one_another(reference: bytes) -> None:
    made = parts(docx.styled(reference))
    for name in ("word/styles.xml", "word/footer1.xml", "word/document.xml", "[Content_Types].xml"):
        ElementTree.fromstring(made[name])
    assert b'PartName="/word/footer1.xml"' in made["[Content_Types].xml"]
    assert b'Id="rIdFooter"' in made["word/_rels/document.xml.rels"]
    assert made["word/document.xml"].count(b"<w:sectPr") == 1
    assert b" PAGE " in made["word/footer1.xml"]


def test_the_styles_that_documents_use_are_there(reference: bytes) -> None:
    root = ElementTree.fromstring(parts(docx.styled(reference))["word/styles.xml"])
    names = {node.get(f"{WORD}val") for node in root.iter(f"{WORD}name")}
    assert {"Note", *(f"Source {k}" for k in range(8)), *(f"Source {k} inside" for k in range(8))} <= names
    [table] = [style for style in root.iter(f"{WORD}style") if style.get(f"{WORD}styleId") == "Table"]
    order = [child.tag.removeprefix(WORD) for child in table]
    assert order.index("rPr") < order.index("tblPr") < order.index("tblStylePr")  # as the schema wants it
    assert table.find(f"{WORD}tblPr/{WORD}tblBorders/{WORD}insideH") is not None


def test_no_time_is_left_and_no_row_is_broken(reference: bytes) -> None:
    assert b"dcterms:created" in parts(reference)["docProps/core.xml"]
    made = docx.finished(reference)
    assert b"dcterms:" not in parts(made)["docProps/core.xml"].replace(b"xmlns:dcterms=", b"")
    with zipfile.ZipFile(io.BytesIO(made)) as opened:
        assert {info.date_time for info in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    document = parts(made)["word/document.xml"]
    assert document.count(b"<w:trPr>") == document.count(b"<w:tr>") > 0
    assert document.count(b"<w:cantSplit/>") > 0
    assert docx.finished(made) == made
