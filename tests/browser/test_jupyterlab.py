"""The notebooks as a researcher has them: opened in JupyterLab itself, in a browser, and run from its menu."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
HOSTILE = (ROOT / "tests" / "data" / "hostile" / "hostile.txt").read_text(encoding="utf-8")
PATIENCE = 120  # seconds for the server to start, or a notebook to run: ten times what either takes

# every code cell has its number, or one has failed
RAN = """n => {
  const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(node => node.textContent);
  const failed = document.querySelector('[data-mime-type="application/vnd.jupyter.error"]');
  return failed || (prompts.length === n && prompts.every((prompt, k) => prompt === `[${k + 1}]:`));
}"""


@dataclass(frozen=True)
class Server:
    """A running JupyterLab: its address, the token that it wants, and the folder that it shows."""

    url: str
    token: str
    folder: Path

    def address(self, notebook: str) -> str:
        workspace = notebook.replace("/", "-").removesuffix(".ipynb")  # of its own: no notebook brings others back
        return f"{self.url}lab/workspaces/{workspace}/tree/{notebook}?token={self.token}"

    def ask(self, path: str, method: str = "GET") -> Any:
        request = urllib.request.Request(
            f"{self.url}api/{path}", method=method, headers={"Authorization": f"token {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read() or "null")

    def code_cells(self, notebook: str) -> list[dict[str, Any]]:
        cells = json.loads((self.folder / notebook).read_text(encoding="utf-8"))["cells"]
        return [cell for cell in cells if cell["cell_type"] == "code"]


@pytest.fixture(scope="module")
def server(browser: object, report: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """JupyterLab on a copy of the notebooks without their outputs, and of the report on the article that acts."""
    place = tmp_path_factory.mktemp("lab")
    folder = place / "study"
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    shutil.copytree(ROOT / "tests" / "data" / "harbour", folder / "tests" / "data" / "harbour")
    shutil.copytree(report, folder / "report")
    (folder / "notebooks").mkdir()
    for name in NOTEBOOKS:
        node = json.loads((ROOT / "notebooks" / name).read_text(encoding="utf-8"))
        for cell in node["cells"]:
            if cell["cell_type"] == "code":
                cell.update(outputs=[], execution_count=None)
        (folder / "notebooks" / name).write_text(json.dumps(node), encoding="utf-8")
    token = "only-these-tests"
    with (place / "log").open("w+", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
             f"--ServerApp.port={free_port()}", f"--ServerApp.root_dir={folder}",
             # so that it goes even if these tests are killed
             "--ServerApp.shutdown_no_activity_timeout=600", "--MappingKernelManager.cull_idle_timeout=300"],
            cwd=folder, env=environment(place, token), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            yield Server(started(process, place), token, folder)
        finally:
            process.terminate()  # it shuts its kernels down on the way
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def environment(place: Path, token: str) -> dict[str, str]:
    """Nothing of a user's own JupyterLab, and no question whether it may fetch news."""
    settings = place / "settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"fetchNews": "false", "checkForUpdates": false}', encoding="utf-8")
    folders = {
        "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces", "IPYTHONDIR": "ipython",
    }  # fmt: skip
    return {**os.environ, **{name: str(place / where) for name, where in folders.items()}, "JUPYTER_TOKEN": token}


def started(process: subprocess.Popen[bytes], place: Path) -> str:
    """The address of the server, once it answers."""
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        for path in (place / "runtime").glob("jpserver-*.json"):
            try:
                url = json.loads(path.read_text(encoding="utf-8"))["url"]
                urllib.request.urlopen(f"{url}api", timeout=5).close()
            except (ValueError, OSError):  # half written, or not listening yet
                continue
            return str(url)
        time.sleep(0.2)
    raise AssertionError(f"JupyterLab did not start:\n{(place / 'log').read_text(encoding='utf-8')}")


@pytest.fixture
def show(server: Server, open_page: Any) -> Iterator[Any]:
    """Opens a notebook; afterwards its kernel is shut down, so that there is never more than one."""

    def show(notebook: str) -> Page:
        page: Page = open_page(server.address(notebook), within=rf"file:|data:|blob:|{server.url}")
        page.locator(".jp-Notebook").wait_for()
        page.get_by_text("| Idle").wait_for()  # in the status bar; what runs before that is dropped
        return page

    yield show
    for session in server.ask("sessions"):
        server.ask(f"sessions/{session['id']}", "DELETE")


def pick(page: Page, menu: str, entry: str) -> None:
    page.get_by_role("menuitem", name=menu, exact=True).click()
    page.get_by_role("menu").get_by_text(entry, exact=True).click()  # its name has the keys too ("Ctrl+S")


def run_all(page: Page, server: Server, notebook: str) -> list[dict[str, Any]]:
    """Runs the notebook from the menu to its end and saves it; its code cells as saved."""
    pick(page, "Run", "Run All Cells")
    page.wait_for_function(RAN, arg=len(server.code_cells(notebook)), timeout=1000 * PATIENCE)
    before = (server.folder / notebook).stat().st_mtime_ns
    pick(page, "File", "Save Notebook")
    until = time.monotonic() + PATIENCE
    while (server.folder / notebook).stat().st_mtime_ns == before:
        assert time.monotonic() < until, "the notebook was not saved"
        page.wait_for_timeout(100)
    return server.code_cells(notebook)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_from_the_menu_to_its_end_without_an_error(show: Any, server: Server, name: str) -> None:
    notebook = f"notebooks/{name}"
    cells = run_all(show(notebook), server, notebook)
    outputs = [output for cell in cells for output in cell["outputs"]]
    assert [one for one in outputs if one["output_type"] in ("error", "stream")] == []
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    assert any("text/html" in one.get("data", {}) for one in outputs)


def test_the_reader_or_its_widget_is_seen_and_works(show: Any, server: Server) -> None:
    notebook = "report/notebooks/02_who_speaks.ipynb"
    page = show(notebook)
    run_all(page, server, notebook)
    shown = page.locator(".ql-reader", has_text="Port Ellery puts off").filter(visible=True)
    shown.scroll_into_view_if_needed()
    assert shown.is_visible()
    tint = "node => getComputedStyle(node).backgroundColor"
    keller, ashford = (shown.locator("mark", has_text=words).first for words in ("We heard you", "Our boats were"))
    assert keller.evaluate(tint) != "rgba(0, 0, 0, 0)"
    shown.get_by_role("group", name="Who speaks").get_by_role("radio", name="Tom Ashford").click()
    assert keller.evaluate(tint) == "rgba(0, 0, 0, 0)"
    assert ashford.evaluate(tint) != "rgba(0, 0, 0, 0)"


def test_an_article_that_tries_to_act_stays_text(show: Any, server: Server, report: Path) -> None:
    notebook = "report/notebooks/received.ipynb"
    shutil.copy(report / "notebooks" / "02_who_speaks.ipynb", server.folder / notebook)
    page = show(notebook)
    text = page.locator(".ql-text", has_text="run backwards here").filter(visible=True)
    text.wait_for()  # as received: its outputs are not trusted, and no cell has run
    assert text.evaluate("node => node.textContent") == HOSTILE
    assert page.evaluate("window.acted") == []
    run_all(page, server, notebook)
    text.scroll_into_view_if_needed()
    assert text.evaluate("node => node.textContent") == HOSTILE  # nor are its dollars taken for formulas
    for quote in text.locator("mark").all():
        quote.hover(force=True)
    assert page.evaluate("window.acted") == []
    outputs = page.locator(".jp-OutputArea-output")
    assert outputs.locator("script, iframe, form, base, link, [onload], [onerror], [href^='javascript:']").count() == 0
    assert outputs.locator("mjx-container").count() == 0
