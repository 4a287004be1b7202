"""A real browser for the tests of this folder: Debian's Chromium without a window or a network, driven by Playwright.

Where it is not installed these tests are skipped and say what to install. With QUOTELENS_BROWSER=1 in the environment,
as `.ci/run` sets it, they fail instead.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route

DATA = Path(__file__).parents[1] / "data"
PATIENCE = 60_000  # milliseconds that any one step may take: far more than it needs, for slow and busy machines
ON_DISK = "file:|data:|blob:"
# whatever acts calls this function, which nothing defines but these tests
SENTINEL = "window.acted = []; window.obeyed = what => { window.acted.push(what) }"

Open = Callable[..., "Page"]


def absent(what: str, mend: str) -> NoReturn:
    reason = f"tests in a browser need {what}: {mend}"
    if os.environ.get("QUOTELENS_BROWSER") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def program() -> str:
    """Chromium's path; asked for before anything is made that only a browser would look at."""
    if importlib.util.find_spec("playwright") is None:
        absent("Playwright", 'pip install "quotelens[test]"')
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        absent("Chromium", "apt-get install chromium")
    return found


# not for the session: as long as Playwright is there, its event loop is this thread's, and other tests need their own
@pytest.fixture(scope="module")
def browser(program: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # without its sandbox, which neither root nor most containers may build; /dev/shm is small in containers
        chromium = playwright.chromium.launch(
            executable_path=program, chromium_sandbox=False, args=["--disable-dev-shm-usage"], timeout=PATIENCE
        )
        yield chromium
        chromium.close()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What pages did that they should not have; a test that leaves any fails."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def open_page(browser: Browser, complaints: list[str]) -> Iterator[Open]:
    """Opens an address in a page that reaches nothing but `within` (a pattern), and listens to its complaints."""
    contexts: list[BrowserContext] = []

    def open_page(
        address: str, *, width: int = 1280, scheme: str = "light", policy: bool = True, within: str = ON_DISK
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=not policy
        )  # fmt: skip
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(SENTINEL)
        watch(context, complaints, within)
        page = context.new_page()
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def watch(context: BrowserContext, complaints: list[str], within: str) -> None:
    def refuse(route: Route) -> None:
        complaints.append(f"request: {route.request.url}")
        route.abort()

    def dismiss(dialog: Dialog) -> None:
        complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    context.route(re.compile(rf"^(?!{within})"), refuse)
    context.on("dialog", dismiss)
    context.on("weberror", lambda error: complaints.append(f"error: {error.error}"))
    context.on("console", lambda line: complaints.append(f"console: {line.text}") if line.type == "error" else None)


@pytest.fixture(scope="session")
def report(program: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a report on two articles: one of everyday, and one that tries to act wherever it is shown."""
    folder = tmp_path_factory.mktemp("study")
    articles = folder / "articles"
    shutil.copytree(DATA / "hostile", articles)
    shutil.copy(DATA / "ferry.txt", articles)
    if os.name != "nt":  # Windows has no such file names
        (articles / "<img src=x onerror=obeyed('file')>.txt").touch()
    command = [sys.executable, "-m", "quotelens", "report", str(articles), "-o", str(folder / "report")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / "report"
