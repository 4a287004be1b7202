import json
import os
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest

from quotelens.errors import MissingExtraError, ReportError
from quotelens.report import notebooks, reader, widget
from quotelens.study import Study

pytest.importorskip("anywidget", reason='needs the extra lab: pip install "quotelens[lab]"')

ROW = {
    "action": "delete", "doc_id": "a", "sha256": "ab" * 32, "content": [[0, 19]],
    "by": None, "at": "2026-11-26", "note": None,
}  # fmt: skip


def test_a_reader_has_one_widget_with_its_html_and_the_script(study: Study) -> None:
    shown = reader(study, "a")
    live: Any = shown.widget
    assert shown.widget is live
    assert live.html == shown.html
    assert live._esm == f"{widget.SCRIPT}\nexport default {{ render }};\n"
    assert (live.corrections, live.saved, live.by, live.path) == ([], 0, "", "")


def test_the_script_parses_nothing_and_reaches_nothing() -> None:
    parsing = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|\beval\b|new Function"
    reaching = r"\bfetch\b|XMLHttpRequest|https?://|import\s*[({\"']|localStorage|document\.cookie"
    assert re.findall(rf"{parsing}|{reaching}", widget.SCRIPT) == []
    assert re.findall(r"url\(|@import|https?://", widget.READER_CSS) == []
    assert re.findall(r"^export (.*)\(", widget.SCRIPT, re.MULTILINE) == ["function start", "function render"]
    assert "</script" not in widget.SCRIPT  # a page holds it between its tags


def test_corrections_are_added_to_a_file_once(study: Study, tmp_path: Path) -> None:
    live = reader(study, "a").widget
    live.corrections = [ROW]
    path = tmp_path / "corrections.jsonl"
    assert live.save(path) == 1
    assert live.save(path) == 0
    live.corrections = [ROW, {**ROW, "action": "accept"}]
    live.path = str(path)
    assert live.save() == 1
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [row["action"] for row in rows] == ["delete", "accept"]
    assert rows[0] == ROW


def test_saving_wants_a_path(study: Study) -> None:
    with pytest.raises(ReportError, match="no file to save to: give save a path, or set the widget's"):
        reader(study, "a").widget.save()


def test_the_button_tells_what_became_of_it(study: Study, tmp_path: Path) -> None:
    live: Any = reader(study, "a").widget
    live.corrections = [ROW]
    live.path = str(tmp_path / "missing" / "corrections.jsonl")
    live._handle_custom_msg("save", [])
    assert live.told.startswith("Not saved: ")
    live.path = str(tmp_path / "corrections.jsonl")
    live._handle_custom_msg("save", [])
    assert live.told == f"1 saved to {live.path}"


def test_without_anywidget_the_error_says_what_to_install(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "anywidget", None)
    widget._kind.cache_clear()
    with pytest.raises(MissingExtraError, match=r'the live reader needs anywidget: pip install "quotelens\[lab\]"'):
        _ = reader(study, "a").widget
    widget._kind.cache_clear()


@pytest.mark.parametrize(
    ("kernel", "variables", "expected"),
    [
        (True, {"JPY_SESSION_NAME": "a.ipynb"}, True),  # JupyterLab
        (True, {"COLAB_RELEASE_TAG": "x"}, True),
        (True, {}, False),  # papermill, nbconvert, nbval: nobody looks
        (True, {"QUOTELENS_READER": "widget"}, True),
        (True, {"JPY_SESSION_NAME": "a.ipynb", "QUOTELENS_READER": "static"}, False),
        (False, {"JPY_SESSION_NAME": "a.ipynb", "QUOTELENS_READER": "widget"}, False),  # no notebook at all
    ],
)
def test_a_widget_is_shown_only_where_somebody_watches(
    kernel: bool, variables: dict[str, str], expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    started_with(kernel, {}, variables, monkeypatch)
    assert widget.watched() is expected


def test_vs_code_is_known_by_a_name_that_it_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    started_with(True, {"__vsc_ipynb_file__": "a.ipynb"}, {}, monkeypatch)
    assert widget.watched()
    monkeypatch.setenv("QUOTELENS_READER", "static")
    assert not widget.watched()


def started_with(
    kernel: bool, names: dict[str, str], variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = SimpleNamespace(kernel=object(), user_ns=names) if kernel else None
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    for name in ("JPY_SESSION_NAME", "COLAB_RELEASE_TAG", "QUOTELENS_READER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def test_a_headless_run_from_a_watched_notebook_holds_the_html_and_no_widget(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.save(tmp_path / "tables")
    source = "import quotelens as ql\nql.report.reader(ql.open_study('tables'), 'a')"
    cell = nbformat.v4.new_code_cell(source, id="c", metadata={"tags": []})
    node = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": {"name": "python3", "display_name": "x"}})
    (tmp_path / "01_x.ipynb").write_text(nbformat.writes(node), encoding="utf-8")
    monkeypatch.setenv("JPY_SESSION_NAME", "outer.ipynb")
    monkeypatch.delenv("QUOTELENS_READER", raising=False)
    ran = notebooks.run(tmp_path / "01_x.ipynb", cwd=tmp_path)
    [output] = ran.node.cells[0].outputs
    assert output.output_type == "execute_result"
    assert set(output.data) == {"text/html", "text/plain"}
    assert output.data["text/html"] == reader(study, "a")._repr_html_()
    assert "QUOTELENS_READER" not in os.environ


def test_a_watched_notebook_gets_the_html_and_the_widget_that_hides_it(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    import IPython.display

    displayed: list[Any] = []
    monkeypatch.setattr(IPython.display, "display", lambda shown, **options: displayed.append(shown))
    monkeypatch.setattr(widget, "watched", lambda: True)
    shown = reader(study, "a")
    shown._ipython_display_()
    still, live = displayed
    assert live is shown.widget
    assert still["text/html"].endswith(f'<div data-ql-static="{live.key}">{shown._repr_html_()}</div>')
    monkeypatch.setattr(widget, "watched", lambda: False)
    with pytest.raises(NotImplementedError):  # which tells IPython to show the HTML
        shown._ipython_display_()
