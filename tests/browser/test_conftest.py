"""Without a browser these tests are skipped, or fail where they are demanded, and say what to install."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TEST = f"{Path(__file__).with_name('test_report.py')}::TestPage::test_it_prints"
MEND = "tests in a browser need Chromium: apt-get install chromium"


@pytest.mark.parametrize(("demanded", "outcome"), [("", "1 skipped"), ("1", "1 error")])
def test_no_browser_is_a_reason_to_skip_and_where_demanded_to_fail(demanded: str, outcome: str, tmp_path: Path) -> None:
    pytest.importorskip("playwright", reason='tests in a browser need Playwright: pip install "quotelens[test]"')
    variables = {**os.environ, "PATH": str(tmp_path), "QUOTELENS_BROWSER": demanded}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-rsE", "-p", "no:cacheprovider", TEST],
        env=variables, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert outcome in done.stdout.splitlines()[-1]
    assert MEND in done.stdout
    assert done.returncode == (1 if demanded else 0)
