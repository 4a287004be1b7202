"""What a report was made from and with, so that it can be made again."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from quotelens.report.notebooks import about
from quotelens.version import __version__

if TYPE_CHECKING:
    from quotelens.study import Study

_LIBRARIES = (
    "altair", "ipykernel", "jinja2", "mistune", "nbformat", "nltk", "numpy", "onnxruntime", "pandas", "papermill",
    "pyarrow", "pypandoc-binary", "scipy", "textblob", "tokenizers", "typst", "vaderSentiment", "vl-convert-python",
)  # fmt: skip


def build(study: Study, notebooks: Sequence[tuple[Path, str]], source_label: str | None) -> dict[str, Any]:
    """The manifest of a report.

    Args:
        study: The study reported on.
        notebooks: Each notebook's path, as it came with the package, and its version.
        source_label: What the articles were read from, in the words of whoever asked for the report.

    Returns:
        Plain JSON values. Everything above `environment` depends only on the package, the articles and the settings;
        `environment` says on what machine it was made. There is no date: the same study gives the same bytes.
    """
    inputs = study.articles[["doc_id", "path", "sha256"]].itertuples(index=False)
    return {
        "quotelens": __version__,
        "source": source_label,
        "analysed_with": study.provenance,
        "notebooks": [
            {
                "name": path.name,
                "version": version,
                "changelog": "".join(about(path)[1][:1]),
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            }
            for path, version in notebooks
        ],
        "settings": study.settings.as_dict(),
        "inputs": [
            {"doc_id": doc_id, "path": None if pd.isna(path) else path, "sha256": sha256}
            for doc_id, path, sha256 in inputs
        ],
        "corrections": _corrections(study),
        "counts": {name: len(frame) for name, frame in study.frames.items()},
        "environment": {
            "python": platform.python_version(),
            "platform": f"{platform.system()} {platform.machine()}",
            "libraries": {name: _version(name) for name in _LIBRARIES},
        },
    }


def _corrections(study: Study) -> dict[str, Any] | None:
    """The file of corrections that was applied, and how many of its lines were; `None` where there was none."""
    if "corrections" not in study.provenance:
        return None
    applied = study.corrections["applied"].to_numpy(dtype=bool)
    superseded = int((study.corrections["reason"] == "superseded").sum())
    return {
        **study.provenance["corrections"],
        "applied": int(applied.sum()),
        "superseded": superseded,
        "not_applied": int((~applied).sum()) - superseded,
    }


def encode(manifest: dict[str, Any]) -> bytes:
    """The manifest as the bytes of its file."""
    return (json.dumps(manifest, indent=1, ensure_ascii=True) + "\n").encode("ascii")


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
