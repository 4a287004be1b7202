import hashlib
from pathlib import Path

import nbformat
import pytest

from quotelens.report import header
from quotelens.report.header import corpus_hash
from quotelens.study import Study


def write(path: Path, **about: object) -> None:
    node = nbformat.v4.new_notebook(metadata={"quotelens": about})
    path.write_text(nbformat.writes(node), encoding="utf-8")


def test_it_says_what_the_outputs_were_made_from(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "07_mine.ipynb", version="1.2.0", changelog=["1.2.0: <i>more</i>", "1.1.0: less"])
    monkeypatch.chdir(tmp_path)
    made = header(study, "07_mine")
    articles = corpus_hash(study)[:12]
    assert repr(made) == (
        f"07_mine 1.2.0 (1.2.0: <i>more</i>) | quotelens: 9.9.9 | model: by hand abababababab | 1 article: {articles}"
    )
    assert "(1.2.0: &lt;i&gt;more&lt;/i&gt;)" in made.html()
    assert f"1 article <code>{articles}</code>" in made.html()


def test_a_notebook_that_is_not_here_is_the_package_s(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert header(study, "01_corpus").notebook.startswith("01_corpus 1.")
    assert header(study, "99_none").notebook == "99_none"


def test_the_articles_hash_hangs_on_ids_bytes_and_order(study: Study, silent_study: Study) -> None:
    [sha256] = study.articles["sha256"]
    assert corpus_hash(study) == hashlib.sha256(f"{sha256} a\n".encode()).hexdigest()
    turned = Study(**{**silent_study.frames, "articles": silent_study.articles[::-1]})
    assert corpus_hash(turned) != corpus_hash(silent_study)
