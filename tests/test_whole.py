"""From a zipped table with mixed problems to a report and every format, as a user goes (see `whole_walk.py`)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("papermill", reason="a report runs notebooks: the extra `lab`")

WALK = Path(__file__).parent / "whole_walk.py"


def test_two_hundred_rows_become_a_study_a_report_and_every_format(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, WALK, tmp_path], capture_output=True, encoding="utf-8", check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert json.loads(done.stdout.splitlines()[-1])["articles"] == 196
