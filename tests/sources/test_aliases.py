"""A study's own word on who is who, and the complaints of a file that does not fit."""

from pathlib import Path

import pytest

from quotelens.errors import AliasError
from quotelens.sources import Alias, read_aliases


def write(folder: Path, text: str) -> Path:
    path = folder / "aliases.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_all_columns_and_a_few(tmp_path: Path) -> None:
    full = 'name,canonical,affiliation,role,wikidata\nAROS,Alliance,advocacy,,Q1\n"Roe, J.",,,baker,\n'
    assert read_aliases(write(tmp_path, full)) == (
        Alias("AROS", "Alliance", "advocacy", None, "Q1", 2),
        Alias("Roe, J.", "Roe, J.", None, "baker", None, 3),
    )
    assert read_aliases(write(tmp_path, "canonical,name\nJane Roe,Roe\n")) == (Alias("Roe", "Jane Roe", line=2),)
    assert read_aliases(write(tmp_path, "\ufeffname\n")) == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "no column 'name'"),
        ("name,canonic\n", "unknown column 'canonic'"),
        ("name,canonical\n,Roe\n", "line 2: no name"),
        ("name,affiliation\nRoe,goverment\n", "line 2: 'goverment' is no affiliation; known are government"),
        ("name,canonical\nRoe, J.,Jane Roe\n", "line 2: more cells than columns"),
        ("name,canonical\nRoe,Jane Roe\nroe,Joan Roe\n", "line 3: 'roe' is 'Joan Roe' here and 'Jane Roe' in line 2"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(AliasError, match=complaint):
        read_aliases(write(tmp_path, text))


def test_a_file_that_is_not_there_or_not_utf8(tmp_path: Path) -> None:
    with pytest.raises(AliasError, match="cannot be read"):
        read_aliases(tmp_path / "absent.csv")
    (tmp_path / "latin.csv").write_bytes("name\nJosé\n".encode("latin-1"))
    with pytest.raises(AliasError, match="not a CSV file in UTF-8"):
        read_aliases(tmp_path / "latin.csv")
