"""A user's own script is checked against the package's types: the names that load when used have theirs too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """\
from typing import assert_type

import pandas as pd
import quotelens as ql

frame = pd.DataFrame({"text": ["a"]})
assert_type(ql.attribute("a"), list[ql.Quote])
assert_type(ql.attribute(["a"]), list[list[ql.Quote]])
assert_type(ql.attribute(frame), pd.DataFrame)
assert_type(ql.analyse("seeds/"), ql.Study)
assert_type(ql.analyse(frame).quotes, pd.DataFrame)
assert_type(ql.read_corpus("seeds/").articles, tuple[ql.Article, ...])
assert_type(ql.Span(0, 1).of("a"), str)
assert_type(ql.sentiment.towards(["a"], [(0, 1)]), pd.DataFrame)
assert_type(ql.sentiment.lexicon(frame["text"]), pd.DataFrame)
assert_type(ql.certainty.score("a"), float)
assert_type(ql.certainty.score(["a"], [ql.Span(0, 1)]), "pd.Series[float]")
assert_type(ql.claims.relate(["a"], ["b"]), pd.DataFrame)
assert_type(ql.claims.evidence("a", "b")[0].a, ql.Span | None)
assert_type(ql.reliability.estimate(frame, frame), pd.DataFrame)
assert_type(ql.Settings().attribution.min_confidence, float)
assert_type(ql.__version__, str)
"""
WRONG = """\
import quotelens as ql

ql.attribute(3)
ql.certainty.score(["a"], (0, "b"))
ql.sentiment.toward(["a"], [(0, 1)])
ql.analyze("seeds/")
"""


def test_the_types_of_public_names_are_known_and_mistakes_found(tmp_path: Path) -> None:
    pytest.importorskip("mypy", reason='mypy is not installed: pip install "quotelens[test]"')
    (tmp_path / "right.py").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "wrong.py").write_text(WRONG, encoding="utf-8")
    # no settings but mypy's own, and its cache apart: the project's would hide what a user meets
    options = ["--strict", "--no-error-summary", "--config-file=", f"--cache-dir={tmp_path / 'cache'}"]
    command = [sys.executable, "-m", "mypy", *options, "right.py", "wrong.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    errors = [line for line in done.stdout.splitlines() if ": error:" in line]
    assert [line.split(":")[:2] for line in errors] == [["wrong.py", str(line)] for line in (3, 4, 5, 6)], done.stdout
    assert (done.returncode, done.stderr) == (1, "")
