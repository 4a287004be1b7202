"""A file is written whole or not at all."""

import json
from pathlib import Path

import pytest

from quotelens.files import json_line, read_rows, write_atomically


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


def test_a_cut_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def cut(*_: object) -> None:
        raise OSError("cut")

    monkeypatch.setattr("os.replace", cut)
    with pytest.raises(OSError, match="cut"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a,z\n", r"unknown column 'z'; known are a, b"),
        ("a\n1,2\n", r"line 2: more cells than columns"),
    ],
)
def test_a_table_that_does_not_fit_is_complained_of_by_line(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    with pytest.raises(KeyError, match=complaint):
        read_rows(tmp_path / "t.csv", ("a", "b"), KeyError)


def test_a_table_is_read_with_its_lines_and_every_column(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('\ufeff b \n" one\n  two "\n\nthree\n', encoding="utf-8")
    columns, rows = read_rows(tmp_path / "t.csv", ("a", "b"), KeyError)
    assert columns == ["b"]
    assert rows == [(3, {"a": "", "b": "one two"}), (5, {"a": "", "b": "three"})]


def test_a_value_is_one_line_that_utf_8_can_carry() -> None:
    line = json_line({"a": "é\u2028\n", "b": "half \ud83d"})
    assert line == '{"a": "é\u2028\\n", "b": "half \\ud83d"}'
    assert json.loads(line.encode("utf-8")) == {"a": "é\u2028\n", "b": "half \ud83d"}
