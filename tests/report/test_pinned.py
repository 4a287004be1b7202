import json
from pathlib import Path

import nbformat
import pytest

from quotelens.errors import SettingsError
from quotelens.report import notebooks, parameters, pinned, versions
from quotelens.version import __version__


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A study with the package's notebooks, and a folder of seeds."""
    folder = tmp_path / "study"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "seeds").mkdir()
    (folder / "study.toml").write_text("", encoding="utf-8")
    for name, content in pinned.copies():
        (folder / "notebooks" / name).write_bytes(content)
    return folder


def test_copies_are_the_package_s_notebooks_but_for_what_they_read_and_show(study: Path) -> None:
    own = notebooks.paths(study / "notebooks")
    theirs = notebooks.paths(notebooks.folder())
    assert [path.name for path in own] == [path.name for path in theirs]
    for mine, packaged in zip(own, theirs, strict=True):
        node, model = nbformat.read(mine, as_version=4), nbformat.read(packaged, as_version=4)
        nbformat.validate(node)
        assert node.metadata.quotelens == {**model.metadata.quotelens, "package": __version__}
        for cell, theirs_cell in zip(node.cells, model.cells, strict=True):
            assert cell.source == theirs_cell.source or cell.metadata.tags == ["parameters"]
            assert cell.cell_type != "code" or (cell.outputs, cell.execution_count) == ([], None)
        assert parameters.of(mine)["source"].default == "../seeds"
        # saved by JupyterLab without a change, the file stays the same
        assert mine.read_text(encoding="utf-8") == nbformat.writes(node) + "\n"


def test_a_notebook_that_read_its_own_corpus_reads_the_study_s(study: Path) -> None:
    assert parameters.of(study / "notebooks" / "06_many_articles.ipynb")["planted"].default == ""
    first = notebooks.folder() / "01_corpus.ipynb"
    assert versions.fingerprint(study / "notebooks" / "01_corpus.ipynb") == versions.fingerprint(first)


def test_a_study_s_own_notebooks_are_those_beside_its_settings(study: Path, tmp_path: Path) -> None:
    for path in (study, study / "seeds", study / "seeds" / "a.txt", f"{study}/seeds/*.txt"):
        assert pinned.of_study(path) == study / "notebooks"
    assert pinned.of_study(tmp_path) is None
    (study / "study.toml").unlink()
    assert pinned.of_study(study / "seeds") is None  # any folder may have notebooks


def test_a_study_without_notebooks_has_the_package_s(study: Path) -> None:
    for path in (study / "notebooks").iterdir():
        path.unlink()
    assert pinned.of_study(study / "seeds") is None
    (study / "study.toml").write_text("[notebooks.03_tones]\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="did you mean '03_tone'"):
        pinned.of_study(study / "seeds")


def test_what_the_settings_say_of_notebooks_is_held_to_the_study_s_own(study: Path) -> None:
    (study / "study.toml").write_text("[notebooks.05_sources_and_reliability]\nweights = {a = 1}\n", encoding="utf-8")
    assert pinned.of_study(study) == study / "notebooks"
    (study / "notebooks" / "05_sources_and_reliability.ipynb").rename(study / "notebooks" / "05_weights.ipynb")
    with pytest.raises(SettingsError, match=r"study\.toml: unknown table in \[notebooks\]: '05_sources_and_"):
        pinned.of_study(study)


def test_notebooks_of_another_version_are_remarked_upon(study: Path) -> None:
    assert pinned.remark(study / "notebooks") is None
    path = study / "notebooks" / "03_tone.ipynb"
    node = json.loads(path.read_text(encoding="utf-8"))
    node["metadata"]["quotelens"]["package"] = "0.0.9"
    path.write_text(json.dumps(node), encoding="utf-8")
    remark = pinned.remark(study / "notebooks")
    assert remark is not None
    assert remark.startswith(f"notebooks came with quotelens 0.0.9, and {__version__} is installed; ")
    assert "\n" not in remark
    del node["metadata"]["quotelens"]  # one that the study wrote itself
    path.write_text(json.dumps(node), encoding="utf-8")
    assert pinned.remark(study / "notebooks") is None
