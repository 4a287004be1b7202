"""Executed notebooks -> one page of HTML that needs nothing but itself: no font, no picture, no script from elsewhere.

The page carries a content security policy that forbids all of these and admits the one script that it holds itself (see
`inline`), so that nothing an article contains can act even if it slipped through the escaping.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from quotelens.report import articles, facts, references, shown, summary, templates, text
from quotelens.report.notebooks import INJECTED, Notebook
from quotelens.report.style import STYLE

if TYPE_CHECKING:
    from quotelens.study import Study


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure as found in a notebook's outputs (see `charts.Figure`)."""

    name: str
    title: str
    alt: str
    svg: str = field(repr=False)
    csv: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Section:
    """A notebook as a section of the page: its heading, its safe HTML, what opens it (its method) and its code."""

    id: str
    title: str
    body: Markup = field(repr=False)
    method: Markup = field(repr=False)
    code: str = field(repr=False)
    version: str


def html(study: Study, ran: Sequence[Notebook], manifest: dict[str, Any], index: articles.Index | None = None) -> str:
    """The page of a report.

    Args:
        study: What is reported on; heads the page in plain sentences.
        ran: The notebooks with their outputs, in order.
        manifest: What the report was made from (see `manifest.build`); ends the page, without its environment.
        index: The articles and their pages, where there are several.
    """
    numbers = {figure.name: k for k, figure in enumerate(figures(ran), start=1)}
    found = shown.tables(ran)
    return templates.render(
        "page.html.j2",
        title=text.shorten(summary.headline(study), 160),
        sentences=[text.visible(sentence) for sentence in summary.sentences(study)],
        counts=_counts(study),
        index=index,
        folder=articles.FOLDER,
        sections=[_section(notebook, numbers, found) for notebook in ran],
        references=references.gathered(),
        manifest=manifest,
        tables=list(study.frames),
    )


def figures(ran: Sequence[Notebook]) -> list[Drawn]:
    """The figures among the notebooks' outputs, in order."""
    return [
        figure
        for notebook in ran
        for cell in notebook.node.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if (figure := drawn(output)) is not None
    ]


def drawn(output: Any) -> Drawn | None:
    """The figure that an output shows; `None` if it shows something else."""
    about = output.get("metadata", {}).get("quotelens", {})
    if "figure" not in about:
        return None
    svg = output["data"]["image/svg+xml"]
    return Drawn(about["figure"], about["title"], about["alt"], svg, about["csv"])


def _counts(study: Study) -> list[tuple[str, str]]:
    named = facts.corpus_shares(study)["named"]
    counts = {
        "article": len(study.articles),
        "quote": len(study.quotes),
        "source": study.quotes["source_id"].nunique(),
    }
    shown = [(name if n == 1 else f"{name}s", f"{n:,}") for name, n in counts.items()]
    return [*shown, ("of quotes from named sources", text.percent(named.value))]


def _section(notebook: Notebook, numbers: dict[str, int], found: dict[int, shown.Table]) -> Section:
    title, method, parts, code = notebook.name, "", [], []
    for cell in notebook.node.cells:
        if cell.cell_type == "markdown":
            source = cell.source
            heading = re.match(r"# (.+)\n?", source)
            if heading:
                title, source = heading.group(1).strip(), source[heading.end() :]
                method = _markdown(source)
            parts.append(f'<div class="prose">{_markdown(source)}</div>')
        elif cell.cell_type == "code":
            if "parameters" not in cell.metadata.get("tags", []) or cell.id == INJECTED:
                code.append(cell.source)
            parts += [_output(output, numbers, found.get(id(output))) for output in cell.outputs]
    return Section(notebook.name, title, Markup("\n".join(parts)), Markup(method), "\n\n".join(code), notebook.version)


def _markdown(source: str) -> str:
    """Markdown as HTML, headings one level down; HTML in it is shown, not obeyed."""
    import mistune

    rendered = str(mistune.create_markdown(escape=True)(source))
    return re.sub(r"<(/?)h([1-5])>", lambda match: f"<{match[1]}h{int(match[2]) + 1}>", rendered)


def _output(output: Any, numbers: dict[str, int], table: shown.Table | None) -> str:
    figure = drawn(output)
    if figure is not None:
        return (
            f'<figure class="drawn" id="figure-{numbers[figure.name]}">{figure.svg}'
            f"<figcaption><b>Figure {numbers[figure.name]}.</b> {text.escape(figure.title)}.{_files(figure.name)}"
            "</figcaption></figure>"
        )
    if output.output_type == "stream":
        return f"<pre>{text.escape(output.text)}</pre>"
    data = output.get("data", {})
    if "text/html" in data:
        # views and readers bring the style sheet along for JupyterLab; the page has it once, in its head
        return str(data["text/html"].removeprefix(STYLE)) + _download(table)
    return f"<pre>{text.escape(str(data.get('text/plain', '')))}</pre>"


def _files(figure: str) -> str:
    """Where a figure lies beside the page."""
    links = [f'<a href="figures/{figure}.{kind}" download>{kind.upper()}</a>' for kind in ("svg", "png")]
    return f' <span class="ql-files">{" ".join(links)} <a href="figures/{figure}.csv" download>data (CSV)</a></span>'


def _download(table: shown.Table | None) -> str:
    """Where a table lies beside the page, and where all of it does; nothing for what is no table or has no row."""
    if table is None or not table.rows:
        return ""
    links = [f'<a href="views/{table.name}.csv" download>this table (CSV)</a>']
    if table.whole:
        links.append(f'<a href="tables/{table.whole}.csv" download>all of the study’s {table.whole} (CSV)</a>')
    return f'<p class="ql-files">{" ".join(links)}</p>'
