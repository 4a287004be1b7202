"""The templates of a report's pages: everything put into them is escaped unless it is marked as safe HTML."""

from __future__ import annotations

import functools
import importlib.resources
from typing import Any

import jinja2
from markupsafe import Markup

from quotelens.report import inline, text
from quotelens.report.facts import Share
from quotelens.version import __version__

SIGN = '<meta name="generator" content="quotelens '  # in the head of every page
_FILES = importlib.resources.files("quotelens.report")


def render(template: str, **values: Any) -> str:
    """A page from its template (`page.html.j2`, ...) and what stands in it; a value that is missing is an error."""
    return _environment().get_template(template).render(**values)


@functools.cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: _FILES.joinpath(name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"visible": text.visible, "share": _share}
    environment.globals |= {
        "css": Markup(inline.CSS),
        "script": Markup(inline.SCRIPT),
        "policy": Markup(inline.POLICY),
        "sign": Markup(f'{SIGN}{__version__}">'),
    }
    return environment


def _share(share: Share) -> str:
    return text.with_interval(text.percent(share.value), text.percent_interval(share.low, share.high))
