"""Reports: the notebooks run on a study and written out as a page, tables and figures with a manifest.

`views` are tables for reading, `charts` figures, `reader` and `readers` articles with their quotes marked, `header`
the line that says what made a notebook's outputs; the notebooks are made of these. `render` runs the notebooks and
writes the folder.
"""

from __future__ import annotations

from quotelens.report import charts, views
from quotelens.report.annotated import Reader, reader, readers
from quotelens.report.charts import Figure
from quotelens.report.check import differences
from quotelens.report.header import Header, header
from quotelens.report.notebooks import execute_in_place
from quotelens.report.output import FORMATS, need_extras, render
from quotelens.report.views import View

__all__ = [
    "FORMATS",
    "Figure",
    "Header",
    "Reader",
    "View",
    "charts",
    "differences",
    "execute_in_place",
    "header",
    "need_extras",
    "reader",
    "readers",
    "render",
    "views",
]
