import dataclasses
import os
import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from quotelens import tables
from quotelens.report import articles
from quotelens.study import Study

HOSTILE = "<script>alert(\"x\")</script> & '<svg onload=alert(1)>'"
FIRST, SECOND = "../../etc/passwd", 'a" onclick="x'


class Parts(HTMLParser):
    """The elements of a page with their attributes, as a browser would find them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


@pytest.fixture(scope="module")
def found(hostile_study: Study) -> articles.Index:
    return articles.index(hostile_study)


class TestFileNames:
    def test_a_plain_id_stays_as_it_is(self) -> None:
        assert articles.file_names(["000_0e2a9cc3038cee0a", "a-b"]) == ["000_0e2a9cc3038cee0a", "a-b"]

    def test_any_other_is_spelt_out_cut_and_told_apart(self) -> None:
        ids = ["../../x", "x", "X", "Übermut/1", "", "con", "日本", "a" * 300, "\ud800", "..", "-x"]
        names = articles.file_names(ids)
        assert names[:4] == ["x-9cdf6a5010", "x", "x-4b68ab3847", "ubermut-1-c9b1266bc5"]
        assert all(re.fullmatch(r"[a-z0-9_][a-z0-9_-]{0,99}", name) for name in names)
        assert len({name.casefold() for name in names}) == len(ids)
        assert "con" not in names

    def test_one_that_looks_like_anothers_name_does_not_take_its_place(self) -> None:
        [taken] = articles.file_names(["A/B"])
        assert articles.file_names(["A/B", taken])[1] == taken
        assert len(set(articles.file_names(["A/B", taken]))) == 2

    def test_the_same_id_has_the_same_name_in_any_corpus(self) -> None:
        assert articles.file_names(["A/B"])[0] == articles.file_names(["c", "d/e", "A/B"])[2]


@pytest.mark.parametrize(
    ("published", "meant"),
    [
        ("2021-03-04", ("2021-03-04", "2021-03-04")),
        ("2021-03-04T23:59:00Z", ("2021-03-04", "2021-03-04")),
        (" 2020-02", ("2020-02-01", "2020-02-29")),
        ("1999", ("1999-01-01", "1999-12-31")),
        ("2021-13-01", ("", "")),
        ("2021-02-31", ("", "")),
        ("4 March 2021", ("", "")),
        ("20210304", ("", "")),
        ("0000-01-01", ("", "")),
        (None, ("", "")),
        (pd.NA, ("", "")),
    ],
)
def test_a_date_means_a_first_and_a_last_day(published: object, meant: tuple[str, str]) -> None:
    assert articles.days(published) == meant


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://post.example/a?b=1", True),
        ("http://post.example", True),
        (" https://post.example ", True),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)//https://x", False),
        ("data:text/html,<script>", False),
        ("java\nscript:alert(1)", False),
        ("https://post.example/\nx", False),
        ("//post.example", False),
        ("post.example/a", False),
        ("https://", False),
        ("http://[", False),
        (None, False),
    ],
)
def test_only_an_address_on_the_web_becomes_a_link(url: str | None, safe: bool) -> None:
    assert articles.web_address(url) == (url.strip() if safe and url else "")


class TestIndex:
    def test_every_article_has_an_entry_with_its_counts_and_shares(self, found: articles.Index) -> None:
        first, second, third = found.entries
        assert (first.n_quotes, first.n_sources, first.sources) == (3, 2, (0, 1))
        assert first.shares == (
            ("From named sources", "100% (44–100%)"),
            ("In direct quotes", "33% (6–79%)"),
            ("Second-hand", "0% (0–56%)"),
        )
        assert (second.title, second.begins, second.ends, second.sources) == (
            'a" onclick="x',
            "2021-04-02",
            "2021-04-02",
            (1,),
        )
        assert (third.n_quotes, third.sources, {share for _, share in third.shares}) == (0, (), {"–"})

    def test_sources_come_most_quoted_first_with_their_articles(self, found: articles.Index) -> None:
        told = [(speaker.number, speaker.share.part, speaker.articles) for speaker in found.speakers]
        assert told == [(0, 2, ((0, 2),)), (1, 2, ((0, 1), (1, 1)))]
        assert found.speakers[1].affiliation == "armed group"

    def test_what_there_is_to_choose_from(self, found: articles.Index) -> None:
        assert found.outlets == [(HOSTILE, 1), ("The Post", 2)]
        assert found.affiliations == ["armed group", "government"]
        assert found.days == ("2021-03-01", "2021-04-02")
        assert found.undated == 1

    def test_a_source_that_speaks_jointly_speaks_too(self, hostile_study: Study) -> None:
        row = {
            "quote_id": f"{FIRST}:0", "source_id": "bo", "doc_id": FIRST, "basis": "joint", "anonymity": "named",
        }  # fmt: skip
        joint = dataclasses.replace(hostile_study, mentions=tables.MENTIONS.frame([row]))
        assert articles.index(joint).speakers[1].articles == ((0, 2), (1, 1))


class TestPages:
    def test_there_is_one_for_each_article_and_one_of_all_sources(self, found: articles.Index) -> None:
        assert list(found.pages) == ["sources.html", *(f"articles/{entry.file}" for entry in found.entries)]
        assert [entry.file for entry in found.entries] == [
            "etc-passwd-3754d6cb3a.html",
            "a-onclick-x-cb896eb831.html",
            "plain.html",
        ]

    def test_every_link_leads_somewhere(self, found: articles.Index) -> None:
        there = {"index.html", *found.pages}
        anchors = {path: set(re.findall(r'\sid="([^"]*)"', page)) for path, page in found.pages.items()}
        for path, page in found.pages.items():
            for link in re.findall(r'\shref="([^"]*)"', page):
                target, _, anchor = link.partition("#")
                if target.startswith("https:"):
                    continue
                where = (
                    os.path.normpath(os.path.join(os.path.dirname(path), target)).replace(os.sep, "/")
                    if target
                    else path
                )
                assert where in there, link
                assert not anchor or where == "index.html" or anchor in anchors[where], link

    def test_nothing_from_an_article_acts_or_breaks_out(self, found: articles.Index) -> None:
        for page in found.pages.values():
            parts = Parts()
            parts.feed(page)
            assert [tag for tag, _ in parts.found if tag in ("script", "svg", "iframe", "base")] == ["script"]
            attributes = [(name, value or "") for _, own in parts.found for name, value in own]
            assert not [name for name, _ in attributes if name.startswith("on") or name == "srcdoc"]
            links = [value for name, value in attributes if name in ("href", "src", "action")]
            assert not [link for link in links if ":" in link and not link.startswith("https://post.example/")]
            ids = [value for name, value in attributes if name == "id"]
            assert len(ids) == len(set(ids))

    def test_an_article_says_who_speaks_with_n_and_interval(self, found: articles.Index) -> None:
        page = found.pages[f"articles/{found.entries[0].file}"]
        assert "3 quotes from 2 sources were found." in page
        assert "speaks most: 2 of 3 quotes (67%, 95% interval 21–94%)." in page
        assert "2 of 3</td>" in page
        assert "67% (21–94%)" in page
        assert re.search(r'href="\.\./sources\.html#s-1">1 article</a>', page)
        assert 'href="plain.html"' not in page  # two further on
        assert "Quotes were not compared with each other in this study." in page

    def test_its_address_is_a_link_only_if_it_may_be_followed(self, found: articles.Index) -> None:
        first, second, _ = (found.pages[f"articles/{entry.file}"] for entry in found.entries)
        assert "as published" not in first
        assert 'href="https://post.example/?a=1&amp;b=&#39;2&#34;" rel="noreferrer noopener">as published' in second

    def test_one_without_quotes_says_so(self, found: articles.Index) -> None:
        assert "No quotes were found in this article." in found.pages["articles/plain.html"]
        assert "Nobody spoke." in found.pages["articles/plain.html"]

    def test_quotes_that_contradict_each_other_are_linked_both_ways(self, hostile_study: Study) -> None:
        row = {
            "claim_id": "1", "quote_id_a": f"{FIRST}:0", "quote_id_b": f"{SECOND}:0", "relation": "contradicts",
            "probability": 0.8, "evidence": "[]", "independent": True, "scope": "across",
        }  # fmt: skip
        found = articles.index(dataclasses.replace(hostile_study, claims=tables.CLAIMS.frame([row])))
        one, other = (found.pages[f"articles/{entry.file}"] for entry in found.entries[:2])
        assert f'<b>contradicts</b> (80%, two voices) <a href="{found.entries[1].file}#q-4">no. 4</a>' in one
        assert f'<b>contradicts</b> (80%, two voices) <a href="{found.entries[0].file}#q-1">no. 1</a>' in other
        assert 'id="q-4"' in other


def test_a_hundred_articles_have_a_hundred_pages_of_their_own(crowded_study: Study) -> None:
    found = articles.index(crowded_study)
    assert len(found.pages) == 101
    assert len(set(found.pages.values())) == 101
    assert found.speakers[0].articles == ((0, 1),)
    assert "It rains," in found.pages["articles/d000.html"]
