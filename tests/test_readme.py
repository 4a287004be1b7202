"""The README's promises: its example prints what it says, and its commands are there for `.ci/run` to call."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


EXAMPLES = re.findall(r"```python\n(.*?)\n```.*?```text\n(.*?)\n```", README, re.DOTALL)


@pytest.mark.parametrize(("code", "shown"), EXAMPLES)
def test_the_python_examples_print_what_the_readme_shows(code: str, shown: str) -> None:
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.rstrip() == shown


def test_every_example_shows_what_it_prints() -> None:
    assert len(EXAMPLES) == README.count("```python\n") == 2


def test_both_commands_stand_under_their_markers() -> None:
    commands = dict(re.findall(r"<!-- command: (\w+) -->\n```sh\n(.*?)\n```", README, re.DOTALL))
    assert sorted(commands) == ["report", "test"]
    assert commands["report"].endswith("quotelens report seeds -o reports/derna")
    assert commands["test"].endswith("pytest")


def test_every_folder_and_file_it_points_to_exists() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
