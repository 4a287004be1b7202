"""A new study: what is in it, that nothing is ever overwritten, and that its report and its check run."""

import dataclasses
import hashlib
import json
import os
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from typer.testing import CliRunner

from quotelens import corpus, scaffold, settings
from quotelens.cli import app
from quotelens.errors import SettingsError, StudyError
from quotelens.settings import Settings
from quotelens.version import __version__

COMMANDS: Any = typer.main.get_command(app)
PROGRAMS = {"quotelens", "python3", ".", "pip"}


def contents(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def parsed(command: str) -> list[str]:
    """A line of a shell that runs quotelens, held to the command line's own idea of its commands and options."""
    program, name, *arguments = shlex.split(command)
    assert program == "quotelens"
    COMMANDS.commands[name].make_context(name, list(arguments))  # raises a usage error
    return [name, *arguments]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return scaffold.new(tmp_path_factory.mktemp("new") / "study")


def test_a_new_study_holds_all_that_it_needs_and_nothing_else(study: Path) -> None:
    assert list(contents(study)) == [
        ".github/workflows/report.yml",
        ".gitignore",
        "README.md",
        "notebooks/01_corpus.ipynb",
        "notebooks/02_who_speaks.ipynb",
        "notebooks/03_tone.ipynb",
        "notebooks/04_claims.ipynb",
        "notebooks/05_sources_and_reliability.ipynb",
        "notebooks/06_many_articles.ipynb",
        "reports/.gitkeep",
        "requirements.txt",
        "seeds/.gitattributes",
        "seeds/example.txt",
        "study.toml",
    ]
    assert os.listdir(study.parent) == ["study"]  # nothing half made is left


def test_the_same_version_writes_the_same_bytes(study: Path, tmp_path: Path) -> None:
    assert contents(scaffold.new(tmp_path / "another" / "folder")) == contents(study)


def test_its_settings_are_the_defaults_and_every_one_is_there(study: Path) -> None:
    assert settings.load(study / "study.toml") == settings.find(study / "seeds") == Settings()
    text = (study / "study.toml").read_text(encoding="utf-8")
    for stage in dataclasses.fields(Settings):
        assert f"\n[{stage.name}]\n" in text
        for one in () if stage.name == "notebooks" else dataclasses.fields(getattr(Settings(), stage.name)):
            assert re.search(rf"^# .+\n{one.name} = ", text, re.MULTILINE), one.name


def test_what_its_notebooks_take_is_there_to_be_taken_out_of_its_comment(study: Path, tmp_path: Path) -> None:
    text = (study / "study.toml").read_text(encoding="utf-8")
    before, marker, after = text.partition("[notebooks]\n")
    (tmp_path / "study.toml").write_text(before + marker + re.sub(r"^# ?", "", after, flags=re.MULTILINE))
    assert settings.load(tmp_path / "study.toml").notebooks == {
        "05_sources_and_reliability": {"weights": {}},
        "06_many_articles": {"planted": ""},
    }


def test_its_article_is_read_and_belongs_to_nobody(study: Path) -> None:
    found = corpus.read(study / "seeds")
    assert [article.path for article in found.articles] == ["example.txt"]
    assert found.exclusions == ()
    assert "Invented for quotelens" in found.articles[0].text


def test_it_is_pinned_to_the_version(study: Path) -> None:
    lines = (study / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == [f"quotelens[lab]=={__version__}"]
    assert f"quotelens {__version__}" in (study / "README.md").read_text(encoding="utf-8")
    assert not [path for path in study.rglob("*") if path.is_file() and b"@VERSION@" in path.read_bytes()]


def test_its_ci_file_is_yaml_and_runs_what_there_is(study: Path) -> None:
    text = (study / ".github" / "workflows" / "report.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    [job] = workflow["jobs"].values()
    steps = [step["run"] for step in job["steps"] if "run" in step]
    assert steps[0] == "pip install -r requirements.txt"
    assert parsed(steps[1]) == ["report", "seeds", "--check", "reports/study"]
    assert parsed(steps[2]) == ["report", "seeds", "-o", "out/study"]
    assert all(("run" in step) != ("uses" in step) for step in job["steps"])
    assert "://" not in text


def test_its_readme_names_files_and_commands_that_there_are(study: Path) -> None:
    text = (study / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE):
        assert (study / target).exists(), target
    lines = [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    assert {line.split()[0] for line in lines} == PROGRAMS
    commands = [parsed(line) for line in lines if line.startswith("quotelens")]
    assert [command[0] for command in commands] == ["report", "report", "lab", "analyse"]


# --- nothing is overwritten -------------------------------------------------------------------------------------------


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(StudyError, match=r"is not empty; .* nothing is overwritten") as caught:
            scaffold.new(tmp_path)
        assert str(caught.value).startswith(str(tmp_path))
    assert contents(tmp_path) == {"mine.txt": hashlib.sha256(b"mine").hexdigest()}
    with pytest.raises(StudyError, match=r"mine\.txt is a file"):
        scaffold.new(tmp_path / "mine.txt")
    with pytest.raises(StudyError, match=r"a study cannot be written there"):
        scaffold.new(tmp_path / "mine.txt" / "study")


def test_an_empty_folder_will_do_also_the_one_that_one_stands_in(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    assert scaffold.new(".") == Path()
    assert contents(place) == contents(study)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["here"]


def test_what_fails_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut() -> Any:
        yield "a/b.txt", b"x"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(scaffold, "files", cut)
    with pytest.raises(StudyError, match=r"study: a study cannot be written there: No space left on device"):
        scaffold.new(tmp_path / "study")
    assert list(tmp_path.iterdir()) == []


def test_what_fails_while_it_is_moved_into_an_empty_folder_leaves_it_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.name == "study.toml":
            raise OSError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    (tmp_path / "study").mkdir()
    with pytest.raises(StudyError, match="Permission denied"):
        scaffold.new(tmp_path / "study")
    assert [path.name for path in tmp_path.rglob("*")] == ["study"]


# --- the whole way ----------------------------------------------------------------------------------------------------


def cell(source: str, *tags: str) -> dict[str, Any]:
    about = {"id": str(len(source)), "metadata": {"tags": list(tags)} if tags else {}}
    return {"cell_type": "code", **about, "source": source, "outputs": [], "execution_count": None}


def test_a_report_of_a_new_study_runs_its_own_notebooks_with_its_own_parameters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = CliRunner().invoke
    made = run(app, ["new", str(tmp_path / "study")])
    assert (made.exit_code, made.stdout) == (0, "")
    assert made.stderr == f"wrote {tmp_path / 'study'}; its README.md says how to go on\n"
    monkeypatch.chdir(tmp_path / "study")
    Path("seeds", "example.txt").unlink()
    Path("seeds", "a.txt").write_text("“We left,” said Ann Lee.\n", encoding="utf-8")
    for path in Path("notebooks").glob("0[2-6]*.ipynb"):  # a study may take away what it does not ask
        path.unlink()
    first = Path("notebooks", "01_corpus.ipynb")
    own = json.loads(first.read_text(encoding="utf-8"))
    own["metadata"]["quotelens"] |= {"version": "9.0.0", "changelog": ["9.0.0: ours"], "package": "0.0.9"}
    first.write_text(json.dumps(own), encoding="utf-8")
    own["cells"] = [cell('source = ""\ntop = 1  # how many', "parameters"), cell("print(f'the top {top}')")]
    own["metadata"]["quotelens"] = {"version": "1.0.0"}
    Path("notebooks", "07_mine.ipynb").write_text(json.dumps(own), encoding="utf-8")

    Path("study.toml").write_text("[notebooks.07_mine]\ntops = 3\n", encoding="utf-8")
    wrong = run(app, ["report", "seeds", "-o", "reports/study"])
    assert isinstance(wrong.exception, SettingsError)
    assert str(wrong.exception) == (
        f"{Path('study.toml').absolute()}: unknown parameter in [notebooks.07_mine]: 'tops'; did you mean 'top'?"
    )
    assert not Path("reports", "study").exists()

    Path("study.toml").write_text("[notebooks.07_mine]\ntop = 3\n", encoding="utf-8")
    done = run(app, ["report", "seeds", "-o", "reports/study"])
    assert (done.exit_code, done.stdout) == (0, ""), done.stderr
    assert done.stderr.splitlines() == [
        f"notebooks came with quotelens 0.0.9, and {__version__} is installed; a report may differ, or fail where they "
        "no longer fit (requirements.txt names the version that fits)",
        f"wrote {Path('reports/study/index.html')}",
    ]
    manifest = json.loads(Path("reports/study/manifest.json").read_text(encoding="utf-8"))
    assert [(one["name"], one["version"]) for one in manifest["notebooks"]] == [
        ("01_corpus.ipynb", "9.0.0"),
        ("07_mine.ipynb", "1.0.0"),
    ]
    assert manifest["settings"]["notebooks"] == {"07_mine": {"top": 3}}
    page = Path("reports/study/index.html").read_text(encoding="utf-8")
    assert "the top 3" in page
    assert "01_corpus 9.0.0 (9.0.0: ours)" in page  # the header says the version of the study's own
    assert sorted(os.listdir("reports/study/notebooks")) == ["01_corpus.ipynb", "07_mine.ipynb"]

    checked = run(app, parsed("quotelens report seeds --check reports/study"))
    assert checked.exit_code == 0, checked.stderr
    assert checked.stderr.splitlines()[-1] == "reports/study says what a new report would"


def test_its_notebooks_run_where_they_lie_as_jupyterlab_runs_them(study: Path, tmp_path: Path) -> None:
    from quotelens.report import notebooks

    own = scaffold.new(tmp_path / "study")
    ran = notebooks.run(own / "notebooks" / "01_corpus.ipynb", cwd=own / "notebooks")
    assert f"01_corpus {ran.version}" in ran.json
    assert "example" in ran.json
    assert contents(own) == contents(study)
