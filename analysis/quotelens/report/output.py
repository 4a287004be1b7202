"""A report's folder: notebooks run on a study, and what came out of them as a page, tables and figures."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from quotelens.errors import ReportError
from quotelens.report import articles, charts, documents, manifest, notebooks, page, parameters, shown, templates

if TYPE_CHECKING:
    from quotelens.study import Study

PAGE = "index.html"
FORMATS: tuple[str, ...] = ("html", *documents.FORMATS)
PARAMETERS = {"source": "../tables", "planted": ""}  # of a report's notebooks, as far as they take them


def render(
    study: Study,
    folder: str | Path,
    *,
    formats: Sequence[str] = ("html",),
    source_label: str | None = None,
    notebooks_in: str | Path | None = None,
) -> Path:
    """Run the notebooks on a study and write the report; the same study on the same machine gives the same bytes.

    Args:
        study: What to report on. It is saved once; the notebooks read the saved tables and analyse nothing again.
        folder: Made if missing. Files that are not the report's own are left alone. Everything is made in a folder
            beside it and moved into place at the end, so that a report that failed leaves an older one whole.
        formats: Any of `FORMATS`.
        source_label: What the articles were read from, said in the manifest and on the page.
        notebooks_in: A folder of numbered notebooks to run, as `pinned.of_study` finds a study's own; by default those
            that came with the package. What the study's settings say of them under `notebooks` is put in place of
            their own parameters; `source` is `../tables`, and `planted` is empty unless the settings name a file.

    Returns:
        The path of `index.html`, or of `report.pdf`, `report.docx` or `report.md` where that is not asked for. Beside
        it: `tables/` (CSV, Parquet and `datapackage.json`), `views/` (the tables for reading, as CSV), `figures/` (SVG
        and PNG, each with its data as CSV), `notebooks/` (as run, reading `../tables`) and `manifest.json`; of several
        articles also `articles/` (a page for each) and `sources.html`.

    Raises:
        MissingExtraError: what runs notebooks (extra `lab`) or makes documents (extra `export`) is not installed.
        ReportError: an unknown format, a `folder` that is a file, no notebooks, or a notebook that failed; for the
            last, names the notebook and the cell, and leaves the notebook as far as it came beside `folder`.
        SettingsError: the study's settings name a notebook or a parameter that there isn't; suggests the nearest.
    """
    need_extras(formats)
    home = notebooks.folder() if notebooks_in is None else Path(notebooks_in)
    if not notebooks.paths(home):
        raise ReportError(f"{home}: no numbered notebooks (01_name.ipynb) are in it")
    parameters.check(study.settings.notebooks, home)
    target = Path(folder).absolute()
    if target.exists() and not target.is_dir():
        raise ReportError(f"{folder} is a file; a report needs a folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    making = target.with_name(f".{target.name}.{os.getpid()}.part")
    making.mkdir()
    try:
        _make(study, making, target, formats, source_label, home)
        move(making, target)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return Path(folder) / (PAGE if "html" in formats else f"report.{next(iter(formats))}")


def need_extras(formats: Sequence[str]) -> None:
    """Whether a report can be made in these formats, asked before anything is read.

    Raises:
        MissingExtraError: what runs notebooks (extra `lab`) or makes documents (extra `export`) is not installed.
        ReportError: no format, or one that is not known.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or not formats:
        wrong = f"unknown report format {unknown[0]!r}" if unknown else "no report format is given"
        raise ReportError(f"{wrong}; known are {', '.join(FORMATS)}")
    notebooks.need_extra()
    documents.need_extra(formats)


def _make(
    study: Study, making: Path, target: Path, formats: Sequence[str], source_label: str | None, home: Path
) -> None:
    (making / "notebooks").mkdir()
    (making / "figures").mkdir()
    (making / "views").mkdir()
    sources = notebooks.fitting(home, len(study.articles))
    for source in sources:
        shutil.copyfile(source, making / "notebooks" / source.name)  # for `header`, which reads the version there
    with notebooks.Kernel(making / "notebooks") as kernel:
        study.save(making / "tables", formats=("parquet", "csv"))
        ran = [
            notebooks.run(
                path,
                cwd=making / "notebooks",
                parameters=parameters.taken(path, PARAMETERS) | study.settings.notebooks.get(path.stem, {}),
                partial=target.with_name(f"{target.name}-{path.stem}-failed.ipynb"),
                kernel=kernel,
            )
            for path in notebooks.progress(sources)
        ]
    for done in ran:
        _write(making / "notebooks" / f"{done.name}.ipynb", done.json)
    made = manifest.build(study, [(path, done.version) for path, done in zip(sources, ran, strict=True)], source_label)
    for figure in page.figures(ran):
        _write(making / "figures" / f"{figure.name}.svg", figure.svg)
        (making / "figures" / f"{figure.name}.png").write_bytes(charts.png(figure.svg))
        _write(making / "figures" / f"{figure.name}.csv", figure.csv)
    for table in shown.tables(ran).values():
        if table.rows:
            _write(making / "views" / f"{table.name}.csv", table.csv())
    (making / "manifest.json").write_bytes(manifest.encode(made))
    if "html" in formats:
        index = articles.index(study) if len(study.articles) > 1 else None
        for path, content in index.pages.items() if index else ():
            (making / path).parent.mkdir(exist_ok=True)
            _write(making / path, content)
        _write(making / PAGE, page.html(study, ran, made, index))
    documents.write(study, ran, made, making, formats)


def _write(path: Path, content: str) -> None:
    # lone surrogates, which an article's file name may hold, have no UTF-8
    path.write_bytes(content.encode("utf-8", "replace"))


def move(making: Path, target: Path) -> None:
    """The finished folder into place: whole where nothing is there yet, else file by file, the page last.

    Pages that an older report left for articles that are gone are taken away; whatever is no report's page stays.
    """
    if not target.exists():
        making.rename(target)
        return
    files = sorted(path.relative_to(making) for path in making.rglob("*") if path.is_file())
    for path in sorted(files, key=lambda path: (path.name == PAGE and len(path.parts) == 1, path)):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        os.replace(making / path, target / path)
    for page_path in [*(target / articles.FOLDER).glob("*.html"), target / articles.SOURCES]:
        if page_path.relative_to(target) not in files and _is_ours(page_path):
            page_path.unlink()


def _is_ours(path: Path) -> bool:
    return path.is_file() and templates.SIGN.encode() in path.read_bytes()[:4096]
