"""A file is written whole or not at all."""

from pathlib import Path

import pytest

from quotelens.files import write_atomically


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
