"""Markdown: the text as received, and a plain front matter understood."""

from pathlib import Path

import pytest

from quotelens import corpus
from quotelens.corpus.markdown import front_matter


def test_the_front_matter_is_metadata_and_stays_in_the_text(tmp_path: Path) -> None:
    front = '---\ntitle: "Minister: no"\r\nauthor: Jane Doe\ndate: 2011-05-03\ntags: [a]\n---\n'
    text = f"{front}\n# Minister\n\n*He* said so.\n"
    (tmp_path / "a.md").write_bytes(text.encode())
    (tmp_path / "datapackage.json").write_text('{"resources": [{"path": "a.md", "author": "J. D."}]}')
    [article] = corpus.read(tmp_path).articles
    assert article.text == text
    assert (article.title, article.author, article.published) == ("Minister: no", "J. D.", "2011-05-03")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "---\ntitle: It's here\nurl: https://x.example/a#b\n---\n",
            {"title": "It's here", "url": "https://x.example/a#b"},
        ),
        ("---\ntitle: 'A'\ntitle: B\npublished: 2011\n...\n", {"title": "A", "published": "2011"}),
        ("---\ntitle: [a, b]\nauthor: >\n  x\noutlet: *ref\n---\n", {}),  # what only a YAML parser could tell
        ("---\ntitle: A # remark\nauthor: a: b\n---\n", {}),
        ("---\nother:\n  title: A\n---\n", {}),
        ("---\ntitle: A\n", {}),  # without an end it is a ruler and a text
        ("\n---\ntitle: A\n---\n", {}),
        ("He said so.", {}),
        ("", {}),
    ],
)
def test_only_what_is_plain_is_understood(text: str, found: dict[str, str]) -> None:
    assert front_matter(text) == found
