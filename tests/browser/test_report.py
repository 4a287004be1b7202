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
    """Of the page that shows both articles."""
    return (report / "index.html").as_uri()


def reader(page: Page, title: str) -> Locator:
    return page.locator(".ql-reader", has_text=title)


def choice(shown: Locator, name: str) -> Locator:
    """The control of the legend that chooses a source."""
    legend = shown.get_by_role("group", name="Who speaks")
    return legend.get_by_role("radio", name=name).or_(legend.get_by_role("button", name=name)).first


def stands_out(shown: Locator, words: str) -> bool:
    """Whether the quote that begins with these words is tinted."""
    mark = shown.get_by_role("mark").filter(has_text=words).first
    style: dict[str, str] = mark.evaluate("node => ({...getComputedStyle(node)})")
    return style["backgroundColor"] not in ("rgba(0, 0, 0, 0)", "transparent") and style["opacity"] == "1"


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
        assert [heading.inner_text() for heading in page.get_by_role("heading", level=1).all()] == [
            "Who speaks in 2 articles"
        ]
        assert page.title() == "Who speaks in 2 articles · quotelens"
        for landmark in ("banner", "main"):
            assert page.get_by_role(landmark).count() == 1
        links = page.get_by_role("navigation", name="Contents").get_by_role("link")
        headings = page.get_by_role("main").get_by_role("heading", level=2)
        assert links.all_inner_texts() == headings.all_inner_texts()
        assert len(links.all()) >= 6

    def test_every_link_of_the_contents_leads_to_its_section(self, open_page: Any, address: str) -> None:
        page = open_page(address)
        for link in page.get_by_role("navigation", name="Contents").get_by_role("link").all():
            link.click()
            heading = page.get_by_role("main").get_by_role("heading", level=2, name=link.inner_text(), exact=True)
            top = heading.evaluate("node => node.getBoundingClientRect().top")
            assert 0 <= top < page.viewport_size["height"]

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

    def test_it_prints(self, open_page: Any, address: str) -> None:
        page = open_page(address)
        printed = page.pdf(format="A4")
        assert printed.startswith(b"%PDF")
        assert 5 <= len(re.findall(rb"/Type\s*/Page\b", printed)) < 60
        page.emulate_media(media="print")
        assert not page.get_by_role("navigation", name="Contents").is_visible()
        assert reader(page, "Port Ellery puts off").get_by_text("We heard you").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
class TestEveryScreen:
    def test_nobody_is_shut_out(self, open_page: Any, address: str, width: int, scheme: str) -> None:
        page = open_page(address, width=width, scheme=scheme)
        assert serious(page) == []

    def test_the_page_never_scrolls_sideways(self, open_page: Any, address: str, width: int, scheme: str) -> None:
        page = open_page(address, width=width, scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    def test_no_label_of_a_figure_lies_over_another_or_is_cut(
        self, open_page: Any, address: str, width: int, scheme: str
    ) -> None:
        page = open_page(address, width=width, scheme=scheme)
        figures = page.get_by_role("figure")
        assert figures.count() == 4
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
    def test_a_click_on_a_source_shows_its_quotes_and_loses_the_others(self, open_page: Any, address: str) -> None:
        shown = reader(open_page(address), "Port Ellery puts off")
        assert stands_out(shown, "We heard you")
        assert stands_out(shown, "Our boats were")
        choice(shown, "Tom Ashford").click()
        assert not stands_out(shown, "We heard you")
        assert stands_out(shown, "Our boats were")
        choice(shown, "All sources").click()
        assert stands_out(shown, "We heard you")

    def test_keys_alone_choose_a_source(self, open_page: Any, address: str) -> None:
        page = open_page(address)
        shown = reader(page, "Port Ellery puts off")
        wanted = choice(shown, "Tom Ashford")
        focused = "node => node === document.activeElement"
        within = "node => node.contains(document.activeElement)"
        for _ in range(60):  # to the legend
            if shown.evaluate(within):
                break
            page.keyboard.press("Tab")
        for _ in range(20):  # and in it: the arrows go from radio button to radio button, tabs between other controls
            if wanted.evaluate(focused):
                break
            radio = page.evaluate("document.activeElement.type === 'radio'")
            page.keyboard.press("ArrowDown" if radio else "Tab")
        assert wanted.evaluate(focused)
        assert wanted.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
        page.keyboard.press("Space")
        assert not stands_out(shown, "We heard you")
        assert stands_out(shown, "Our boats were")

    def test_a_choice_in_one_article_leaves_the_other_alone(self, open_page: Any, address: str) -> None:
        page = open_page(address)
        choice(reader(page, "Port Ellery puts off"), "Tom Ashford").click()
        assert stands_out(reader(page, "run backwards here"), "run backwards here")

    def test_a_quote_under_the_pointer_says_whose_it_is(self, open_page: Any, address: str) -> None:
        shown = reader(open_page(address), "Port Ellery puts off")
        mark = shown.get_by_role("mark").filter(has_text="Our boats were").first
        mark.hover()
        assert "Tom Ashford: direct quote" in mark.get_attribute("title")

    def test_the_text_is_the_article_s_character_for_character(self, open_page: Any, address: str) -> None:
        texts = open_page(address).locator(".ql-text").evaluate_all("nodes => nodes.map(node => node.textContent)")
        assert texts == [FERRY, HOSTILE]


class TestTextStaysText:
    """Everything of an article that tries to act is shown as it was written, and does nothing."""

    @pytest.mark.parametrize("policy", [True, False], ids=["as it is", "without its content security policy"])
    def test_nothing_in_an_article_acts(self, open_page: Any, report: Path, policy: bool) -> None:
        for path in sorted(report.rglob("*.html")):
            page = open_page(path.as_uri(), policy=policy)
            for quote in page.get_by_role("mark").all():
                quote.hover()
                quote.click()
            assert page.evaluate("window.acted") == []
            assert page.url == path.as_uri()
            strangers = "script, img, iframe, object, embed, form, base, link, body style, [http-equiv=refresh]"
            found = page.locator(strangers).evaluate_all("nodes => nodes.map(node => node.outerHTML)")
            assert [one for one in found if "obeyed" in one or not one.startswith("<style>")] == []
            assert page.evaluate(ATTRIBUTES) == []

    def test_it_is_all_there(self, open_page: Any, address: str) -> None:
        page = open_page(address)
        shown = reader(page, "run backwards here")
        for written in ("<script>obeyed('script')</script>", "<img src=x onerror=obeyed('img')>", "{{ 7 * 7 }}", "]]>"):
            assert shown.get_by_text(written).first.is_visible()
        assert choice(shown, "Ada <svg onload=obeyed('name')> \"Mora\" </style>").is_visible()
        assert page.get_by_text("The <img src=x onerror=obeyed('outlet')> Post").first.is_visible()

    def test_these_tests_would_see_it_act(self, open_page: Any, complaints: list[str], tmp_path: Path) -> None:
        (tmp_path / "raw.html").write_text(f"<!DOCTYPE html><title>x</title><body>{BARE}", encoding="utf-8")
        page = open_page((tmp_path / "raw.html").as_uri())
        page.wait_for_function("window.acted.length === 2")
        assert sorted(page.evaluate("window.acted")) == ["img", "script"]
        assert page.evaluate(ATTRIBUTES) == ["onerror", "href"]
        assert any(one.startswith("image-alt (critical): <img") for one in serious(page))
        assert {one.split(":")[0] for one in complaints} == {"request", "dialog", "error", "console"}
        complaints.clear()


BARE = (
    "<script>obeyed('script')</script><img src=x onerror=obeyed('img')><a href=\"javascript:obeyed('link')\">x</a>"
    "<script>alert('dialog')</script><script>nowhere()</script><script src='https://example.org/x.js'></script>"
)
# attributes that carry code, wherever they are
ATTRIBUTES = """[...document.querySelectorAll('*')].flatMap(node => [...node.attributes].filter(attribute =>
  attribute.name.startsWith('on') || attribute.value.trim().toLowerCase().startsWith('javascript:')
).map(attribute => attribute.name))"""
