"""New studies: a folder with settings, an example article, notebooks, and what keeps its report in order.

study.toml           every setting with its default (`settings.to_toml`)
seeds/               an invented article to begin with
notebooks/           the package's, pinned to its version (`report.pinned`)
reports/             empty
requirements.txt     the version that all of this fits
README.md            how to run it
.github/workflows/   makes the report anew and compares it with the one that is kept
"""

from __future__ import annotations

import importlib.resources
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from quotelens.errors import StudyError
from quotelens.files import toml_value
from quotelens.report import notebooks, parameters, pinned
from quotelens.settings import FILE, NOTEBOOKS, to_toml
from quotelens.version import __version__

# where each file of `files/` goes in a study
_PLACES = {
    "README.md": "README.md",
    "requirements.txt": "requirements.txt",
    "gitignore": ".gitignore",
    "report.yml": ".github/workflows/report.yml",
    "gitattributes": "seeds/.gitattributes",
    "example.txt": "seeds/example.txt",
}
_HEAD = f"""\
# The settings of this study, each with its default in quotelens {__version__}. Change what you like; a setting whose
# line you take out keeps its default. A name that is misspelt, or a value that cannot be, is an error that says so.

"""


def new(folder: str | Path) -> Path:
    """Write a new study.

    Everything is made in a folder beside it and moved into place at the end, so that a study is there wholly or not at
    all. The same version of the package writes the same bytes.

    Args:
        folder: Made if missing, with those around it; one that exists must be empty.

    Returns:
        `folder`.

    Raises:
        StudyError: something is there already, which is never overwritten, or the folder cannot be written.
    """
    target = Path(os.path.abspath(folder))
    if os.path.lexists(target) and not target.is_dir():
        raise StudyError(f"{folder} is a file; a new study needs a name of its own")
    making = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.is_dir() and any(target.iterdir()):
            raise StudyError(f"{folder} is not empty; name a new folder, or empty this one: nothing is overwritten")
        target.parent.mkdir(parents=True, exist_ok=True)
        making.mkdir()
        try:
            for name, content in files():
                (making / name).parent.mkdir(parents=True, exist_ok=True)
                (making / name).write_bytes(content)
            _move(making, target)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    except StudyError:
        raise
    except OSError as error:
        raise StudyError(f"{folder}: a study cannot be written there: {error.strerror or error}") from error
    return Path(folder)


def files() -> Iterator[tuple[str, bytes]]:
    """What a new study holds: paths within it and contents, `study.toml` last."""
    here = importlib.resources.files("quotelens.scaffold") / "files"
    for name, place in _PLACES.items():
        text = (here / name).read_text(encoding="utf-8").replace("@VERSION@", __version__)
        yield place, text.encode("utf-8")
    yield "reports/.gitkeep", b""  # git knows no empty folders
    for name, content in pinned.copies():
        yield f"{pinned.FOLDER}/{name}", content
    yield FILE, study_toml().encode("utf-8")


def study_toml() -> str:
    """The `study.toml` of a new study: all defaults, and as comments what its notebooks take."""
    return _HEAD + to_toml() + "".join(f"#\n{table}" for table in _notebook_tables())


def _notebook_tables() -> Iterator[str]:
    for path in notebooks.paths(notebooks.folder()):
        own = [one for one in parameters.of(path).values() if one.name != parameters.SOURCE]
        if not own:
            continue
        lines = [f"# [{NOTEBOOKS}.{path.stem}]"]
        for one in own:
            lines += [f"# # {one.about}", f"# {one.name} = {toml_value(pinned.READS.get(one.name, one.default))}"]
        yield "\n".join(lines) + "\n"


def _move(making: Path, target: Path) -> None:
    """The finished folder into place; into a folder that is there and empty, entry by entry, `study.toml` last."""
    if not target.exists():
        making.rename(target)
        return
    moved: list[Path] = []
    try:
        for entry in sorted(making.iterdir(), key=lambda entry: (entry.name == FILE, entry.name)):
            entry.rename(target / entry.name)
            moved.append(target / entry.name)
    except OSError:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise
