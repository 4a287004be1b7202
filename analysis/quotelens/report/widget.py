"""The annotated reader in a notebook with a running kernel: an anywidget, for JupyterLab, VS Code and Colab.

A notebook that is run without anybody watching must hold no trace of a widget (its ids are drawn at random, and its
state is gone with the kernel). So the widget is shown only where a front end is known to watch; it comes as a second
output below the HTML, which it hides while it lives. A saved notebook thus always holds the HTML, and shows it where no
kernel runs.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.resources
import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from quotelens.corrections import append
from quotelens.errors import MissingExtraError, QuotelensError, ReportError
from quotelens.report.style import CSS


class ReaderWidget(Protocol):
    """The live reader.

    Attributes:
        corrections: Those made so far, in that order, as `quotelens.corrections` reads them. The list may be set.
        saved: How many of them, from the first on, are in a file.
        by: Who makes them; `""` for nobody in particular.
        path: The file that the button "Save" adds to; no button where it is `""`.
    """

    corrections: list[dict[str, Any]]
    saved: int
    by: str
    path: str
    model_id: str
    key: str

    def save(self, path: str | Path | None = None) -> int:
        """Add the corrections that are in no file yet to a file, by default `path`; returns how many these were.

        Raises:
            ReportError: no path was given, and the widget has none.
        """


_FILES = importlib.resources.files("quotelens.report")
SCRIPT = _FILES.joinpath("reader.js").read_text(encoding="utf-8")  # exports `render`; a report's page has it too
READER_CSS = _FILES.joinpath("reader.css").read_text(encoding="utf-8")
STATIC = "QUOTELENS_READER"  # environment variable; "static" shows no widgets, "widget" always does
# A saved notebook without a kernel: JupyterLab's word that the widget is gone, below the HTML that stands for it.
_GONE = ".jp-OutputArea-child:has([data-ql-static]) + .jp-OutputArea-child:has(.jupyter-widgets):not(:has(.ql-widget))"
_SESSIONS = ("JPY_SESSION_NAME", "COLAB_RELEASE_TAG")  # set by Jupyter's server for a notebook's kernel, and by Colab
_VSCODE = "__vsc_ipynb_file__"  # a name that VS Code puts into a notebook's kernel


def watched() -> bool:
    """Whether a front end is known to watch that can show widgets, and anywidget is there to make one.

    True in a kernel of JupyterLab, Notebook, VS Code or Colab, unless `unwatched` started it; the environment variable
    QUOTELENS_READER ("static" or "widget") says otherwise.
    """
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is None or getattr(shell, "kernel", None) is None or importlib.util.find_spec("anywidget") is None:
        return False
    wish = os.environ.get(STATIC)
    if wish in ("static", "widget"):
        return wish == "widget"
    return _VSCODE in shell.user_ns or any(name in os.environ for name in _SESSIONS)


@contextlib.contextmanager
def unwatched() -> Iterator[None]:
    """Kernels started within show no widgets, wherever this process itself was started from."""
    before = os.environ.get(STATIC)
    os.environ[STATIC] = "static"
    try:
        yield
    finally:
        if before is None:
            del os.environ[STATIC]
        else:
            os.environ[STATIC] = before


def of(html: str) -> ReaderWidget:
    """A reader's HTML as a widget.

    Raises:
        MissingExtraError: anywidget is not installed (extra `lab`).
    """
    made: ReaderWidget = _kind()(html=html)
    return made


def show(widget: ReaderWidget, html: str) -> None:
    """Display the HTML and, below it, the widget, which hides the HTML while it lives."""
    from IPython.display import display

    widget.key = widget.model_id
    style = f"<style>{_GONE} {{ display: none; }}</style>"
    static = {"text/html": f'{style}<div data-ql-static="{widget.key}">{html}</div>', "text/plain": "Reader"}
    display(static, raw=True)  # type: ignore[no-untyped-call]
    display(widget)  # type: ignore[no-untyped-call]


@functools.cache
def _kind() -> Any:
    """The widget's class; made when it is first needed, for anywidget is optional."""
    try:
        import anywidget
        import traitlets
    except ImportError as error:
        raise MissingExtraError("the live reader", "anywidget", "lab") from error

    class ReaderWidget(anywidget.AnyWidget):  # type: ignore[misc]  # its package has no types
        _esm = f"{SCRIPT}\nexport default {{ render }};\n"
        _css = CSS + READER_CSS
        html = traitlets.Unicode().tag(sync=True)
        corrections = traitlets.List(traitlets.Dict()).tag(sync=True)
        saved = traitlets.Int(0).tag(sync=True)
        by = traitlets.Unicode("").tag(sync=True)
        path = traitlets.Unicode("").tag(sync=True)
        told = traitlets.Unicode("").tag(sync=True)  # what became of a click on "Save"
        key = traitlets.Unicode("").tag(sync=True)  # of the HTML that it hides

        def __init__(self, **traits: Any) -> None:
            super().__init__(**traits)
            self.on_msg(self._asked)

        def save(self, path: str | Path | None = None) -> int:
            target = path or self.path
            if not target:
                raise ReportError("no file to save to: give save a path, or set the widget's")
            rows = self.corrections[self.saved :]
            append(target, rows)
            self.saved += len(rows)
            return len(rows)

        def _asked(self, _: Any, content: Any, buffers: Any) -> None:
            if content == "save":
                try:
                    n = self.save()
                    self.told = f"{n} saved to {self.path}"
                except (OSError, QuotelensError) as error:
                    self.told = f"Not saved: {error}"

    return ReaderWidget
