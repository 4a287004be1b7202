"""The report's page as a reader has it: opened from disk in a browser without a network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

FERRY = (Path(__file__).parents[1] / "data" / "ferry.txt").read_text(encoding="utf-8")
HOSTILE = (Path(__file__).parents[1] / "data" / "hostile" / "hostile.txt").read_text(encoding="utf-8")


@pytest.fixture
def address(report: Path) -> str:
    """Of the report's first page."""
    return (report / "index.html").as_uri()


@pytest.fixture
def pages(report: Path) -> list[str]:
    """The addresses of all of the report's pages."""
    return [path.as_uri() for path in sorted(report.rglob("*.html"))]


@pytest.fixture
def open_reader(open_page: Any, report: Path) -> Any:
    """Opens the page that shows an article, in which certain words stand, with its quotes marked."""

    def open_reader(words: str, **options: Any) -> Locator:
        for path in sorted(report.rglob("*.html")):
            page = open_page(path.as_uri(), **options)
            shown = page.locator(".ql-reader", has_text=words)
            if shown.count():
                return shown
            page.close()
        raise AssertionError(f"no page shows an article with {words!r}")

    return open_reader


def choice(shown: Locator, name: str) -> Locator:
    """The control of the legend that chooses a source."""
    return shown.get_by_role("group", name="Who speaks").get_by_role("radio", name=name)


def quote(shown: Locator, words: str) -> Locator:
    return shown.locator("mark", has_text=words).first


def stands_out(mark: Locator) -> bool:
    return bool(mark.evaluate("node => getComputedStyle(node).backgroundColor !== 'rgba(0, 0, 0, 0)'"))


def serious(page: Page) -> list[str]:
    """What axe-core finds against the rules for accessible pages, of those impacts that shut people out."""
    from axe_playwright_python.sync_playwright import Axe

    violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:200]}"
        for one in violations
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


class TestPage:
    def test_it_has_one_title_its_landmarks_and_a_heading_for_every_section(self, open_page: Any, address: str) -> None:
        page = open_page(address)
        assert page.get_by_role("heading", level=1).all_inner_texts() == ["Who speaks in 2 articles"]
        assert page.title() == "Who speaks in 2 articles · quotelens"
        for landmark in ("banner", "main"):
            assert page.get_by_role(landmark).count() == 1
        assert (
            contents(page).all_inner_texts()
            == page.get_by_role("main").get_by_role("heading", level=2).all_inner_texts()
        )
        assert contents(page).count() >= 6

    def test_every_link_of_the_contents_leads_to_its_section(self, open_page: Any, address: str) -> None:
        page = open_page(address)
        for link in contents(page).all():
            link.click()
            heading = page.get_by_role("main").get_by_role("heading", level=2, name=link.inner_text(), exact=True)
            top = heading.evaluate("node => node.getBoundingClientRect().top")
            assert 0 <= top < 900

    def test_the_first_key_leads_past_the_contents(self, open_page: Any, address: str) -> None:
        page = open_page(address)
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to the report")
        assert skip.evaluate("node => node === document.activeElement")
        box = skip.bounding_box()
        assert box["x"] >= 0
        assert box["y"] >= 0
        page.keyboard.press("Enter")
        page.wait_for_function("Math.abs(document.querySelector('main').getBoundingClientRect().top) < 50")

    def test_code_is_folded_away_until_it_is_asked_for(self, open_page: Any, address: str) -> None:
        page = open_page(address)
        code = page.get_by_text("ql.report.readers(study)")
        assert not code.is_visible()
        fold = page.locator("#\\30 2_who_speaks").get_by_text("Show the code of this section")
        fold.focus()
        page.keyboard.press("Enter")
        assert code.is_visible()

    def test_it_prints(self, open_reader: Any, address: str) -> None:
        shown = open_reader("Port Ellery puts off")
        page = shown.page
        printed = page.pdf(format="A4")
        assert printed.startswith(b"%PDF")
        assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) < 60
        page.emulate_media(media="print")
        assert shown.get_by_text("We heard you").is_visible()
        assert not choice(shown, "Tom Ashford").is_visible()  # nothing to click on paper
        page.goto(address)
        assert not page.get_by_role("navigation", name="Contents").is_visible()


def contents(page: Page) -> Locator:
    """The links of the contents that stay on the page."""
    return page.get_by_role("navigation", name="Contents").locator("a[href^='#']")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
class TestEveryScreen:
    def test_nobody_is_shut_out(self, open_page: Any, pages: list[str], width: int, scheme: str) -> None:
        for address in pages:
            assert serious(open_page(address, width=width, scheme=scheme)) == []

    def test_no_page_scrolls_sideways(self, open_page: Any, pages: list[str], width: int, scheme: str) -> None:
        for address in pages:
            page = open_page(address, width=width, scheme=scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= width

    def test_no_label_of_a_figure_lies_over_another_or_is_cut(
        self, open_page: Any, address: str, width: int, scheme: str
    ) -> None:
        figures = open_page(address, width=width, scheme=scheme).get_by_role("figure")
        assert figures.count() >= 4
        for figure in figures.all():
            assert figure.evaluate(CROWDED) == []


# pairs of labels that share more than a hairline, and labels that reach out of their figure
CROWDED = """figure => {
  const frame = figure.querySelector('svg').getBoundingClientRect();
  const labels = [...figure.querySelectorAll('svg text')].filter(label => label.textContent.trim());
  const boxes = labels.map(label => label.getBoundingClientRect());
  const crowded = [];
  boxes.forEach((a, i) => {
    if (a.left < frame.left - 1 || a.right > frame.right + 1 || a.bottom > frame.bottom + 1)
      crowded.push(labels[i].textContent + ' is cut');
    boxes.slice(i + 1).forEach((b, j) => {
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 1 && high > 3) crowded.push(labels[i].textContent + ' | ' + labels[i + 1 + j].textContent);
    });
  });
  return crowded;
}"""


class TestReader:
    def test_a_click_on_a_source_shows_its_quotes_and_loses_the_others(self, open_reader: Any) -> None:
        shown = open_reader("Port Ellery puts off")
        keller, ashford = quote(shown, "We heard you"), quote(shown, "Our boats were")
        assert stands_out(keller)
        assert stands_out(ashford)
        choice(shown, "Tom Ashford").click()
        assert not stands_out(keller)
        assert stands_out(ashford)
        choice(shown, "All sources").click()
        assert stands_out(keller)

    def test_keys_alone_choose_a_source(self, open_reader: Any) -> None:
        shown = open_reader("Port Ellery puts off")
        keys, wanted = shown.page.keyboard, choice(shown, "Tom Ashford")
        for _ in range(99):  # to the legend
            if choice(shown, "All sources").evaluate(FOCUSED):
                break
            keys.press("Tab")
        for _ in range(20):  # and in it
            if wanted.evaluate(FOCUSED):
                break
            keys.press("ArrowDown")
        assert wanted.evaluate(FOCUSED)
        assert wanted.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
        assert not stands_out(quote(shown, "We heard you"))
        assert stands_out(quote(shown, "Our boats were"))

    def test_a_choice_in_one_article_leaves_another_alone(self, open_reader: Any) -> None:
        shown = open_reader("Port Ellery puts off")
        choice(shown, "Tom Ashford").click()
        assert stands_out(quote(open_reader("run backwards here"), "run backwards here"))

    def test_a_quote_says_whose_it_is(self, open_reader: Any) -> None:
        shown = open_reader("Port Ellery puts off")
        mark = quote(shown, "Our boats were")
        mark.hover()
        told = mark.get_attribute("title") or shown.page.locator(".ql-card:popover-open").inner_text()
        assert "Tom Ashford" in told
        assert "direct" in told

    def test_the_text_is_the_article_s_character_for_character(self, open_reader: Any) -> None:
        for written in (FERRY, HOSTILE):
            shown = open_reader(written[-60:].strip()).locator(".ql-text")
            assert shown.evaluate("node => node.textContent") == written


FOCUSED = "node => node === document.activeElement"


class TestTextStaysText:
    """Everything of an article that tries to act is shown as it was written, and does nothing."""

    @pytest.mark.parametrize("policy", [True, False], ids=["as it is", "without its content security policy"])
    def test_nothing_in_an_article_acts(self, open_page: Any, pages: list[str], policy: bool) -> None:
        for address in pages:
            page = open_page(address, policy=policy)
            for mark in page.locator("mark").all():
                mark.hover(force=True)  # whatever of another quote lies over it
                mark.click(force=True)
                page.keyboard.press("Escape")
            for fold in page.locator("summary").all():
                fold.click()
            assert page.evaluate("window.acted") == []
            assert page.url.split("#")[0] == address
            strange = [one for one in page.evaluate(STRANGERS) if "obeyed" in one or "example.org" in one]
            assert [one for one in strange if not one.startswith(OWN)] == []
            assert page.evaluate(ATTRIBUTES) == []

    def test_it_is_all_there(self, open_reader: Any) -> None:
        shown = open_reader("run backwards here")
        for written in ("<script>obeyed('script')</script>", "<img src=x onerror=obeyed('img')>", "{{ 7 * 7 }}", "]]>"):
            assert shown.locator(".ql-text").get_by_text(written).first.is_visible()
        assert choice(shown, "Ada <svg onload=obeyed('name')> \"Mora\" </style>").is_visible()
        outlet = shown.page.get_by_text("The <img src=x onerror=obeyed('outlet')> Post")
        assert outlet.filter(visible=True).count() > 0

    def test_these_tests_would_see_it_act(self, open_page: Any, complaints: list[str], tmp_path: Path) -> None:
        (tmp_path / "raw.html").write_text(f"<!DOCTYPE html><title>x</title><body>{BARE}", encoding="utf-8")
        page = open_page((tmp_path / "raw.html").as_uri())
        page.wait_for_function("window.acted.length === 2")
        assert sorted(page.evaluate("window.acted")) == ["img", "script"]
        assert page.evaluate(ATTRIBUTES) == ["onerror", "href"]
        assert len([one for one in page.evaluate(STRANGERS) if "obeyed" in one or "example.org" in one]) == 4
        assert any(one.startswith("image-alt (critical): <img") for one in serious(page))
        assert {one.split(":")[0] for one in complaints} == {"request", "dialog", "error", "console"}
        complaints.clear()


BARE = (
    "<script>obeyed('script')</script><img src=x onerror=obeyed('img')><a href=\"javascript:obeyed('link')\">x</a>"
    "<script>alert('dialog')</script><script>nowhere()</script><script src='https://example.org/x.js'></script>"
)
# elements that load, act or lead elsewhere: a script or style whole, of others the tag
STRANGERS = """[...document.querySelectorAll(
  'script, style, img, iframe, object, embed, form, base, link, meta, a, button:not([class]), textarea'
)].map(node => node.matches('script, style') ? node.outerHTML : node.cloneNode(false).outerHTML)"""
# a link to the report's index, its articles chosen by a source's name, percent-encoded
OWN = ('<a href="index.html#source=', '<a href="../index.html#source=')
# attributes that carry code, wherever they are
ATTRIBUTES = """[...document.querySelectorAll('*')].flatMap(node => [...node.attributes].filter(attribute =>
  attribute.name.startsWith('on') || attribute.value.trim().toLowerCase().startsWith('javascript:')
).map(attribute => attribute.name))"""
