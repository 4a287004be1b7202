"""The line at the head of a notebook's outputs: which versions, models and articles they were made from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quotelens.report import notebooks, text
from quotelens.report.style import STYLE

if TYPE_CHECKING:
    from quotelens.study import Study

DIGITS = 12  # of a SHA-256 that are shown; 48 bits tell the models and corpora of a study apart


@dataclass(frozen=True, slots=True)
class Header:
    """What made a notebook's outputs; the same study and notebook give the same line.

    Attributes:
        notebook: The notebook's name and version.
        changelog: What its last version changed; empty where nobody says.
        made_with: Package, models and articles, each with its version or the first digits of its SHA-256.
    """

    notebook: str
    changelog: str
    made_with: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        changed = f" ({self.changelog})" if self.changelog else ""
        return f"{self.notebook}{changed} | " + " | ".join(f"{what}: {which}" for what, which in self.made_with)

    def _repr_html_(self) -> str:
        return STYLE + self.html()

    def html(self) -> str:
        """The line as safe HTML."""
        changed = f" ({text.escape(self.changelog)})" if self.changelog else ""
        made = " · ".join(f"{text.escape(what)} <code>{text.escape(which)}</code>" for what, which in self.made_with)
        return f'<p class="ql-made">Notebook {text.escape(self.notebook)}{changed}<br>Made with {made}</p>'


def header(study: Study, notebook: str) -> Header:
    """What a notebook's outputs are made from.

    Args:
        study: The study that it shows.
        notebook: The notebook's file name without its ending. Its version is read from the file of that name in the
            working folder, which is where JupyterLab runs a notebook, else from the one that came with the package.
    """
    path = next((path for path in _places(notebook) if path.is_file()), None)
    version, changelog = ("", ()) if path is None else notebooks.about(path)
    models = [
        (part.replace("_", " "), f"{used['name']} {used['sha256'][:DIGITS]}")
        for part, used in study.provenance.items()
        if isinstance(used, dict)
    ]
    made_with = [
        ("quotelens", str(study.provenance.get("quotelens", "of an unknown version"))),
        *models,
        (text.plural(len(study.articles), "article"), corpus_hash(study)[:DIGITS]),
    ]
    return Header(f"{notebook} {version}".strip(), changelog[0] if changelog else "", tuple(made_with))


def corpus_hash(study: Study) -> str:
    """SHA-256 over the articles' ids and their own SHA-256, in order: the same articles give the same."""
    lines = (f"{sha256} {doc_id}\n" for doc_id, sha256 in study.articles[["doc_id", "sha256"]].itertuples(index=False))
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()


def _places(notebook: str) -> tuple[Path, Path]:
    return Path.cwd() / f"{notebook}.ipynb", notebooks.folder() / f"{notebook}.ipynb"
