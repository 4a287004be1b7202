"""The index of a report on many articles in a real browser: filters by keyboard, address and Back, and links both ways.

The browser is that of `conftest`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pandas as pd
import pytest

from quotelens import reliability, sentiment, tables
from quotelens.records import Article, Quote, Source, Span
from quotelens.report import articles, page
from quotelens.study import Study

PATIENCE = 60_000  # milliseconds; far more than any step needs


def study() -> Study:
    """Five articles of one quote each, and two sources by the name of Ann, one within the other's name."""
    ann, hannah, ong = "Ann", "Hannah Citroën", "<b>Ong</b> & 'Sons'"
    about = [
        ("a", "Bridge <i>closed</i>", "The Post", "2021-01-05", "ann"),
        ("b", "Bridge open", "The Post", "2021-02", "hannah"),
        ("c", "Rain", 'Gazette & "Mail"', "2021-03-09", "hannah"),
        ("d", "Sun", 'Gazette & "Mail"', "last May", "ong"),
        ("e", "Snow", None, None, "ong"),
    ]
    body = "It rains, she said."
    made = [Article.from_text(body, i, title=title, outlet=outlet, published=day) for i, title, outlet, day, _ in about]
    quotes = [
        Quote(f"{i}:0", i, 0, "indirect", (Span(0, 9),), Span(14, 18), Span(10, 13), source_id=who)
        for i, *_, who in about
    ]
    sources = [
        Source("ann", ann, (), "person", True, "government"),
        Source("hannah", hannah, (), "person", True, "media"),
        Source("ong", ong, (), "organization", True, "corporate"),
    ]
    frames = [tables.of_quotes(a, [q for q in quotes if q.doc_id == a.doc_id]) for a in made]
    quote_frame = sentiment.score(pd.concat(frames, ignore_index=True))
    source_frame = tables.of_sources(sources, quote_frame)
    return Study(
        articles=tables.of_articles(made),
        exclusions=tables.of_exclusions([]),
        quotes=quote_frame,
        sources=source_frame,
        reliability=reliability.estimate(quote_frame, source_frame),
        provenance={"quotelens": "9.9.9", "model": {"name": "by hand", "sha256": "ab" * 32}},
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a report, without its notebooks' sections."""
    where = tmp_path_factory.mktemp("filters")
    made = study()
    index = articles.index(made)
    manifest = {
        "quotelens": "9.9.9", "source": None, "analysed_with": made.provenance, "notebooks": [], "settings": {},
        "inputs": [],
    }  # fmt: skip
    for name, content in {**index.pages, "index.html": page.html(made, [], manifest, index)}.items():
        (where / name).parent.mkdir(exist_ok=True)
        (where / name).write_text(content, encoding="utf-8")
    return where


@pytest.fixture
def opened(browser: Any, folder: Path) -> Iterator[Any]:
    """Opens a page of the report; at the end no page may have complained or asked for anything but files."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    context.on("request", lambda request: None if request.url.startswith("file:") else wrong.append(request.url))

    def open_page(address: str = "index.html", **options: Any) -> Any:
        shown = context.new_page()
        if options:
            shown.set_viewport_size(options)
        name, _, anchor = address.partition("#")
        shown.goto((folder / name).as_uri() + (f"#{anchor}" if anchor else ""))
        return shown

    yield open_page
    context.close()
    assert wrong == []


def titles(shown: Any) -> list[str]:
    """The articles that are visible."""
    rows = shown.locator("#articles-table tbody tr:visible th")
    return [text.strip() for text in rows.all_inner_texts()]


ALL = ["Bridge <i>closed</i>", "Bridge open", "Rain", "Sun", "Snow"]


def test_all_articles_are_shown_at_first_and_counted(opened: Any) -> None:
    shown = opened()
    assert titles(shown) == ALL
    assert shown.get_by_role("status").inner_text() == "Showing 5 of 5 articles."


def test_an_outlet_is_chosen_by_keyboard_and_stands_in_the_address(opened: Any) -> None:
    shown = opened()
    shown.get_by_label("Outlet", exact=True).focus()
    shown.keyboard.type("The P")
    assert titles(shown) == ["Bridge <i>closed</i>", "Bridge open"]
    assert shown.get_by_role("status").inner_text() == "Showing 2 of 5 articles."
    assert unquote_plus(shown.url.split("#")[1]) == "outlet=The Post"


def test_every_control_is_reached_by_the_tab_key(opened: Any) -> None:
    shown = opened()
    shown.get_by_label("Outlet", exact=True).focus()
    reached = []
    for _ in range(14):  # a date has several stops
        shown.keyboard.press("Tab")
        reached.append(shown.evaluate("document.activeElement.name || document.activeElement.type || ''"))
    assert list(dict.fromkeys(reached))[:5] == ["from", "to", "source", "affiliation", "reset"]


def test_dates_leave_out_what_lies_outside_and_what_has_none(opened: Any) -> None:
    shown = opened()
    shown.get_by_label("From").fill("2021-02-10")
    assert titles(shown) == ["Bridge open", "Rain"]  # "2021-02" may be any day of February
    shown.get_by_label("To", exact=True).fill("2021-03-08")
    assert titles(shown) == ["Bridge open"]
    assert "2 of 5 articles give no date" in shown.get_by_label("Choose articles").inner_text()


def test_a_source_is_found_by_a_part_of_its_name_and_a_whole_name_is_meant_alone(opened: Any) -> None:
    shown = opened()
    field = shown.get_by_label("Source", exact=True)
    field.fill("citroen")
    assert titles(shown) == ["Bridge open", "Rain"]
    field.fill("an")
    assert titles(shown) == ["Bridge <i>closed</i>", "Bridge open", "Rain"]
    field.fill("ann")
    assert titles(shown) == ["Bridge <i>closed</i>"]
    field.fill("<b>Ong</b> & 'Sons'")
    assert titles(shown) == ["Sun", "Snow"]


def test_an_affiliation_is_that_of_the_source_asked_for(opened: Any) -> None:
    shown = opened()
    shown.get_by_label("Source speaks for").select_option("media")
    assert titles(shown) == ["Bridge open", "Rain"]
    shown.get_by_label("Source", exact=True).fill("Ann")
    assert titles(shown) == []
    assert shown.get_by_text("No article fits.").is_visible()
    assert shown.get_by_role("status").inner_text() == "Showing 0 of 5 articles."
    shown.get_by_role("button", name="Show all").click()
    assert titles(shown) == ALL
    assert shown.url.split("#")[1:] in ([], [""])


def test_an_address_is_a_choice_and_so_is_the_one_before(opened: Any) -> None:
    shown = opened("index.html#outlet=Gazette+%26+%22Mail%22&source=ong&affiliation=nonsense")
    assert titles(shown) == ["Sun"]
    assert shown.get_by_label("Source", exact=True).input_value() == "ong"
    assert shown.get_by_label("Source speaks for").input_value() == ""
    shown.evaluate("location.hash = 'from=2021-03-01'")
    shown.wait_for_function("document.querySelector('[role=status]').textContent.includes('1 of 5')")
    assert titles(shown) == ["Rain"]
    shown.go_back()
    shown.wait_for_function("document.querySelector('[name=source]').value === 'ong'")
    assert titles(shown) == ["Sun"]


def test_a_link_within_the_page_leaves_the_choice_alone(opened: Any) -> None:
    shown = opened("index.html#source=ong")
    shown.evaluate("location.hash = 'provenance'")
    shown.wait_for_function("scrollY > 0")
    assert titles(shown) == ["Sun", "Snow"]


def test_links_lead_to_an_article_on_to_its_source_and_back(opened: Any) -> None:
    shown = opened()
    shown.get_by_role("link", name="Rain").click()
    assert shown.get_by_role("heading", level=1).inner_text() == "Rain"
    shown.get_by_role("link", name="Hannah Citroën").click()
    row = shown.locator("tr:target")
    assert row.get_by_role("link").all_inner_texts() == ["Hannah Citroën", "Bridge open", "Rain"]
    row.get_by_role("link", name="Hannah Citroën").click()
    assert titles(shown) == ["Bridge open", "Rain"]
    shown.go_back()
    shown.locator("tr:target").get_by_role("link", name="Bridge open").click()
    shown.get_by_role("link", name="All 5 articles").click()
    assert titles(shown) == ALL
    shown.go_back()
    assert shown.get_by_role("heading", level=1).inner_text() == "Bridge open"


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("name", ["index.html", "sources.html", "articles/a.html"])
def test_no_page_is_wider_than_its_window(opened: Any, name: str, width: int) -> None:
    shown = opened(name, width=width, height=900)
    assert shown.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", "sources.html", "articles/a.html"])
def test_axe_finds_nothing_that_shuts_people_out(browser: Any, folder: Path, name: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)  # the policy admits no script of axe's either
    shown = context.new_page()
    shown.goto((folder / name).as_uri())
    violations = axe.Axe().run(shown).response["violations"]
    found = [
        f"{one['id']}: {node['html'][:200]}"
        for one in violations
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
    context.close()
    assert found == []


def test_without_scripts_all_articles_are_there_and_no_dead_form(browser: Any, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    shown = context.new_page()
    shown.goto((folder / "index.html").as_uri())
    assert titles(shown) == ALL
    assert not shown.locator("form.filters").is_visible()
    context.close()


def test_no_script_but_the_pages_own_may_run(browser: Any, folder: Path) -> None:
    context = browser.new_context()
    shown = context.new_page()
    shown.goto((folder / "index.html").as_uri())
    blocked = shown.evaluate(
        """() => new Promise(resolve => {
            document.addEventListener("securitypolicyviolation", event => resolve(event.effectiveDirective));
            const script = document.createElement("script");
            script.textContent = "window.acted = true";
            document.body.append(script);
        })"""
    )
    assert blocked == "script-src-elem"
    assert shown.evaluate("window.acted") is None
    context.close()
