"""A study's own grades, and the complaints of a file that does not fit."""

from pathlib import Path

import pytest

from quotelens import corpus
from quotelens.errors import GradeError
from quotelens.reliability import Overrule, read_overrules


def write(folder: Path, text: str) -> Path:
    path = folder / "grades.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_all_columns_and_a_few(tmp_path: Path) -> None:
    full = (
        "source_id,name,reliability,information,reason,by\nroe,,b,2,known for years,A. Poe\n,Jane Roe,,4,asked her,\n"
    )
    assert read_overrules(write(tmp_path, full)) == (
        Overrule("roe", None, "B", 2, "known for years", "A. Poe", 2),
        Overrule(None, "Jane Roe", None, 4, "asked her", None, 3),
    )
    assert read_overrules(write(tmp_path, "reason,name,reliability\nso,Roe,A\n")) == (
        Overrule(None, "Roe", "A", None, "so", line=2),
    )
    assert read_overrules(write(tmp_path, "\ufeffname\n")) == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name,grade\n", "unknown column 'grade'; known are source_id, name, reliability"),
        ("name,reliability,reason\n,A,x\n", "line 2: no source; give its source_id or its name"),
        ("name,reliability,reason\nRoe,,x\n", "line 2: no grade"),
        ("name,reliability,reason\nRoe,G,x\n", "line 2: 'G' is no reliability; it is a letter from A to F"),
        ("name,reliability,reason\nRoe,AB,x\n", "line 2: 'AB' is no reliability"),
        ("name,information,reason\nRoe,7,x\n", "line 2: '7' is no information; it is a figure from 1 to 6"),
        ("name,information,reason\nRoe,12,x\n", "line 2: '12' is no information"),
        ("name,reliability\nRoe,A\n", "line 2: no reason; say why"),
        ("name,reliability,reason\nRoe, J.,A,x\n", "line 2: more cells than columns"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(GradeError, match=complaint):
        read_overrules(write(tmp_path, text))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GradeError, match="cannot be read"):
        read_overrules(tmp_path / "absent.csv")


def test_it_is_no_article(tmp_path: Path) -> None:
    write(tmp_path, "name\n")
    (tmp_path / "a.txt").write_text("It rained.", encoding="utf-8")
    found = corpus.read(tmp_path)
    assert [article.doc_id for article in found.articles] == ["a"]
    assert not found.exclusions
