"""Corrections that a reader of the quotes made: one JSON object a line in `corrections.jsonl`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from quotelens.files import write_atomically


def append(path: str | Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add corrections to a file, which is made if missing; a cut leaves the old file or the new one whole."""
    target = Path(path)
    before = target.read_bytes() if target.exists() else b""
    if before and not before.endswith(b"\n"):
        before += b"\n"
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    write_atomically(target, before + lines.encode("utf-8"))
