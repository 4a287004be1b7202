"""Archives are read as folders are, and no trick in them reaches out of the corpus or fills the memory."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import random
import stat
import tarfile
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quotelens import corpus
from quotelens.corpus import archives, limits, names, readers
from quotelens.corpus.documents import Document, Options, RefusedError
from quotelens.errors import CorpusError
from quotelens.records import Article, Exclusion
from quotelens.settings import CorpusSettings

SAID = "The mayor said she knew nothing of {}.\n"
TEXTS = {name: SAID.format(name) for name in ("b.txt", "a/z.txt", "a/b/c.txt", "a-b.txt")}
COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    ".tar": bytes, ".tar.gz": gzip.compress, ".tgz": gzip.compress, ".tar.bz2": bz2.compress, ".tbz2": bz2.compress,
    ".tar.xz": lzma.compress, ".txz": lzma.compress,
}  # fmt: skip


def zipped(members: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return packed.getvalue()


def tarred(members: dict[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in members.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return packed.getvalue()


def of_type(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def read(tmp_path: Path, name: str, data: bytes, *, max_bytes: int = 5_000_000) -> corpus.Corpus:
    (tmp_path / name).write_bytes(data)
    return corpus.read(tmp_path / name, settings=CorpusSettings(max_bytes=max_bytes))


def ids(found: corpus.Corpus) -> list[str]:
    return [article.doc_id for article in found.articles]


def reasons(found: corpus.Corpus) -> list[tuple[str | None, str]]:
    return [(exclusion.path, exclusion.reason) for exclusion in found.exclusions]


# --- what is read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_gives_its_texts_in_the_order_of_their_paths(tmp_path: Path, compression: int) -> None:
    found = read(tmp_path, "papers.zip", zipped(TEXTS, compression))
    assert ids(found) == ["papers.zip/a/b/c", "papers.zip/a/z", "papers.zip/a-b", "papers.zip/b"]
    assert found.articles[0] == Article.from_text(
        "The mayor said she knew nothing of a/b/c.txt.\n",
        "papers.zip/a/b/c",
        path="papers.zip/a/b/c.txt",
        language="en",
    )
    assert found.exclusions == ()


@pytest.mark.parametrize("ending", COMPRESSIONS)
def test_a_tar_gives_its_texts_too(tmp_path: Path, ending: str) -> None:
    found = read(tmp_path, f"papers{ending}", COMPRESSIONS[ending](tarred(TEXTS)))
    place = f"papers{ending}"
    by_path = [f"{place}/a/b/c", f"{place}/a/z", f"{place}/a-b", f"{place}/b"]
    as_packed = [f"{place}/b", f"{place}/a/z", f"{place}/a/b/c", f"{place}/a-b"]
    assert ids(found) == (by_path if ending == ".tar" else as_packed)
    assert {article.text for article in found.articles} == set(TEXTS.values())
    assert found.exclusions == ()


def test_an_archive_in_a_folder_stands_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.")
    (tmp_path / "c.txt").write_text("Three.")
    (tmp_path / "b.ZIP").write_bytes(zipped({"x.txt": "Two.", "y.txt": "One."}))
    found = corpus.read(tmp_path)
    assert ids(found) == ["a", "b.ZIP/x", "b.ZIP/y", "c"]
    assert [article.duplicate_of for article in found.articles] == [None, None, "a", None]
    assert found.exclusions == ()


def test_what_is_no_document_of_a_folder_is_none_of_an_archive(tmp_path: Path) -> None:
    members: dict[str, str | bytes] = {
        "README.md": "About.", "study.toml": "x", "x/aliases.csv": "x", ".hidden.txt": "x", ".git/config.txt": "x",
        "__MACOSX/._a.txt": "x", "x/.DS_Store": "x", "x/": "", "x/a.txt": "One.", "x/b.mp3": "x", "x/c": "x",
    }  # fmt: skip
    found = read(tmp_path, "a.zip", zipped(members))
    assert ids(found) == ["a.zip/x/a"]
    assert found.exclusions == (
        Exclusion("a.zip/x/b.mp3", None, "unsupported", ".mp3 files are not read"),
        Exclusion("a.zip/x/c", None, "unsupported", "files without an ending are not read"),
    )


def test_a_data_package_in_the_archive_says_what_is_known_of_its_members(tmp_path: Path) -> None:
    outer = [{"path": "x/a.txt", "title": "Outer", "author": "Jane Roe"}, {"path": "x/none.txt"}, {"path": "README.md"}]
    inner = [{"path": "a.txt", "title": "Inner"}]
    members: dict[str, str | bytes] = {
        "x/datapackage.json": json.dumps({"resources": inner}),
        "x/a.txt": "caf\xe9".encode("cp1252"),
        "README.md": "About.",
        "datapackage.json": json.dumps({"resources": outer}),
    }
    (tmp_path / "datapackage.json").write_text(
        json.dumps({"resources": [{"path": "a.zip", "title": "All", "outlet": "The Herald", "encoding": "cp1252"}]})
    )
    for packed, name in ((zipped(members), "a.zip"), (gzip.compress(tarred(members)), "b.tgz")):
        found = read(tmp_path, name, packed)
        [article] = found.articles
        assert (article.title, article.author) == ("Inner", "Jane Roe")
        assert (article.outlet, article.encoding) == (("The Herald", "cp1252") if name == "a.zip" else (None, "cp1252"))
        assert reasons(found) == [(f"{name}/x/none.txt", "missing")]


def test_a_data_package_that_is_none_is_an_error_that_names_the_archive(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"^a\.zip/x/datapackage\.json, line 1, column 2: not valid JSON"):
        read(tmp_path, "a.zip", zipped({"x/datapackage.json": "{x", "x/a.txt": "One."}))


def test_a_data_package_cannot_point_out_of_its_archive(tmp_path: Path) -> None:
    listed = {"resources": [{"path": "../b.txt", "title": "x"}, {"path": "/etc/hosts"}]}
    found = read(tmp_path, "a.zip", zipped({"datapackage.json": json.dumps(listed), "a.txt": "One."}))
    assert ids(found) == ["a.zip/a"]
    assert reasons(found) == [("a.zip", "unsafe"), ("a.zip", "unsafe")]
    assert found.exclusions[0].detail == "its datapackage.json lists '../b.txt', which lies outside"


def test_a_name_that_is_there_twice_gives_two_articles(tmp_path: Path) -> None:
    packed = zipped({"a.txt": "One.", "b.txt": "Two."}).replace(b"b.txt", b"a.txt")
    found = read(tmp_path, "a.zip", packed)
    assert [(article.doc_id, article.text) for article in found.articles] == [
        ("a.zip/a", "One."),
        ("a.zip/a-2", "Two."),
    ]


def test_names_are_read_in_whatever_encoding_and_shown_composed(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "Zoë")
    data = zipped({f"{decomposed}.txt": "One.", "a.txt": "Two."})
    assert ids(read(tmp_path, "flagged.zip", data)) == ["flagged.zip/Zoë", "flagged.zip/a"]
    old = zipped({"XXX.txt": "One."}).replace(b"XXX.txt", b"Zo\x89.txt")  # ë in code page 437
    assert ids(read(tmp_path, "dos.zip", old)) == ["dos.zip/Zoë"]
    unflagged = zipped({"XXXX.txt": "One."}).replace(b"XXXX.txt", "Zoë.txt".encode())
    assert ids(read(tmp_path, "mac.zip", unflagged)) == ["mac.zip/Zoë"]
    assert ids(read(tmp_path, "u.tar", tarred({f"{decomposed}.txt": "One."}))) == ["u.tar/Zoë"]
    broken = tarred({"XXX.txt": "One."})
    header = broken[:512].replace(b"XXX.txt", b"Zo\xeb.txt")
    total = 256 + sum(header[:148]) + sum(header[156:])
    header = header[:148] + b"%06o\0 " % total + header[156:]
    assert ids(read(tmp_path, "latin.tar", header + broken[512:])) == ["latin.tar/Zo\\xeb"]


def test_an_archive_in_an_archive_is_read_and_one_in_that_is_not(tmp_path: Path) -> None:
    third = zipped({"c.txt": "Three."})
    second = gzip.compress(tarred({"b.txt": "Two.", "third.zip": third}))
    found = read(tmp_path, "first.zip", zipped({"a.txt": "One.", "second.tar.gz": second}))
    assert ids(found) == ["first.zip/a", "first.zip/second.tar.gz/b"]
    assert reasons(found) == [("first.zip/second.tar.gz/third.zip", "unsupported")]


@pytest.mark.parametrize(
    ("name", "data"), [("a.zip", zipped({})), ("a.tar", tarred({})), ("b.zip", zipped({".x": ""}))]
)
def test_an_archive_without_documents_is_told(tmp_path: Path, name: str, data: bytes) -> None:
    assert reasons(read(tmp_path, name, data)) == [(name, "empty")]


@pytest.mark.parametrize("name", ["a.7z", "a.RAR"])
def test_other_archives_are_not_read_and_told_what_to_do(tmp_path: Path, name: str) -> None:
    [exclusion] = read(tmp_path, name, b"7z").exclusions
    assert exclusion.reason == "unsupported"
    assert exclusion.detail.endswith("files are not read; unpack it and read the folder, or pack it anew as ZIP")


def test_a_single_compressed_file_is_not_read(tmp_path: Path) -> None:
    [exclusion] = read(tmp_path, "a.txt.gz", gzip.compress(b"One.")).exclusions
    assert (exclusion.reason, exclusion.detail) == (
        "unsupported", ".gz is read of TAR archives only (.tar.gz); unpack it",
    )  # fmt: skip


# --- tricks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("../a.txt", "leads out of its folder"),
        ("x/../../a.txt", "leads out of its folder"),
        ("/etc/a.txt", "starts at the root of a disk"),
        ("C:/a.txt", "starts at the root of a disk"),
        ("./c:a.txt", "starts at the root of a disk"),
        ("..\\a.txt", "holds a backslash"),
        ("a\0.txt", "holds a zero byte"),
        (f"{'x' * 1_000}.txt", "is 1,004 characters long"),
    ],
)
def test_a_name_that_leads_astray_is_not_read(tmp_path: Path, name: str, what: str) -> None:
    with pytest.raises(RefusedError, match=what):
        names.within(name)
    if "\0" not in name:  # neither format's writer lets one through
        for archive, data in (
            ("a.zip", zipped({name: "x", "a.txt": "One."})),
            ("a.tar", tarred({name: "x", "a.txt": "One."})),
        ):
            found = read(tmp_path, archive, data)
            assert ids(found) == [f"{archive}/a"]
            assert reasons(found) == [(archive, "unsafe")]
            assert what in found.exclusions[0].detail


def test_a_zero_byte_in_a_zip_does_not_hide_the_rest_of_a_name(tmp_path: Path) -> None:
    data = zipped({"a.txtX.exe": "One."}).replace(b"a.txtX.exe", b"a.txt\0.exe")
    assert reasons(read(tmp_path, "a.zip", data)) == [("a.zip", "unsafe")]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("./a//b.txt", "a/b.txt"),
        ("a.txt", "a.txt"),
        (".", ""),
        ("a/", "a"),
        ("a..b/...txt", "a..b/...txt"),
        ("a\udcff", "a\\xff"),
    ],
)
def test_a_name_is_cleaned_of_what_says_nothing(name: str, path: str) -> None:
    assert names.within(name) == path


@given(st.text(alphabet=st.characters() | st.sampled_from("./\\:\0\ud800\udcff"), max_size=40))
@example("\udcc2\udcaf..")
@example("a/\u2024\u2024/b")
@settings(deadline=None)
def test_no_name_leads_out_of_the_archive(name: str) -> None:
    try:
        path = names.within(name)
    except RefusedError as refused:
        refused.detail.encode("utf-8")
        return
    path.encode("utf-8")
    joined = os.path.normpath(os.path.join("/corpus/a.zip", path))
    assert joined == "/corpus/a.zip" or joined.startswith("/corpus/a.zip/")
    assert not path.startswith("/")
    assert ".." not in path.split("/")
    assert unicodedata.is_normalized("NFC", path)


@given(st.dictionaries(st.text(max_size=12).filter(lambda name: "\0" not in name), st.binary(max_size=20), max_size=5))
@settings(max_examples=40, deadline=None)
def test_whatever_its_members_are_called_an_archive_is_read_to_its_end(members: dict[str, str | bytes]) -> None:
    for name, data in (("a.zip", zipped(members)), ("a.tar", tarred(members))):
        document = Document(name, lambda data=data: io.BytesIO(data))
        for item in readers.read(document, Options()):
            assert item.path is not None
            assert item.path == name or item.path.startswith(f"{name}/")
            assert ".." not in item.path.split("/")


def test_links_and_devices_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Secret.")
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.addfile(of_type("soft.txt", tarfile.SYMTYPE, str(tmp_path / "secret.txt")))
        archive.addfile(of_type("hard.txt", tarfile.LNKTYPE, "../secret.txt"))
        archive.addfile(of_type("pipe.txt", tarfile.FIFOTYPE))
        archive.addfile(of_type("zero.txt", tarfile.CHRTYPE))
    found = read(tmp_path, "a.tar", packed.getvalue())
    assert found.articles == ()
    assert [(one.path, one.reason, one.detail) for one in found.exclusions] == [
        ("a.tar/hard.txt", "unsafe", "a link"),
        ("a.tar/pipe.txt", "unsafe", "a pipe or device, not a file"),
        ("a.tar/soft.txt", "unsafe", "a link"),
        ("a.tar/zero.txt", "unsafe", "a pipe or device, not a file"),
    ]
    link = zipfile.ZipInfo("soft.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    zip_packed = io.BytesIO()
    with zipfile.ZipFile(zip_packed, "w") as zip_archive:
        zip_archive.writestr(link, str(tmp_path / "secret.txt"))
    assert reasons(read(tmp_path, "a.zip", zip_packed.getvalue())) == [("a.zip/soft.txt", "unsafe")]


def test_an_encrypted_member_is_told_and_costs_no_other(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": "One.", "b.txt": "Two."}))
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the flag in the list of members
    found = read(tmp_path, "a.zip", bytes(data))
    assert ids(found) == ["a.zip/b"]
    assert found.exclusions == (
        Exclusion("a.zip/a.txt", "a.zip/a", "encrypted", "it needs a password; unpack the archive and read the folder"),
    )


# --- damage ----------------------------------------------------------------------------------------------------------


def test_a_zip_that_is_cut_has_lost_the_list_of_its_members(tmp_path: Path) -> None:
    [exclusion] = read(tmp_path, "a.zip", zipped(TEXTS)[:-30]).exclusions
    assert (exclusion.path, exclusion.doc_id, exclusion.reason) == ("a.zip", "a", "unreadable")
    assert exclusion.detail.startswith("damaged: File is not a zip file; the list of its members stands at its end")


@pytest.mark.parametrize("ending", [".tar", ".tar.gz", ".tar.bz2", ".tar.xz"])
def test_of_a_tar_that_is_cut_what_is_there_is_read(tmp_path: Path, ending: str) -> None:
    noise = random.Random(8)  # hardly smaller when compressed
    members: dict[str, str | bytes] = {f"{k}.txt": noise.randbytes(3000).hex() for k in range(5)}
    whole = COMPRESSIONS[ending](tarred(members))
    found = read(tmp_path, f"a{ending}", whole[: len(whole) * 2 // 3])
    kept = len(found.articles)
    if ending == ".tar.bz2":  # whose blocks are larger than the whole of it: nothing of a cut one can be unpacked
        assert kept == 0
    else:
        assert 2 <= kept <= 4
        assert [article.text for article in found.articles] == list(members.values())[:kept]
    assert {reason for _, reason in reasons(found)} == {"unreadable"}
    assert found.exclusions[-1].path == f"a{ending}"


def test_a_damaged_header_is_not_taken_for_the_end(tmp_path: Path) -> None:
    data = bytearray(tarred({"a.txt": "One.", "b.txt": "Two.", "c.txt": "Three."}))
    data[1024:1030] = b"\xff" * 6
    found = read(tmp_path, "a.tar", bytes(data))
    assert ids(found) == ["a.tar/a"]
    assert found.exclusions == (
        Exclusion(
            "a.tar", None, "unreadable", "damaged: the header at byte 1,024; what comes after member 1 is not read"
        ),
    )


def test_a_damaged_member_costs_no_other(tmp_path: Path) -> None:
    data = zipped({"a.txt": "One. " * 50, "b.txt": "Two."}, zipfile.ZIP_STORED).replace(b"One. One.", b"One. Two.", 1)
    found = read(tmp_path, "a.zip", data)
    assert ids(found) == ["a.zip/b"]
    assert found.exclusions == (
        Exclusion("a.zip/a.txt", "a.zip/a", "unreadable", "damaged: Bad CRC-32 for file 'a.txt'"),
    )


def test_a_compression_that_is_not_known_is_told(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": "One.", "b.txt": "Two."}))
    for start in (data.index(b"PK\x01\x02") + 10, data.index(b"PK\x03\x04") + 8):
        data[start : start + 2] = b"\x09\x00"
    found = read(tmp_path, "a.zip", bytes(data))
    assert ids(found) == ["a.zip/b"]
    assert reasons(found) == [("a.zip/a.txt", "unsupported")]


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.txz"])
@pytest.mark.parametrize("data", [b"", b"He said so.", b"\x1f\x8b\x08\x00", b"PK\x03\x04", b"\0" * 2048])
def test_what_is_no_archive_is_told(tmp_path: Path, name: str, data: bytes) -> None:
    found = read(tmp_path, name, data)
    assert found.articles == ()
    assert [path for path, _ in reasons(found)] == [name]
    assert reasons(found)[0][1] in ("unreadable", "empty")


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_bytes_may_be_changed(data: st.DataObject) -> None:
    name, packed = data.draw(
        st.sampled_from([("a.zip", zipped(TEXTS)), ("a.tar", tarred({"a.txt": "One.", "b.txt": "Two."}))])
    )
    changed = bytearray(packed)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    document = Document(name, lambda: io.BytesIO(bytes(changed)))
    for item in readers.read(document, Options()):
        assert item.path is not None
        assert item.path == name or item.path.startswith(f"{name}/")


# --- bombs -----------------------------------------------------------------------------------------------------------


def small(monkeypatch: pytest.MonkeyPatch, *, grace: int) -> None:
    monkeypatch.setattr(limits, "GRACE", grace)


def test_a_bomb_is_stopped_and_what_came_before_it_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small(monkeypatch, grace=100_000)
    zeros = b"\n" * 1_000_000
    members: dict[str, str | bytes] = {
        "a.txt": "One.",
        "b.txt": zeros,
        "c.txt": "Three.",
        "d.mp3": "x",
        "e.txt": "Five.",
    }
    found = read(tmp_path, "a.zip", zipped(members))
    limit = max(100_000, 100 * (tmp_path / "a.zip").stat().st_size)
    assert ids(found) == ["a.zip/a"]
    assert found.exclusions == (
        Exclusion(
            "a.zip/b.txt",
            "a.zip/b",
            "unsafe",
            f"the archive unpacks to more than {limit:,} bytes; if that is right, unpack it and read the folder",
        ),
        Exclusion(
            "a.zip", None, "unsafe", f"it unpacks to more than {limit:,} bytes; the 3 documents left in it are not read"
        ),
    )


@pytest.mark.parametrize("ending", [".tar.gz", ".tar.bz2", ".tar.xz"])
def test_a_bomb_in_a_tar_is_stopped_while_its_members_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    small(monkeypatch, grace=100_000)
    members: dict[str, str | bytes] = {"a.txt": "One.", "b.txt": b"\n" * 3_000_000, "c.txt": "Three."}
    found = read(tmp_path, f"a{ending}", COMPRESSIONS[ending](tarred(members)))
    assert ids(found) == [f"a{ending}/a"]
    assert (f"a{ending}", "unsafe") in reasons(found)
    assert found.exclusions[-1].detail.endswith("; what comes after member 2 is not read")


def test_what_an_archive_claims_of_its_sizes_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small(monkeypatch, grace=100_000)
    data = zipped({"b.txt": b"\n" * 4_000_000})
    claim = (4_000_000).to_bytes(4, "little")
    data = data.replace(claim, (5).to_bytes(4, "little"))
    found = read(tmp_path, "a.zip", data)
    assert found.articles == ()
    assert reasons(found)[0] in [("a.zip/b.txt", "unsafe"), ("a.zip/b.txt", "unreadable")]


def test_a_bomb_in_an_inner_archive_stops_the_outer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small(monkeypatch, grace=100_000)
    inner = zipped({"a.txt": b"\n" * 1_000_000, "b.txt": "Two."})
    found = read(tmp_path, "a.zip", zipped({"1.zip": inner, "2.zip": inner, "3.txt": "Three."}))
    assert found.articles == ()
    assert reasons(found) == [("a.zip/1.zip/a.txt", "unsafe"), ("a.zip/1.zip", "unsafe"), ("a.zip", "unsafe")]


def test_a_long_member_is_not_held_in_memory(tmp_path: Path) -> None:
    found = read(tmp_path, "a.zip", zipped({"a.txt": "x" * 2_000, "b.txt": "Two."}), max_bytes=1_000)
    assert ids(found) == ["a.zip/b"]
    assert reasons(found) == [("a.zip/a.txt", "too_long")]


def test_an_inner_archive_is_held_only_to_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_INNER", 50)
    found = read(tmp_path, "a.zip", zipped({"b.zip": zipped({"c.txt": "One."})}))
    assert reasons(found) == [("a.zip/b.zip", "too_long")]


def test_members_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 2)
    for name, data in (("a.zip", zipped(TEXTS)), ("a.tar", tarred(TEXTS))):
        found = read(tmp_path, name, data)
        assert ids(found) == [f"{name}/a/z", f"{name}/b"]
        assert found.exclusions == (
            Exclusion(
                name,
                None,
                "unsafe",
                "more than 2 members; unpack it and read the folder; what comes after member 2 is not read",
            ),
        )


def test_a_header_is_not_read_into_memory_whatever_its_size(tmp_path: Path) -> None:
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 2_000_000
    data = header.tobuf(tarfile.USTAR_FORMAT) + b"0" * 2_000_384 + tarred({"a.txt": "One."})
    assert reasons(read(tmp_path, "a.tar.gz", gzip.compress(data))) == [("a.tar.gz", "unsafe")]


def test_a_member_is_streamed(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"a.txt": "He said so.\n" * 3}))
    document = Document("a.zip", lambda: (tmp_path / "a.zip").open("rb"))
    for member in archives.members(document):
        assert isinstance(member, Document)
        for _ in range(2):
            with member.open() as stream, io.TextIOWrapper(stream, "utf-8") as lines:
                assert not stream.seekable()
                assert list(lines) == ["He said so.\n"] * 3
        assert (member.depth, member.real) == (1, None)
