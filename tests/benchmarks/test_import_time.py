"""How long the package takes to import beside pandas, which every study needs anyway, in one run."""

import re
import subprocess
import sys
from pathlib import Path


def seconds(module: str, folder: Path) -> float:
    """Time to import a module in a fresh interpreter, as `python -X importtime` has it: without Python's own start."""
    command = [sys.executable, "-X", "importtime", "-c", f"import {module}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    [microseconds] = re.findall(rf"\| +(\d+) \| {module}$", done.stderr, re.MULTILINE)
    return int(microseconds) / 1e6


def test_the_import_takes_a_small_part_of_that_of_pandas(tmp_path: Path) -> None:
    ours, theirs = (min(seconds(module, tmp_path) for _ in range(3)) for module in ("quotelens", "pandas"))
    print(f"\nimport quotelens {ours * 1000:.0f} ms, pandas {theirs * 1000:.0f} ms: ratio {ours / theirs:.3f}")
    assert ours < theirs / 3
