"""quotelens reads news articles and tells who is speaking, in what tone, and how far the sources can be relied on.

import quotelens as ql

quotes = ql.attribute("... text ...")
study = ql.analyse("seeds/")
study.report("reports/")
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from quotelens.version import __version__

if TYPE_CHECKING:
    from quotelens import certainty as certainty
    from quotelens import claims as claims
    from quotelens import corrections as corrections
    from quotelens import exchange as exchange
    from quotelens import reliability as reliability
    from quotelens import report as report
    from quotelens import sentiment as sentiment
    from quotelens import tables as tables
    from quotelens.corpus import read as read_corpus
    from quotelens.records import Article, Quote, Source, Span
    from quotelens.settings import Settings
    from quotelens.study import Study, analyse, attribute, open_study

# Names are imported when first used: a script that only asks for `Span` loads no pandas and no model.
_HOMES = {
    "Article": "records",
    "Quote": "records",
    "Settings": "settings",
    "Source": "records",
    "Span": "records",
    "Study": "study",
    "analyse": "study",
    "attribute": "study",
    "open_study": "study",
    "read_corpus": "corpus",
}
_MODULES = ("certainty", "claims", "corrections", "exchange", "reliability", "report", "sentiment", "tables")

__all__ = [
    "Article",
    "Quote",
    "Settings",
    "Source",
    "Span",
    "Study",
    "__version__",
    "analyse",
    "attribute",
    "certainty",
    "claims",
    "corrections",
    "exchange",
    "open_study",
    "read_corpus",
    "reliability",
    "report",
    "sentiment",
    "tables",
]


if not TYPE_CHECKING:  # a type checker knows the names from above, and would take any other for one that is here

    def __getattr__(name: str) -> Any:
        if name in _MODULES:
            return importlib.import_module(f"quotelens.{name}")
        if name in _HOMES:
            home = importlib.import_module(f"quotelens.{_HOMES[name]}")
            return getattr(home, "read" if name == "read_corpus" else name)
        raise AttributeError(f"module 'quotelens' has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
