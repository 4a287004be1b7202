"""A report's documents as files: pandoc writes DOCX and Markdown, typst the PDF; the same report, the same bytes."""

from __future__ import annotations

import importlib.resources
import importlib.util
import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quotelens.errors import MissingExtraError, ReportError
from quotelens.report import charts, page
from quotelens.report.documents import contents, docx, tree
from quotelens.report.notebooks import Notebook

if TYPE_CHECKING:
    from quotelens.study import Study

FORMATS: tuple[str, ...] = ("pdf", "docx", "md")
_SERIF = "Libertinus Serif"  # comes with typst; a figure's words are set as the text around it


def need_extra(formats: Sequence[str]) -> None:
    """Raises `MissingExtraError` unless what makes these formats is installed (extra `export`)."""
    needed = [("pypandoc", "pypandoc-binary"), *([("typst", "typst")] if "pdf" in formats else [])]
    for module, package in needed if set(formats) & set(FORMATS) else ():
        if importlib.util.find_spec(module) is None:
            raise MissingExtraError("a report as PDF, DOCX or Markdown", package, "export")


def write(
    study: Study, ran: Sequence[Notebook], manifest: dict[str, Any], folder: Path, formats: Sequence[str]
) -> None:
    """Write `report.pdf`, `report.docx` or `report.md` beside a report's figures; formats that are others' are left.

    Args:
        study, ran, manifest: As of `page.html`.
        folder: Holds `figures/` already.
        formats: Any of `FORMATS`.
    """
    wanted = [name for name in FORMATS if name in formats]
    if not wanted:
        return
    document = contents.gather(study, ran, manifest)
    api = json.loads(_pandoc(b"", "--from=commonmark", "--to=json"))["pandoc-api-version"]
    trees = {kind: json.dumps(tree.build(document, kind, api)).encode("ascii") for kind in ("typst", "docx", "gfm")}
    if "pdf" in wanted:
        body = _pandoc(trees["typst"], "--from=json", "--to=typst", "--wrap=none")
        (folder / "report.pdf").write_bytes(_pdf(document.title, body.decode("utf-8"), page.figures(ran)))
    if "docx" in wanted:
        (folder / "report.docx").write_bytes(_docx(trees["docx"], folder))
    if "md" in wanted:
        (folder / "report.md").write_bytes(_pandoc(trees["gfm"], "--from=json", "--to=gfm", "--wrap=none"))


def _pandoc(given: bytes, *options: str, folder: Path | None = None) -> bytes:
    """What pandoc makes of the given bytes; `folder` is where it looks for pictures."""
    import pypandoc

    try:
        program = pypandoc.get_pandoc_path()
    except OSError as error:  # pypandoc without the pandoc that pypandoc-binary brings
        raise MissingExtraError("a report as PDF, DOCX or Markdown", "pypandoc-binary", "export") from error
    done = subprocess.run([program, *options], input=given, capture_output=True, check=False, cwd=folder)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise ReportError(f"pandoc failed ({' '.join(options)}): {said}")
    return done.stdout


def _pdf(title: str, body: str, figures: Sequence[page.Drawn]) -> bytes:
    import typst

    template = importlib.resources.files("quotelens.report.documents").joinpath("report.typ").read_text("utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "figures").mkdir()
        for figure in figures:
            drawing = charts.lettered(figure.svg, _SERIF)
            (Path(scratch) / "figures" / f"{figure.name}.svg").write_bytes(drawing.encode("utf-8", "replace"))
        main = Path(scratch) / "report.typ"
        main.write_text(f"{template}\n{body}", encoding="utf-8")
        try:
            made = typst.compile(
                str(main), root=scratch, format="pdf", sys_inputs={"title": title, "kicker": tree.KICKER}
            )
        except typst.TypstError as error:
            raise ReportError(f"typst could not set the PDF: {error}") from error
    return bytes(made)


def _docx(document: bytes, folder: Path) -> bytes:
    look = docx.styled(_pandoc(b"", "--print-default-data-file=reference.docx"))
    with tempfile.TemporaryDirectory() as scratch:
        reference = Path(scratch) / "reference.docx"
        reference.write_bytes(look)
        options = ("--from=json", "--to=docx", f"--reference-doc={reference}", "--output=-")
        return docx.finished(_pandoc(document, *options, folder=folder))
