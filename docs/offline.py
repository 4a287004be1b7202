"""No page of the built site loads anything from elsewhere: a reader without a network sees the same."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

LOADS = {  # what a browser fetches without being asked
    "audio": "src", "embed": "src", "iframe": "src", "img": "src", "image": "href", "link": "href", "object": "data",
    "script": "src", "source": "src", "video": "src",
}  # fmt: skip


class _Loads(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get(LOADS.get(tag, ""))
        if address and (address.startswith("//") or ":" in address.split("/")[0]) and not address.startswith("data:"):
            self.found.append(address)


def from_elsewhere(page: str) -> list[str]:
    """What an HTML page loads from another place than its own folder."""
    parser = _Loads()
    parser.feed(page)
    return parser.found


def check(app: Any, exception: Exception | None) -> None:
    """Stop the build at the first page that does (Sphinx's event `build-finished`)."""
    if exception is not None or app.builder.format != "html":
        return
    for page in sorted(Path(app.outdir).rglob("*.html")):
        for address in from_elsewhere(page.read_text(encoding="utf-8")):
            raise RuntimeError(f"{page}: loads {address}; the site must work without a network")
    for sheet in sorted(Path(app.outdir).rglob("*.css")):
        if "url(http" in sheet.read_text(encoding="utf-8").replace('"', "").replace("'", ""):
            raise RuntimeError(f"{sheet}: loads from the network; the site must work without one")
