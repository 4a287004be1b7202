"""Files and tables in -> articles and exclusions."""

from __future__ import annotations

import datetime
import gzip
import hashlib
import io
import json
import os
import socket
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quotelens import corpus, marks, tables
from quotelens.errors import CorpusError, CorpusNotFoundError, TableError
from quotelens.records import Article, Exclusion
from quotelens.settings import CorpusSettings

SEEDS = Path(__file__).parents[2] / "seeds"
ENGLISH = "“We don’t know,” the mayor said. The café’s owner – he had lost £30 – was “surprised”.\n"


def put(folder: Path, **files: str | bytes) -> Path:
    """Write files into a folder; two underscores in a name are a slash, and the ending .txt is added."""
    for name, content in files.items():
        path = folder / (name.replace("__", "/") + ".txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def package(folder: Path, *resources: object) -> Path:
    (folder / "datapackage.json").write_text(json.dumps({"resources": resources}), encoding="utf-8")
    return folder


def ids(found: corpus.Corpus) -> list[str]:
    return [article.doc_id for article in found.articles]


def reasons(found: corpus.Corpus) -> list[tuple[str | None, str]]:
    return [(exclusion.path, exclusion.reason) for exclusion in found.exclusions]


def linkable(link: Path, target: str | Path) -> None:
    try:
        link.symlink_to(target)
    except OSError as error:
        pytest.skip(f"links cannot be made here: {error}")


# --- what is read ----------------------------------------------------------------------------------------------------


def test_a_file_is_one_article_named_by_its_stem(tmp_path: Path) -> None:
    put(tmp_path, a="He said so.\r\n", b="She said so.")
    found = corpus.read(tmp_path / "a.txt")
    assert found == corpus.Corpus(
        (
            Article(
                doc_id="a",
                text="He said so.\r\n",
                path="a.txt",
                sha256=hashlib.sha256(b"He said so.\r\n").hexdigest(),
                encoding="utf-8",
            ),
        )
    )


def test_a_folder_is_read_with_its_subfolders_in_the_order_of_their_names(tmp_path: Path) -> None:
    put(tmp_path, b="1", a__z="2", a__b__c="3", B="4", **{"a-b": "5", "ä": "6"})
    found = corpus.read(tmp_path)
    # "a/..." before "a-b": folder by folder, not by the characters of the joined path ("-" sorts before "/")
    assert [article.path for article in found.articles] == [
        "B.txt", "a/b/c.txt", "a/z.txt", "a-b.txt", "b.txt", "ä.txt",
    ]  # fmt: skip
    assert ids(found) == ["B", "a/b/c", "a/z", "a-b", "b", "ä"]
    assert found.exclusions == ()


def test_a_path_may_be_a_string_a_path_or_end_in_a_slash(tmp_path: Path) -> None:
    put(tmp_path, a="1")
    assert corpus.read(str(tmp_path)) == corpus.read(tmp_path) == corpus.read(f"{tmp_path}/")


def test_a_file_named_outright_needs_no_ending_and_may_be_hidden(tmp_path: Path) -> None:
    for name in ("article", ".article", ".article.txt"):
        (tmp_path / name).write_text(f"text of {name}")
        assert [article.text for article in corpus.read(tmp_path / name).articles] == [f"text of {name}"]
    assert ids(corpus.read(tmp_path / ".article.txt")) == [".article"]


def test_a_home_folder_is_found_by_its_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    put(tmp_path, news__a="1")
    assert ids(corpus.read("~/news")) == ["a"]
    assert ids(corpus.read("~/news/*.txt")) == ["a"]


def test_a_glob_reads_the_files_it_matches(tmp_path: Path) -> None:
    put(tmp_path, a1="1", a2="2", b="3", sub__a3="4")
    (tmp_path / "a.mp3").write_text("5")
    assert ids(corpus.read(f"{tmp_path}/a*.txt")) == ["a1", "a2"]
    assert ids(corpus.read(tmp_path / "a?.txt")) == ["a1", "a2"]
    assert ids(corpus.read(f"{tmp_path}/**/a*.txt")) == ["a1", "a2", "sub/a3"]
    assert ids(corpus.read(f"{tmp_path}/*/a3.txt")) == ["sub/a3"]
    everything = corpus.read(f"{tmp_path}/**")
    assert ids(everything) == ["a1", "a2", "b", "sub/a3"]
    assert reasons(everything) == [("a.mp3", "unsupported")]


def test_a_glob_is_read_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, a="1", sub__b="2")
    monkeypatch.chdir(tmp_path / "sub")
    assert ids(corpus.read("*.txt")) == ["b"]
    assert ids(corpus.read("../*.txt")) == ["a"]
    assert ids(corpus.read("../sub/../*.txt")) == ["a"]
    assert ids(corpus.read(".")) == ["b"]


def test_a_name_with_wildcards_in_it_is_a_name_where_the_file_exists(tmp_path: Path) -> None:
    put(tmp_path, **{"a[1]": "x", "a1": "y"})
    assert [article.text for article in corpus.read(f"{tmp_path}/a[1].txt").articles] == ["x"]


def test_standard_input_is_one_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbfHe said so.\r\n")))
    (article,) = corpus.read("-").articles
    assert (article.doc_id, article.text, article.path, article.encoding) == (
        "stdin",
        "He said so.\r\n",
        None,
        "utf-8-sig",
    )


def test_standard_input_is_held_to_what_files_are(monkeypatch: pytest.MonkeyPatch) -> None:
    for data, reason in ((b"", "empty"), (b"123456", "too_long"), (b"\x89PNG", "binary")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert reasons(corpus.read("-", settings=CorpusSettings(max_bytes=5))) == [("-", reason)]


def test_no_standard_input_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(CorpusError, match="there is no standard input here"):
        corpus.read("-")


def test_the_same_folder_gives_the_same_corpus(tmp_path: Path) -> None:
    put(tmp_path, a=ENGLISH.encode("cp1252"), b=b"\xff\xfeA\x00", c=b"", d="x", e="x")
    assert corpus.read(tmp_path) == corpus.read(tmp_path)


# --- what is not found -----------------------------------------------------------------------------------------------


def test_a_path_that_is_not_there_suggests_the_nearest_name(tmp_path: Path) -> None:
    put(tmp_path, seeds__article="1")
    for wrong, right in (
        ("sedes", "seeds"),
        ("sedes/article.txt", "seeds"),
        ("seeds/artikel.txt", "seeds/article.txt"),
        ("sedes/*.txt", "seeds"),
    ):
        with pytest.raises(CorpusNotFoundError) as caught:
            corpus.read(tmp_path / wrong)
        assert str(caught.value).endswith(f"did you mean {str(tmp_path / right)!r}?"), wrong
        assert str(tmp_path / wrong) in str(caught.value)


def test_what_is_not_found_is_a_file_not_found(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no such file or folder$"):
        corpus.read(tmp_path / "zzz")
    with pytest.raises(CorpusNotFoundError, match="no such file or folder"):
        corpus.read("")


def test_an_empty_folder_is_not_a_corpus(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "study.toml").write_text("")
    with pytest.raises(CorpusNotFoundError, match=r"the folder holds no files"):
        corpus.read(tmp_path)


def test_a_glob_that_matches_no_file_says_what_it_does_match(tmp_path: Path) -> None:
    put(tmp_path, sub__a="1")
    with pytest.raises(CorpusNotFoundError, match=r"matches no file$"):
        corpus.read(f"{tmp_path}/*.md")
    with pytest.raises(CorpusNotFoundError, match="matches no file, only folders; name the folder itself"):
        corpus.read(f"{tmp_path}/*")


@pytest.mark.parametrize("text", ["He said so.\nShe did not.", "He said so. " * 500, "Who said so?\n" * 500])
def test_a_text_given_for_a_path_is_told_apart(text: str) -> None:
    with pytest.raises(CorpusNotFoundError) as caught:
        corpus.read(text)
    assert "looks like a text, not a path" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("name", ["nul\x00", "nul\x00*", "\ud800", "\ud800*", "é" * 250])
def test_a_name_that_no_file_can_have_is_not_found(name: str) -> None:
    with pytest.raises(CorpusNotFoundError):
        corpus.read(name)


def test_something_else_is_no_corpus() -> None:
    with pytest.raises(CorpusError, match="from a path, a glob, '-' or a DataFrame, not from list"):
        corpus.read(["a.txt"])  # type: ignore[arg-type]


# --- what is left out ------------------------------------------------------------------------------------------------


def test_every_exclusion_has_its_reason_and_costs_no_other_file(tmp_path: Path) -> None:
    put(
        tmp_path,
        a="first",
        b="first",
        c=b"",
        d=" \r\n\t\u00a0",
        e=b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        f="x" * 101,
        g="x" * 100,
        h=b"\xff\xfe\x00\xd8",
        i=b"\xef\xbb\xbf",
        z="last",
    )
    (tmp_path / "page.html").write_text("<p>He said so.</p>")
    (tmp_path / "README").write_text("read me")
    found = corpus.read(tmp_path, settings=CorpusSettings(max_bytes=100))
    assert ids(found) == ["a", "g", "z"]
    assert found.exclusions == (
        Exclusion("README", None, "unsupported", "files without an ending are not read"),
        Exclusion("b.txt", "b", "duplicate", "the same bytes as a.txt"),
        Exclusion("c.txt", "c", "empty", "no characters"),
        Exclusion("d.txt", "d", "empty", "nothing but white space"),
        Exclusion("e.txt", "e", "binary", "a PNG image, not text"),
        Exclusion("f.txt", "f", "too_long", "more than 100 bytes (corpus.max_bytes)"),
        Exclusion("h.txt", "h", "undecodable", "not utf-16, though it starts with the byte order mark of that"),
        Exclusion("i.txt", "i", "empty", "no characters"),
        Exclusion("page.html", None, "unsupported", ".html files are not read"),
    )
    frame = found.exclusions_frame()
    tables.check(frame, tables.EXCLUSIONS)
    assert frame["reason"].tolist() == [exclusion.reason for exclusion in found.exclusions]


def test_the_default_limit_is_five_million_bytes(tmp_path: Path) -> None:
    put(tmp_path, a=b"word " * 1_000_000, b=b"word " * 1_000_000 + b".")
    found = corpus.read(tmp_path)
    assert ids(found) == ["a"]
    assert [exclusion.detail for exclusion in found.exclusions] == ["more than 5,000,000 bytes (corpus.max_bytes)"]


def test_what_belongs_to_the_house_is_passed_over(tmp_path: Path) -> None:
    package(put(tmp_path, a="1", sub__b="2", **{".hidden": "3", ".git__c": "4"}))
    package(tmp_path / "sub")
    (tmp_path / "study.toml").write_text("")
    (tmp_path / ".DS_Store").write_bytes(b"\x00")
    found = corpus.read(tmp_path)
    assert (ids(found), reasons(found)) == (["a", "sub/b"], [])


def test_a_file_of_another_kind_named_outright_is_an_exclusion(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    package(tmp_path)
    assert reasons(corpus.read(tmp_path / "a.pdf")) == [("a.pdf", "unsupported")]
    assert reasons(corpus.read(tmp_path / "datapackage.json")) == [("datapackage.json", "unsupported")]


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\nplain so far",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"PK\x03\x04word/document.xml",
        gzip.compress(b"He said so."),
        bytes(range(256)) * 20,
        hashlib.shake_128(b"noise").digest(5000),
        bytes(1000),
        b"\xfe\xff" + b"\x00\x01" * 100,
    ],
    ids=["pdf", "jpeg", "zip", "gzip", "every byte", "noise", "zeros", "controls in UTF-16"],
)
def test_binary_data_is_no_text(tmp_path: Path, data: bytes) -> None:
    assert reasons(corpus.read(put(tmp_path, a=data))) == [("a.txt", "binary")]


def test_a_folder_may_be_named_like_a_file(tmp_path: Path) -> None:
    put(tmp_path, **{"x.txt__a": "1"})
    assert ids(corpus.read(tmp_path)) == ["x.txt/a"]
    assert ids(corpus.read(tmp_path / "x.txt")) == ["a"]


def test_a_broken_link_and_one_to_itself_are_unreadable(tmp_path: Path) -> None:
    put(tmp_path, a="1")
    linkable(tmp_path / "broken.txt", "gone.txt")
    linkable(tmp_path / "loop.txt", "loop.txt")
    found = corpus.read(tmp_path)
    assert ids(found) == ["a"]
    assert reasons(found) == [("broken.txt", "unreadable"), ("loop.txt", "unreadable")]
    assert [exclusion.detail.endswith("(it is a link)") for exclusion in found.exclusions] == [True, True]
    assert reasons(corpus.read(tmp_path / "broken.txt")) == [("broken.txt", "unreadable")]


def test_links_to_folders_are_followed_once(tmp_path: Path) -> None:
    put(tmp_path, outside__b="2", outside__secret="3", study__sub__a="1", study__z__c="4")
    study = tmp_path / "study"
    linkable(study / "sub" / "back", study)
    linkable(study / "up", tmp_path)
    linkable(study / "a link", study / "z")
    linkable(study / "elsewhere", tmp_path / "outside")
    found = corpus.read(study)
    assert ids(found) == ["elsewhere/b", "elsewhere/secret", "sub/a", "z/c"]
    assert reasons(found) == [("a link", "duplicate"), ("sub/back", "duplicate"), ("up", "duplicate")]


def test_a_link_to_a_file_is_the_same_bytes(tmp_path: Path) -> None:
    put(tmp_path, a="1")
    linkable(tmp_path / "b.txt", "a.txt")
    assert reasons(corpus.read(tmp_path)) == [("b.txt", "duplicate")]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_what_the_system_refuses_is_unreadable(tmp_path: Path) -> None:
    put(tmp_path, a="1", b="2", shut__c="3")
    (tmp_path / "b.txt").chmod(0)
    (tmp_path / "shut").chmod(0)
    try:
        found = corpus.read(tmp_path)
    finally:
        (tmp_path / "shut").chmod(0o700)
    assert ids(found) == ["a"]
    assert reasons(found) == [("b.txt", "unreadable"), ("shut", "unreadable")]
    assert [exclusion.detail for exclusion in found.exclusions] == ["Permission denied", "Permission denied"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    put(tmp_path, a="1")
    os.mkfifo(tmp_path / "b.txt")
    assert reasons(corpus.read(tmp_path)) == [("b.txt", "unsupported")]


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no Unix sockets")
def test_a_socket_named_outright_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s")
        assert reasons(corpus.read("s")) == [("s", "unreadable")]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names must be Unicode here")
def test_a_name_that_is_not_utf8_is_shown_escaped(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/caf\xe9.txt", "wb") as stream:
        stream.write(b"text")
    (article,) = corpus.read(tmp_path).articles
    assert (article.doc_id, article.path) == ("caf\\xe9", "caf\\xe9.txt")
    tables.of_articles([article])


# --- ids -------------------------------------------------------------------------------------------------------------


def test_ids_that_would_be_the_same_are_numbered(tmp_path: Path) -> None:
    put(tmp_path, a="1")
    for name, text in (("a.TXT", "2"), ("a.Txt", "3")):
        (tmp_path / name).write_text(text)
    if len(list(tmp_path.iterdir())) < 3:
        pytest.skip("this file system takes a.txt and a.TXT for one file")
    assert [(article.doc_id, article.path) for article in corpus.read(tmp_path).articles] == [
        ("a", "a.TXT"),
        ("a-2", "a.Txt"),
        ("a-3", "a.txt"),
    ]


def test_an_id_that_is_taken_has_the_next_number() -> None:
    frame = pd.DataFrame({"doc_id": ["a", "a", "a-2", "a", "a-2"], "text": list("12345")})
    assert ids(corpus.read(frame)) == ["a", "a-2", "a-2-2", "a-3", "a-2-3"]


@given(st.lists(st.sampled_from(["a", "a-2", "a-2-2", "a-3", "b"]), max_size=12))
@settings(derandomize=True, deadline=None)
def test_ids_are_unique_and_those_of_earlier_rows_depend_on_no_later_one(given_ids: list[str]) -> None:
    frame = pd.DataFrame({"doc_id": given_ids, "text": [str(k) for k in range(len(given_ids))]})
    found = ids(corpus.read(frame))
    assert len(set(found)) == len(given_ids)
    assert ids(corpus.read(frame.head(5))) == found[:5]


# --- decoding --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "codec", "encoding"),
    [
        (b"", "utf-8", "utf-8"),
        (b"\xef\xbb\xbf", "utf-8", "utf-8-sig"),
        (b"\xff\xfe", "utf-16-le", "utf-16"),
        (b"\xfe\xff", "utf-16-be", "utf-16"),
        (b"\xff\xfe\x00\x00", "utf-32-le", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32-be", "utf-32"),
        (b"", "utf-16-le", "utf-16-le"),
        (b"", "utf-16-be", "utf-16-be"),
    ],
)
def test_unicode_is_told_by_its_mark_which_is_no_part_of_the_text(
    tmp_path: Path, mark: bytes, codec: str, encoding: str
) -> None:
    text = "\r\n“He said so,” she said 😀.\r\x00\u2028 e\u0301"
    data = mark + text.encode(codec)
    (article,) = corpus.read(put(tmp_path, a=data)).articles
    assert (article.text, article.encoding) == (text, encoding)
    assert article.sha256 == hashlib.sha256(data).hexdigest()


def test_only_the_first_mark_is_taken_off(tmp_path: Path) -> None:
    (article,) = corpus.read(put(tmp_path, a="\ufeff\ufeffa\ufeff")).articles
    assert article.text == "\ufeffa\ufeff"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", ENGLISH),
        ("mac_roman", ENGLISH),
        ("cp1252", "The price rose to £30 on Monday, he said.\n"),
        ("cp1252", "« Nous avons été surpris par la décision », a déclaré le porte-parole de l'Élysée à Paris.\n"),
        ("cp1252", "„Wir können das nicht ausschließen“, sagte der Sprecher der Behörde in München.\n"),
        ("cp1252", "«No habrá más negociación», señaló el portavoz del Gobierno español en una rueda de prensa.\n"),
        ("cp1250", "„Nie możemy tego wykluczyć” – powiedział rzecznik ministerstwa. Słyszeli też wystrzały.\n"),
        ("cp1251", "«Мы не можем этого исключать», — заявил представитель министерства обороны России.\n"),
        ("cp1253", "«Δεν μπορούμε να το αποκλείσουμε», δήλωσε ο εκπρόσωπος της κυβέρνησης στην Αθήνα.\n"),
        ("cp1256", "قال المتحدث باسم الحكومة في طرابلس إن القوات سيطرت على المدينة بالكامل.\n"),
        ("cp932", "「これは勝利だ」と報道官は述べた。政府は月曜日に会見を開き、今後の方針について説明する予定だ。\n"),
        ("gb18030", "“这是一次胜利”，发言人说。政府将于星期一举行新闻发布会，介绍今后的方针和政策。\n"),
        ("cp949", "“이것은 승리다”라고 대변인은 말했다. 정부는 월요일에 기자회견을 열어 방침을 설명할 예정이다.\n"),
    ],
)
@pytest.mark.parametrize("times", [1, 200])
def test_other_encodings_are_detected_and_recorded(tmp_path: Path, encoding: str, text: str, times: int) -> None:
    (article,) = corpus.read(put(tmp_path, a=(text * times).encode(encoding))).articles
    assert (article.encoding, article.text) == (encoding, text * times)


def test_damaged_utf8_is_not_taken_for_another_encoding(tmp_path: Path) -> None:
    data = ("“Schön”, sagte er. " * 3).encode()
    put(tmp_path, cut=data[:1] + data[2:], end=data + "ö".encode()[:1])
    found = corpus.read(tmp_path)
    assert [(exclusion.reason, exclusion.detail) for exclusion in found.exclusions] == [
        ("undecodable", "UTF-8, but for 2 broken byte(s), the first at offset 0; mend or save it anew"),
        ("undecodable", f"UTF-8, but for 1 broken byte(s), the first at offset {len(data)}; mend or save it anew"),
    ]


def test_the_metadata_may_say_the_encoding(tmp_path: Path) -> None:
    text = "Цена выросла, he said."
    put(tmp_path, a=text.encode("cp866"), b=text.encode("utf-8-sig"), c=b"\xffa", d=b"\xed\xa0\x80")
    package(
        tmp_path,
        {"path": "a.txt", "encoding": "IBM866"},
        {"path": "b.txt", "encoding": "IBM866"},
        {"path": "c.txt", "encoding": "ascii"},
        {"path": "d.txt", "encoding": "utf-7"},
    )
    found = corpus.read(tmp_path)
    assert [(article.doc_id, article.text, article.encoding) for article in found.articles] == [
        ("a", text, "cp866"),
        ("b", text, "utf-8-sig"),  # a byte order mark is surer than what anybody says
    ]
    assert reasons(found) == [("c.txt", "undecodable"), ("d.txt", "undecodable")]
    assert found.exclusions[1].detail.startswith("not utf-7, as datapackage.json says: ")


@given(st.text(st.characters(codec="utf-8")))
@example("\x00A said: “B”\x00")
@example("\r\n\r“\n")
@example("\u202b\u0627\u0644\u202c 👩\u200d👩\u200d👧 e\u0301\u0323")
@example("\ufeffA")
@example("a\x00b\x00")
@settings(derandomize=True, deadline=None, max_examples=300)
def test_any_unicode_text_comes_back_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = put(tmp_path_factory.mktemp("corpus"), a=text.encode())
    found = corpus.read(folder)
    share = sum(char < "\x07" or "\x0d" < char < "\x1b" or "\x1b" < char < " " or char == "\x7f" for char in text)
    if text.removeprefix("\ufeff").strip() == "":
        assert [exclusion.reason for exclusion in found.exclusions] in (["empty"], ["binary"])
    elif share <= 0.3 * len(text.encode()):
        (article,) = found.articles
        assert article.text == text.removeprefix("\ufeff")
        assert article.sha256 == hashlib.sha256(text.encode()).hexdigest()
    else:  # mostly control characters: refused, or Latin letters in UTF-16
        assert [exclusion.reason for exclusion in found.exclusions] == ["binary"] or (
            found.articles[0].text.encode(found.articles[0].encoding) == text.encode()
        )


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\x00\r\n “”\"'‘’«»\u2028\u202e\u0301😀")))
@settings(derandomize=True, deadline=None, max_examples=200)
def test_bytes_to_text_to_spans_loses_nothing(tmp_path_factory: pytest.TempPathFactory, noise: str) -> None:
    text = f"A spokesman said: “We do not know what happened there yesterday.” {noise}".ljust(3 * len(noise), ".")
    (article,) = corpus.read(put(tmp_path_factory.mktemp("corpus"), a=text.encode())).articles
    spans = marks.paragraphs(article.text)
    assert "".join(span.of(article.text) for span in spans) == "".join(
        text.encode().decode()[span.start : span.end] for span in spans
    )
    # between the paragraphs lies nothing but line breaks and white space: together they are the text
    rest, end = "", 0
    for span in spans:
        rest, end = rest + article.text[end : span.start], span.end
    assert not (rest + article.text[end:]).strip(marks.LINE_BREAK + " \t\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u3000")
    assert article.text == text


# --- metadata --------------------------------------------------------------------------------------------------------


def test_a_folders_data_package_is_its_metadata(tmp_path: Path) -> None:
    put(tmp_path, a="1", sub__b="2", c="3")
    package(
        tmp_path,
        {
            "path": "a.txt",
            "title": "A",
            "outlet": "The Paper",
            "author": "N. N.",
            "date": "2015-06",
            "url": "u",
            "x": 1,
        },
        {"path": "./sub/b.txt", "title": "B", "published": "1999", "date": "2000", "author": None, "outlet": ""},
        {"name": "inline", "data": []},
    )
    a, c, b = corpus.read(tmp_path).articles
    assert (a.title, a.outlet, a.author, a.published, a.url) == ("A", "The Paper", "N. N.", "2015-06", "u")
    assert (b.title, b.outlet, b.author, b.published, b.url) == ("B", None, None, "1999", None)
    assert (c.title, c.outlet, c.author, c.published, c.url) == (None, None, None, None, None)


def test_metadata_holds_for_a_file_and_for_a_glob_too(tmp_path: Path) -> None:
    package(put(tmp_path, a="1", sub__b="2"), {"path": "a.txt", "title": "A"}, {"path": "sub/b.txt", "title": "B"})
    for source in (tmp_path / "a.txt", tmp_path / "*.txt", tmp_path / "a*"):
        found = corpus.read(source)
        assert [article.title for article in found.articles] == ["A"]
        assert found.exclusions == ()  # whoever asks for a part does not want the rest
    assert [article.title for article in corpus.read(tmp_path / "**" / "*.txt").articles] == ["A", "B"]


def test_of_folders_within_one_another_the_nearest_wins_entry_by_entry(tmp_path: Path) -> None:
    package(put(tmp_path, sub__a="1"), {"path": "sub/a.txt", "title": "outer", "outlet": "The Paper"})
    package(tmp_path / "sub", {"path": "a.txt", "title": "inner"})
    for source in (tmp_path, tmp_path / "**" / "*.txt"):
        (article,) = corpus.read(source).articles
        assert (article.title, article.outlet) == ("inner", "The Paper")


def test_a_listed_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    put(tmp_path, a="1")
    (tmp_path / "b.csv").write_text("")
    package(
        tmp_path,
        {"path": ["a.txt", "b.csv"]},
        {"path": "gone.txt"},
        {"path": "gone.csv"},
        {"path": "../gone.txt"},
        {"path": "https://example.org/a.txt"},
    )
    found = corpus.read(tmp_path)
    detail = "datapackage.json lists it, but there is no such file in the folder"
    assert found.exclusions == (
        Exclusion("../gone.txt", "../gone", "missing", detail),
        Exclusion("b.csv", None, "unsupported", ".csv files are not read"),
        Exclusion("gone.csv", "gone", "missing", detail),
        Exclusion("gone.txt", "gone", "missing", detail),
        Exclusion("https:/example.org/a.txt", "https:/example.org/a", "missing", detail),
    )


def test_metadata_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    put(tmp_path, secret="1", study__a="2")
    package(tmp_path / "study", {"path": "../secret.txt"}, {"path": str(tmp_path / "secret.txt")})
    found = corpus.read(tmp_path / "study")
    assert ids(found) == ["a"]
    assert [exclusion.reason for exclusion in found.exclusions] == ["missing", "missing"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"resources": [}', "line 1, column 16: not valid JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b"", "line 1, column 1: not valid JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"resources": [' + b"9" * 5000 + b"]}", "not a data package"),
        (b"[]", "needs a list of files"),
        (b'{"title": "x"}', "needs a list of files"),
        (b'{"resources": ["a.txt"]}', r"resources\[0\] must be an object .* not a text"),
        (b'{"resources": [{"path": "a.txt"}, {"title": "x"}]}', r"resources\[1\]\.path must name the file"),
        (b'{"resources": [{"path": []}]}', r"resources\[0\]\.path must name the file"),
        (b'{"resources": [{"path": "\\ud800"}]}', r"resources\[0\]\.path holds half a character"),
        (b'{"resources": [{"path": "a.txt", "title": ["x"]}]}', r"resources\[0\]\.title must be a text .* not a list"),
        (b'{"resources": [{"path": "a.txt", "date": 2015}]}', r"resources\[0\]\.date must be a text .* not a number"),
        (b'{"resources": [{"path": "a.txt", "title": "\\ud800"}]}', r"resources\[0\]\.title holds half a character"),
        (b'{"resources": [{"path": "a.txt", "encoding": "utf8-9"}]}', "'utf8-9' is no known encoding"),
        (b'{"resources": [{"path": "a.txt", "encoding": "hex"}]}', "'hex' is no known encoding"),
        (b'{"resources": [{"path": "a.txt", "encoding": "a\\u0000"}]}', "is no known encoding"),
        (b'{"resources": [{"path": "a.txt"}, {"path": "./a.txt"}]}', r"resources\[1\]: 'a\.txt' is listed twice"),
    ],
)
def test_metadata_that_cannot_be_read_is_an_error_that_names_the_place(
    tmp_path: Path, content: bytes, message: str
) -> None:
    put(tmp_path, a="1")
    (tmp_path / "datapackage.json").write_bytes(content)
    with pytest.raises(CorpusError, match=message) as caught:
        corpus.read(tmp_path)
    assert str(tmp_path / "datapackage.json") in str(caught.value)


def test_a_data_package_may_start_with_a_byte_order_mark(tmp_path: Path) -> None:
    put(tmp_path, a="1")
    (tmp_path / "datapackage.json").write_text('{"resources": [{"path": "a.txt", "title": "É"}]}', encoding="utf-8-sig")
    assert [article.title for article in corpus.read(tmp_path).articles] == ["É"]


# --- tables ----------------------------------------------------------------------------------------------------------


def test_a_frame_is_read_with_what_it_knows() -> None:
    frame = pd.DataFrame(
        {
            "doc_id": ["x", None],
            "body": ["He said so.\r\n", "\ufeffShe did not."],
            "title": ["A", float("nan")],
            "outlet": ["The Paper", ""],
            "author": ["N. N.", None],
            "published": [pd.Timestamp("2015-06-09"), pd.Timestamp("2015-06-09 12:30")],
            "url": ["u", None],
            "path": [None, "b.txt"],
            "clicks": [1, 2],
        },
        index=["r1", "r2"],
    )
    assert corpus.read(frame, text="body") == corpus.Corpus(
        (
            Article(
                doc_id="x",
                text="He said so.\r\n",
                title="A",
                outlet="The Paper",
                author="N. N.",
                published="2015-06-09",
                url="u",
                sha256=hashlib.sha256(b"He said so.\r\n").hexdigest(),
            ),
            Article(
                doc_id="r2",
                text="\ufeffShe did not.",  # a string has no byte order mark: this one was meant
                published="2015-06-09T12:30:00",
                path="b.txt",
                sha256=hashlib.sha256("\ufeffShe did not.".encode()).hexdigest(),
            ),
        )
    )


def test_cells_become_text_as_a_reader_would_write_them() -> None:
    frame = pd.DataFrame(
        {
            "doc_id": [7.0, float("nan"), 9.0],
            "date": pd.Series([datetime.date(2015, 6, 9), pd.NaT, 2015], dtype=object),
            "text": ["1", "2", "3"],
        }
    )
    articles = corpus.read(frame).articles
    assert [(article.doc_id, article.published) for article in articles] == [
        ("7", "2015-06-09"),
        ("1", None),
        ("9", "2015"),
    ]


def test_rows_without_ids_have_their_index_labels() -> None:
    frame = pd.DataFrame({"text": list("123")}, index=pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("a", 2)]))
    assert ids(corpus.read(frame)) == ["a/1", "a/2", "a/2-2"]


def test_bad_rows_are_exclusions_and_cost_no_other() -> None:
    frame = pd.DataFrame(
        {
            "doc_id": ["a", "b", "c", "d", "e", "f", "g", "h\ud800", "i"],
            "text": ["x", None, " \n", 5, "\ud800", "x", "y" * 11, "z", ""],
            "path": ["a.txt", None, None, None, None, "f.txt", None, None, None],
        },
        dtype=object,
    )
    found = corpus.read(frame, settings=CorpusSettings(max_bytes=10))
    assert ids(found) == ["a"]
    half = "is half a character (a lone surrogate)"
    assert found.exclusions == (
        Exclusion(None, "b", "missing", "row 1: has no text"),
        Exclusion(None, "c", "empty", "row 2: nothing but white space"),
        Exclusion(None, "d", "unsupported", "row 3: its text is of type int, not str"),
        Exclusion(None, "e", "undecodable", f"row 4: character 0 of its text {half}"),
        Exclusion("f.txt", "f", "duplicate", "the same bytes as a.txt"),
        Exclusion(None, "g", "too_long", "row 6: 11 bytes, more than 10 (corpus.max_bytes)"),
        Exclusion(None, "h\\ud800", "undecodable", f"row 7: character 1 of its doc_id {half}"),
        Exclusion(None, "i", "empty", "row 8: no characters"),
    )
    tables.check(found.exclusions_frame(), tables.EXCLUSIONS)


def test_cells_that_are_no_scalars_are_no_texts() -> None:
    frame = pd.DataFrame({"text": [["a", "b"], pd.NA, b"bytes"], "title": [["t"], {}, pd.NA]})
    assert [exclusion.reason for exclusion in corpus.read(frame).exclusions] == [
        "unsupported",
        "missing",
        "unsupported",
    ]


def test_a_frame_of_articles_comes_back_as_it_went(tmp_path: Path) -> None:
    package(put(tmp_path, a="He said so.", sub__b="She did not.\r\n"), {"path": "a.txt", "title": "A", "date": "2015"})
    articles = corpus.read(tmp_path).articles
    assert corpus.read(tables.of_articles(articles)).articles == articles


def test_an_empty_frame_is_an_empty_corpus() -> None:
    assert corpus.read(pd.DataFrame({"text": []})) == corpus.Corpus(())


def test_a_column_that_is_not_there_is_an_error_that_names_those_that_are() -> None:
    frame = pd.DataFrame({"body": ["x"], "title": ["y"]})
    with pytest.raises(TableError, match=r"no column 'text' .* it has body, title$"):
        corpus.read(frame)
    with pytest.raises(TableError, match=r"did you mean text='body'\?"):
        corpus.read(frame, text="boddy")
    twice = pd.DataFrame([["x", "y"]], columns=["text", "text"])
    with pytest.raises(TableError, match="2 columns 'text'"):
        corpus.read(twice)


# --- the study's own -------------------------------------------------------------------------------------------------


def test_the_seeds_are_as_received() -> None:
    described = json.loads((SEEDS / "datapackage.json").read_text(encoding="utf-8"))
    assert described["resources"]
    for resource in described["resources"]:
        data = (SEEDS / resource["path"]).read_bytes()
        assert len(data) == resource["bytes"]
        assert f"sha256:{hashlib.sha256(data).hexdigest()}" == resource["hash"]
    found = corpus.read(SEEDS)
    assert [article.path for article in found.articles] == [resource["path"] for resource in described["resources"]]
    assert found.exclusions == ()
