"""The live reader in a real browser: pointer, keyboard, corrections, what an article may hold, and a long article.

The browser is that of `conftest`.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from quotelens import tables
from quotelens.records import Article, Quote, Source, Span
from quotelens.report import annotated, widget
from quotelens.report.style import CSS
from quotelens.settings import Settings
from quotelens.study import Study

HOSTILE = '</script><script>window.hacked = 1</script><!-- <svg onload="window.hacked = 2"> "\'javascript:alert(1)'
TEXT = (
    "Ferry talks \U0001f6a2 failed.\r\n"
    "\r\n"
    "The ferry is safe, Ada Mora said. “It was 'tested' twice,” she added.\r\n"
    "Bo Lind said that some say the ferry is not safe at all.\r\n"
    f"{HOSTILE}, Cy Oak wrote.\r\n"
)


def quote(position: int, content: str, source: str, cue: str, mention: str, **more: Any) -> Quote:
    def at(part: str, after: int = 0) -> Span:
        start = TEXT.index(part, after)
        return Span(start, start + len(part))

    spans = (at(content),)
    about = max(0, spans[0].start - 20)
    kind = more.pop("type", "indirect")
    said, named = at(cue, about), at(mention, about)
    return Quote(f"a:{position}", "a", position, kind, spans, said, named, source_id=source, **more)


QUOTES = [
    quote(0, "The ferry is safe", "ada", "said", "Ada Mora", confidence=0.83),
    quote(1, "“It was 'tested' twice,”", "ada", "added", "she", type="direct", confidence=0.97),
    quote(2, "that some say the ferry is not safe at all", "bo", "said", "Bo Lind", confidence=0.5),
    quote(3, "the ferry is not safe at all", "some", "say", "some", level=1, parent_quote_id="a:2", confidence=0.2),
    quote(4, HOSTILE, "cy", "wrote", "Cy Oak"),
]
SOURCES = [
    Source("ada", "Ada Mora", ("she",), "person", True, "government", "minister for ferries"),
    Source("bo", "Bo Lind", (), "person", True, "academic_expert"),
    Source("some", "some", (), "group", False),
    Source("cy", f"Cy Oak {HOSTILE}", (), "person", True),
]
CONTRADICTED = {
    "claim_id": "a:0 ~ a:3", "quote_id_a": "a:0", "quote_id_b": "a:3", "relation": "contradicts", "probability": 0.91,
    "evidence": '[{"kind": "negation", "a": null, "b": null}]', "independent": True, "scope": "within",
}  # fmt: skip


def study(article: Article, quotes: list[Quote], sources: list[Source], claims: list[dict[str, Any]]) -> Study:
    frame = tables.of_quotes(article, quotes)
    frame.loc[0, ["tone", "tone_score", "certainty"]] = ["positive", 0.42, 2.6]
    return Study(
        articles=tables.of_articles([article]),
        exclusions=tables.EXCLUSIONS.empty(),
        quotes=frame,
        sources=tables.of_sources(sources, frame),
        reliability=tables.RELIABILITY.empty(),
        claims=tables.CLAIMS.frame(claims),
        settings=Settings(),
    )


def page_of(shown: annotated.Reader) -> str:
    """The reader as in a report: one script, known by its hash, and nothing from elsewhere."""
    script = f"{widget.SCRIPT}\nstart(document);\n"
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    colours = (
        ":root { color-scheme: light dark; --paper: light-dark(#fdfdfb, #15181c); --ink: light-dark(#1c2128, #e3e5e8); "
        "--accent: light-dark(#00588a, #7cc0ec); } body { background: var(--paper); color: var(--ink); margin: 2rem; }"
    )
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Reader</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width"><style>{colours}{CSS}{widget.READER_CSS}</style></head>'
        f'<body><main><h1>Reader</h1>{shown.html}</main><script type="module">{script}</script></body></html>'
    )


@pytest.fixture(scope="module")
def shown() -> annotated.Reader:
    article = Article.from_text(TEXT, "a", title=f"Ferries {HOSTILE}")
    return annotated.reader(study(article, QUOTES, SOURCES, [CONTRADICTED]), "a")


@pytest.fixture
def page(browser: Any, shown: annotated.Reader, tmp_path: Path) -> Iterator[Any]:
    """The page, opened from disk; a message on the console or a request for anything else fails the test."""
    path = tmp_path / "reader.html"
    path.write_text(page_of(shown), encoding="utf-8", newline="")
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, reduced_motion="reduce", accept_downloads=True
    )
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("console", lambda message: wrong.append(message.text))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("request", lambda request: request.url.startswith(("file:", "blob:")) or wrong.append(request.url))
    opened.set_default_timeout(10_000)
    opened.goto(path.as_uri())
    opened.wait_for_selector(".ql-live")
    yield opened
    assert wrong == []
    context.close()


def card(page: Any) -> str:
    return str(page.locator(".ql-card:popover-open").inner_text())


def open_card(page: Any, k: int) -> None:
    mark = page.locator(f'mark[data-q="{k}"]').first
    mark.scroll_into_view_if_needed()
    box = mark.evaluate("(mark) => mark.getClientRects()[0].toJSON()")  # its first line
    page.mouse.click(box["left"] + 15, (box["top"] + box["bottom"]) / 2)
    page.locator(".ql-card:popover-open").wait_for()


def corrections(page: Any) -> list[dict[str, Any]]:
    with page.expect_download() as download:
        page.get_by_role("button", name="Download corrections.jsonl").click()
    assert download.value.suggested_filename == "corrections.jsonl"
    return [json.loads(line) for line in Path(download.value.path()).read_text(encoding="utf-8").splitlines()]


def test_a_click_opens_a_card_with_what_is_known_of_the_quote(page: Any) -> None:
    open_card(page, 0)
    told = card(page)
    for part in (
        "Ada Mora", "person · government · minister for ferries", "indirect; level 0: the article’s own",
        "positive, +0.42 (−1 to 1)", "certain, +2.60 (−3 to 3)", "high, 0.83: about 8 in 10 like it are right",
        "Contradicts", "some: “the ferry is not safe at all”", "probability 0.91, sign: negation", "Quote 1 of 5",
    ):  # fmt: skip
        assert part in told
    page.keyboard.press("Escape")
    assert page.locator(".ql-card:popover-open").count() == 0


def test_the_pointer_over_a_quote_opens_its_card_and_leaving_closes_it(page: Any) -> None:
    page.locator('mark[data-q="1"]').hover()
    page.locator(".ql-card:popover-open").wait_for()
    assert "high, 0.97: nearly all like it are right" in card(page)
    assert "none, no word to judge" in card(page)
    page.mouse.move(5, 5)
    page.locator(".ql-card:popover-open").wait_for(state="detached")


def test_a_card_beside_the_text_or_below_it_stays_on_the_screen_and_off_the_quote(page: Any) -> None:
    for width in (1280, 400):
        page.set_viewport_size({"width": width, "height": 800})
        open_card(page, 2)
        boxes = page.evaluate(
            """() => [".ql-card", 'mark[data-q="2"]']
                .map((found) => document.querySelector(found).getBoundingClientRect().toJSON())"""
        )
        shown, quoted = boxes
        assert 0 <= shown["left"] < shown["right"] <= width
        assert 0 <= shown["top"] < shown["bottom"] <= 800
        assert shown["left"] >= quoted["right"] or shown["top"] >= quoted["bottom"] or shown["bottom"] <= quoted["top"]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.keyboard.press("Escape")


def test_a_source_in_the_legend_lists_its_quotes_and_fades_the_others(page: Any) -> None:
    page.get_by_role("radio", name="Ada Mora").check()
    listed = page.get_by_role("group", name="2 quotes of Ada Mora")
    assert listed.get_by_role("button").all_inner_texts() == ["The ferry is safe", "“It was 'tested' twice,”"]
    tint = "(k) => getComputedStyle(document.querySelector(`mark[data-q='${k}']`)).backgroundColor"
    assert page.evaluate(tint, 2) == page.evaluate(tint, 4) == "rgba(0, 0, 0, 0)"
    assert page.evaluate(tint, 0) != "rgba(0, 0, 0, 0)"
    listed.get_by_role("button").nth(1).click()
    assert "Quote 2 of 5" in card(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.get_by_role("radio", name="All sources").is_checked()
    assert page.evaluate(tint, 2) != "rgba(0, 0, 0, 0)"


def test_the_keyboard_alone_is_enough(page: Any) -> None:
    focused = "() => document.activeElement.dataset.q ?? document.activeElement.textContent"
    page.keyboard.press("Tab")  # the legend
    page.keyboard.press("Tab")  # the text: one stop, however many quotes
    assert page.evaluate(focused) == "0"
    for key, expected in (("n", "1"), ("ArrowDown", "2"), ("ArrowRight", "3"), ("p", "2"), ("Home", "0"), ("p", "0")):
        page.keyboard.press(key)
        assert page.evaluate(focused) == expected
        assert f"Quote {int(expected) + 1} of 5" in card(page)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Close"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the link to what contradicts it
    assert page.evaluate(focused) == "3"
    assert "Ada Mora: “The ferry is safe”" in card(page)
    page.keyboard.press("Escape")
    assert page.locator(".ql-card:popover-open").count() == 0
    assert page.evaluate(focused) == "3"
    assert page.locator('mark[tabindex="0"]').count() == 1


def test_inside_and_around_lead_to_each_other(page: Any) -> None:
    open_card(page, 3)
    assert "level 1: inside another quote" in card(page)
    assert "low, worth a check, 0.20" in card(page)
    page.get_by_role("button", name="Bo Lind: “that some say").click()
    assert "Quote 3 of 5" in card(page)
    assert "Holds some: “the ferry is not safe at all”" in card(page).replace("\n", " ")


def test_corrections_are_the_rows_that_the_package_reads(page: Any, shown: annotated.Reader) -> None:
    sha256 = Article.from_text(TEXT).sha256
    open_card(page, 0)
    page.get_by_role("button", name="Accept").click()
    open_card(page, 2)
    page.get_by_role("button", name="Re-bound").click()
    page.get_by_role("button", name="Start one word later").press("ArrowRight")  # "that"
    for _ in range(2):
        page.get_by_role("button", name="End one word earlier").click()  # "at all"
    page.get_by_label("Note").fill("less of it")
    page.get_by_role("button", name="Keep these bounds").click()
    page.get_by_role("button", name="Re-attribute").click()
    page.get_by_label("Who says it?").select_option("Another source …")
    page.get_by_label("Name").fill("  Bo   Lindqvist ")
    page.get_by_role("button", name="Give to this source").click()
    open_card(page, 1)
    page.get_by_role("button", name="Re-attribute").click()
    page.get_by_label("Who says it?").select_option("Bo Lind")
    page.get_by_role("button", name="Give to this source").click()
    open_card(page, 3)
    page.get_by_role("button", name="Delete").click()
    page.get_by_label("by").fill("EF")
    page.get_by_label("by").press("Tab")
    rows = corrections(page)
    content = {k: [[span.start, span.end] for span in QUOTES[k].content] for k in range(5)}
    at = TEXT.index("some say the ferry is not safe")
    common = {"doc_id": "a", "sha256": sha256}
    for row in rows:
        assert pd.Timestamp(row.pop("at")).strftime("%Y-%m-%d")
        assert row.pop("by") == "EF"
    assert rows == [
        {"action": "accept", **common, "content": content[0], "note": None},
        {"action": "rebound", **common, "content": content[2], "note": "less of it",
         "new_content": [[at, at + len("some say the ferry is not safe")]]},
        {"action": "reattribute", **common, "content": content[2], "note": None,
         "source": {"source_id": None, "name": "Bo Lindqvist"}},
        {"action": "reattribute", **common, "content": content[1], "note": None,
         "source": {"source_id": "bo", "name": "Bo Lind"}},
        {"action": "delete", **common, "content": content[3], "note": None},
    ]  # fmt: skip
    fixes = page.evaluate("() => [...document.querySelectorAll('[data-fix]')].map((mark) => mark.dataset.fix)")
    assert fixes == ["✓ accepted", "→ Bo Lind", "↔ re-bound → Bo Lindqvist", "✗ deleted"]


def test_selected_words_become_the_quote_line_by_line(page: Any) -> None:
    open_card(page, 1)
    page.get_by_role("button", name="Re-bound").click()
    page.evaluate(
        """() => {
          const nodes = document.createTreeWalker(document.querySelector(".ql-text"), NodeFilter.SHOW_TEXT);
          const range = document.createRange();
          for (let node; (node = nodes.nextNode()); ) {
            if (node.data.includes(" added.")) range.setStart(node, node.data.indexOf(" added."));
            if (node.data === "added") range.setStart(node, 0);
            if (node.data === "Bo Lind") range.setEnd(node, 2);
          }
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    page.get_by_role("button", name="Use selection").click()
    page.get_by_role("button", name="Keep these bounds").click()
    [row] = corrections(page)
    assert [TEXT[start:end] for start, end in row["new_content"]] == ["added.", "Bo"]


def test_what_was_done_can_be_undone(page: Any) -> None:
    open_card(page, 1)
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Accept").click()
    assert page.locator("[data-fix]").get_attribute("data-fix") == "✓ accepted"  # the later one goes before
    page.get_by_role("button", name="Undo", exact=True).click()
    assert page.locator("[data-fix]").get_attribute("data-fix") == "✗ deleted"
    page.get_by_role("button", name="Undo last").click()
    assert page.locator("[data-fix]").count() == 0
    assert page.get_by_role("group", name="Corrections").count() == 0


def test_whatever_an_article_holds_is_text(page: Any) -> None:
    open_card(page, 4)
    assert HOSTILE in card(page).replace("\n", " ")
    page.get_by_role("button", name="Accept").click()
    page.get_by_role("radio").nth(4).check()
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.querySelectorAll('script, svg, .ql-reader a').length") == 1  # the page's own script
    text = page.evaluate("document.querySelector('.ql-text').textContent")
    assert text == TEXT.replace("\r\n", "\n")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_axe_finds_nothing_serious(page: Any, scheme: str, width: int) -> None:
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.skip("no axe: pip install axe-playwright-python")
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate(Path(found.origin).with_name("axe.min.js").read_text(encoding="utf-8"))
    audit = """() => axe.run().then((result) => result.violations
        .filter((wrong) => ["serious", "critical"].includes(wrong.impact))
        .map((wrong) => `${wrong.id}: ${wrong.nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`))"""
    assert page.evaluate(audit) == []
    open_card(page, 0)
    assert page.evaluate(audit) == []
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Re-bound").click()
    assert page.evaluate(audit) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Re-attribute").click()
    assert page.evaluate(audit) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="Bo Lind").check()
    assert page.evaluate(audit) == []


def test_without_a_script_the_legend_still_fades_the_others(
    browser: Any, shown: annotated.Reader, tmp_path: Path
) -> None:
    (tmp_path / "reader.html").write_text(page_of(shown), encoding="utf-8", newline="")
    context = browser.new_context(java_script_enabled=False)
    still = context.new_page()
    still.goto((tmp_path / "reader.html").as_uri())
    still.get_by_role("radio", name="Ada Mora").check()
    tint = "(mark) => getComputedStyle(mark).backgroundColor"
    assert still.locator('mark[data-q="2"]').evaluate(tint) == "rgba(0, 0, 0, 0)"
    assert still.locator('mark[data-q="0"]').evaluate(tint) != "rgba(0, 0, 0, 0)"
    assert still.locator(".ql-card").count() == 0
    context.close()


MODEL = """
([module, html]) => import(URL.createObjectURL(
  new Blob([module], { type: "text/javascript" })
)).then(({ default: widget }) => {
  const values = { html, corrections: [], saved: 0, by: "EF", path: "corrections.jsonl", told: "", key: "k" };
  const heard = {};
  window.sent = [];
  window.model = {
    get: (name) => values[name],
    set: (name, value) => { values[name] = value; for (const act of heard[`change:${name}`] ?? []) act(); },
    save_changes: () => {},
    send: (message) => window.sent.push(message),
    on: (name, act) => (heard[name] ??= new Set()).add(act),
    off: (name, act) => heard[name].delete(act),
  };
  window.listeners = () => Object.values(heard).reduce((n, acts) => n + acts.size, 0);
  window.end = widget.render({ model: window.model, el: document.querySelector("#widget") });
})
"""


def test_the_widget_shares_its_corrections_and_copies_no_more_than_text(browser: Any, shown: annotated.Reader) -> None:
    live = browser.new_page()
    live.set_default_timeout(10_000)
    live.set_content('<!DOCTYPE html><div data-ql-static="k">still</div><div id="widget"></div>')
    bad = '<p onclick="window.hacked = 3">x<img src=x onerror="window.hacked = 4"><a href="javascript:1">y</a></p>'
    module = f"{widget.SCRIPT}\nexport default {{ render }};\n"
    live.evaluate(MODEL, [module, shown.html.replace("</article>", f"{bad}</article>")])
    assert not live.locator("[data-ql-static]").is_visible()  # the HTML gives way
    assert live.locator(".ql-text").evaluate("(text) => text.textContent") == TEXT.replace("\r\n", "\n")
    assert live.locator("#widget :is(a, img, script, style, [onclick])").count() == 0
    live.locator('mark[data-q="1"]').click()
    live.get_by_role("button", name="Accept").click()
    [row] = live.evaluate("model.get('corrections')")
    assert (row["action"], row["by"], row["content"]) == ("accept", "EF", [[s.start, s.end] for s in QUOTES[1].content])
    live.get_by_role("button", name="Save").click()
    assert live.evaluate("sent") == ["save"]
    live.evaluate("model.set('saved', 1)")  # as Python does
    assert live.get_by_role("button", name="Undo last").count() == 0
    live.evaluate("model.set('corrections', [])")
    assert live.locator("[data-fix]").count() == 0
    live.evaluate("end()")
    assert live.evaluate("listeners()") == 0
    assert live.locator("[data-ql-static]").is_visible()
    assert live.evaluate("window.hacked") is None
    live.close()


def test_a_long_article_comes_in_parts_and_has_one_stop_for_the_keyboard(browser: Any, tmp_path: Path) -> None:
    line = "“The tide will turn and the harbour will open again before the winter comes,” Person said. It was late.\n\n"
    n = 50_000 // len(line.split())
    size = line.index("”") + 1
    quotes = [
        Quote(f"a:{k}", "a", k, "direct", (Span(at, at + size),), Span(at + size + 8, at + size + 12),
              Span(at + size + 1, at + size + 7), source_id=f"s{k % 40}")
        for k, at in enumerate(range(0, n * len(line), len(line)))
    ]  # fmt: skip
    article = Article.from_text(line * n, "a")
    sources = [Source(f"s{k}", f"Person {k}", (), "person", True) for k in range(40)]
    long = annotated.reader(study(article, quotes, sources, []), "a")
    (tmp_path / "long.html").write_text(page_of(long), encoding="utf-8")
    opened = browser.new_page()
    opened.goto((tmp_path / "long.html").as_uri())
    opened.wait_for_selector(".ql-live")
    assert opened.locator(".ql-part").count() > 30
    assert opened.evaluate("document.querySelectorAll('*').length") < 3 * n + 400  # a mark, a name and a cue a quote
    opened.keyboard.press("Tab")
    opened.keyboard.press("Tab")
    opened.keyboard.press("End")
    assert f"Quote {n} of {n}" in card(opened)
    assert opened.locator(f'mark[data-q="{n - 1}"]').evaluate("(mark) => mark.getBoundingClientRect().top") < 800
    opened.close()
