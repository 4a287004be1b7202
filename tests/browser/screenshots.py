"""The README's pictures, taken anew from a report: `python tests/browser/screenshots.py`, after `quotelens report`.

By default from `reports/derna/index.html`, written beside its folder: `derna.png`, 1280 pixels wide less the empty
margins, and `derna-400.png`, as on a telephone. Each shows the head of the page and the beginning of the article.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
COLOURS = 128  # of the palette: no colour of the page is seen to change, and a picture stays below 120 kB
HEIGHTS = {1280: 1700, 400: 1700}  # width of the window -> about how high its picture is
MARGIN = 24  # left around the page's column
LEADING = 4  # of what lies between two lines of the article, below the last

# the bottom of the last line of text that ends above a height
LAST_LINE = """([selector, limit]) => {
  const range = document.createRange();
  range.selectNodeContents(document.querySelector(selector));
  const ends = [...range.getClientRects()].map(line => line.bottom + window.scrollY).filter(end => end < limit);
  return Math.max(...ends);
}"""


def pictures(report: Path) -> list[Path]:
    """Writes both pictures of the report in a folder; their paths."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        sys.exit("pictures need Chromium: apt-get install chromium")
    written = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program)
        for width, height in HEIGHTS.items():
            page = chromium.new_page(viewport={"width": width, "height": height}, color_scheme="light")
            page.goto((report / "index.html").as_uri())
            path = report.with_name(report.name + ("" if width == 1280 else f"-{width}") + ".png")
            picture(page, height).save(path, optimize=True)
            written.append(path)
        chromium.close()
    return written


def picture(page: Page, height: int) -> Image.Image:
    """The head down to its numbers, and below it the article with its quotes, cut after a whole line."""
    body, counts, reader = (page.locator(where).first.bounding_box() for where in ("header", "dl.counts", ".ql-reader"))
    assert body is not None
    assert counts is not None
    assert reader is not None
    left = max(0, body["x"] - MARGIN)
    wide = min(body["width"] + 2 * MARGIN, page.viewport_size["width"])
    down = counts["y"] + counts["height"] - body["y"] + MARGIN
    head = {"x": left, "y": body["y"] - MARGIN, "width": wide, "height": down + 1}
    end = page.evaluate(LAST_LINE, [".ql-reader .ql-text", reader["y"] + height - down])
    article = {"x": left, "y": reader["y"], "width": wide, "height": end - reader["y"] + LEADING}
    parts = [
        Image.open(io.BytesIO(page.screenshot(clip=clip, full_page=True))).convert("RGB") for clip in (head, article)
    ]
    tall = sum(part.height + MARGIN for part in parts)
    whole = Image.new("RGB", (parts[0].width, tall), parts[0].getpixel((0, 0)))
    whole.paste(parts[0], (0, 0))
    whole.paste(parts[1], (0, parts[0].height + MARGIN))
    # not by the median, which has no place for the few dots of a source that is quoted once
    return whole.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


if __name__ == "__main__":
    for made in pictures(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "reports" / "derna"):
        print(f"wrote {made} ({made.stat().st_size / 1000:.0f} kB)")
