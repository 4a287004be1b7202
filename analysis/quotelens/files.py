"""Files: written so that nobody ever finds half of one, and TOML read with errors that name the file."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file under a temporary name beside it, then rename: a cut leaves the old file or the new one whole."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}.part")
    scratch.write_bytes(data)
    os.replace(scratch, path)


def read_toml(path: Path, complaint: type[Exception]) -> dict[str, Any]:
    """A TOML file in UTF-8, with or without a byte order mark; `complaint` is raised where it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise complaint(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise complaint(f"{path}: not valid TOML: {error}") from error
