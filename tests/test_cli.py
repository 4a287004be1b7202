"""The command line as a shell sees it: arguments in; standard output, standard error and exit code out."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from quotelens import exchange, tables
from quotelens.cli import app
from quotelens.records import AFFILIATIONS, KINDS, QUOTE_TYPES
from quotelens.version import __version__

FERRY = Path(__file__).parent / "data" / "ferry.txt"
FERRY_TEXT = FERRY.read_bytes().decode("utf-8")


def quotelens(
    *arguments: str | Path, stdin: bytes = b"", folder: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "quotelens", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, check=False, cwd=folder)


def lines_of(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.decode("utf-8").split("\n")[:-1]]


@pytest.fixture(scope="module")
def extracted() -> subprocess.CompletedProcess[bytes]:
    return quotelens("extract", FERRY)


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder of two articles and an empty file."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "b.txt").write_text("“We left,” said Ann Lee.\n", encoding="utf-8")
    (folder / "a.txt").write_text("It rained.", encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    return folder


# --- extract ---------------------------------------------------------------------------------------------------------


def test_extract_prints_one_json_line_an_article_and_nothing_else(
    extracted: subprocess.CompletedProcess[bytes],
) -> None:
    assert (extracted.returncode, extracted.stderr) == (0, b"")
    assert extracted.stdout.endswith(b"}\n")
    assert extracted.stdout.count(b"\n") == 1
    [record] = lines_of(extracted)
    assert list(record) == ["doc_id", "path", "sha256", "quotes"]
    assert (record["doc_id"], record["path"]) == ("ferry", "ferry.txt")
    assert len(record["sha256"]) == 64


def test_extract_keeps_the_contract_to_the_letter(extracted: subprocess.CompletedProcess[bytes]) -> None:
    [record] = lines_of(extracted)
    assert len(record["quotes"]) > 8
    ids = [quote["quote_id"] for quote in record["quotes"]]
    for quote in record["quotes"]:
        assert list(quote) == [
            "quote_id", "type", "level", "parent_quote_id", "source", "mention", "cue", "content", "confidence",
        ]  # fmt: skip
        assert type(quote["quote_id"]) is str
        assert quote["type"] in QUOTE_TYPES
        assert type(quote["level"]) is int
        assert (quote["parent_quote_id"] is None) == (quote["level"] == 0)
        assert quote["parent_quote_id"] is None or quote["parent_quote_id"] in ids
        assert type(quote["confidence"]) is float
        assert 0 <= quote["confidence"] <= 1
        if quote["source"] is not None:
            assert list(quote["source"]) == ["id", "name", "kind", "named", "affiliation", "role"]
            assert type(quote["source"]["id"]) is type(quote["source"]["name"]) is str
            assert quote["source"]["kind"] in KINDS
            assert type(quote["source"]["named"]) is bool
            assert quote["source"]["affiliation"] in AFFILIATIONS
            assert quote["source"]["role"] is None or type(quote["source"]["role"]) is str
    assert len(set(ids)) == len(ids)


def test_extract_prints_what_other_tools_read(extracted: subprocess.CompletedProcess[bytes], tmp_path: Path) -> None:
    [record] = lines_of(extracted)
    done = quotelens("extract", FERRY, "--format", "conll")
    assert (done.returncode, done.stderr) == (0, b"")
    (tmp_path / "ferry.conll").write_bytes(done.stdout)
    [item] = exchange.read(tmp_path / "ferry.conll")
    assert (item.article.doc_id, item.article.text) == ("ferry", FERRY_TEXT)
    assert [[[span.start, span.end] for span in quote.content] for quote in item.quotes] == [
        [[span["start"], span["end"]] for span in quote["content"]] for quote in record["quotes"]
    ]


def test_extract_writes_every_format_to_a_folder(
    extracted: subprocess.CompletedProcess[bytes], mixed: Path, tmp_path: Path
) -> None:
    (mixed / "ferry.txt").write_bytes(FERRY.read_bytes())
    done = quotelens("extract", mixed, "-o", tmp_path / "out", "--format", ",".join(exchange.FORMATS), "--strict")
    assert (done.returncode, done.stdout) == (1, b"")
    said = done.stderr.decode().splitlines()
    written = sorted(line.removeprefix("wrote ") for line in said if line.startswith("wrote "))
    places = {path: sum(1 for one in path.rglob("*") if one.is_file()) for path in (tmp_path / "out").iterdir()}
    assert written == sorted(f"{path} ({n} files)" if n else str(path) for path, n in places.items())
    assert [line for line in said if line.startswith("left out")] == ["left out empty.txt: empty: no characters"]
    with (tmp_path / "out" / "quotes.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["text_name"] == "ferry"]
    [record] = lines_of(extracted)
    assert [row["speaker"] for row in rows] == [
        quote["mention"]["text"] if quote["mention"] else "" for quote in record["quotes"]
    ]
    assert [item.article.doc_id for item in exchange.read(tmp_path / "out" / "citron")] == ["a", "b", "ferry"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "brat"], "need -o DIR"),
        (["--format", "jsonl,citron"], "need -o DIR"),
        (["--format", "xml"], "'xml' is no format; known are jsonl"),
        (["-o", "tables"], "holds tables and their datapackage.json"),
    ],
)
def test_extract_says_what_it_cannot_print(mixed: Path, arguments: list[str], message: str) -> None:
    (mixed / "tables").mkdir()
    (mixed / "tables" / "datapackage.json").write_text("{}", encoding="utf-8")
    done = quotelens("extract", ".", *arguments, folder=mixed)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in " ".join(done.stderr.decode().replace("│", " ").split())


def test_the_help_of_extract_names_every_format() -> None:
    named = quotelens("extract", "--help").stdout.decode()
    assert [name for name in exchange.FORMATS if name not in named] == []


def test_offsets_are_characters_of_the_text(extracted: subprocess.CompletedProcess[bytes]) -> None:
    [record] = lines_of(extracted)
    for quote in record["quotes"]:
        assert quote["content"]
        for span in [*quote["content"], *filter(None, (quote["mention"], quote["cue"]))]:
            assert list(span) == ["start", "end", "text"]
            assert type(span["start"]) is type(span["end"]) is int
            assert FERRY_TEXT[span["start"] : span["end"]] == span["text"] != ""


def test_extract_says_who_spoke(extracted: subprocess.CompletedProcess[bytes]) -> None:
    [record] = lines_of(extracted)
    quote = next(quote for quote in record["quotes"] if "We heard you" in quote["content"][0]["text"])
    assert (quote["level"], quote["type"], quote["cue"]["text"]) == (0, "direct", "said")
    source = quote["source"]
    assert (source["name"], source["kind"], source["named"]) == ("Maria Keller", "person", True)


def test_standard_input_is_an_article(extracted: subprocess.CompletedProcess[bytes]) -> None:
    # characters beyond the basic plane and a byte order mark in front: offsets count characters of the decoded text
    done = quotelens("extract", "-", stdin=b"\xef\xbb\xbf" + "\U0001f600 ".encode() + FERRY.read_bytes())
    assert (done.returncode, done.stderr) == (0, b"")
    [record] = lines_of(done)
    assert record["path"] is None
    text = "\U0001f600 " + FERRY_TEXT
    assert len(record["quotes"]) > 8
    for quote in record["quotes"]:
        for span in quote["content"]:
            assert text[span["start"] : span["end"]] == span["text"]


def test_a_folder_gives_a_line_an_article_in_order_and_says_what_was_left_out(mixed: Path) -> None:
    done = quotelens("extract", mixed)
    assert done.returncode == 0
    assert [record["doc_id"] for record in lines_of(done)] == ["a", "b"]
    assert [len(record["quotes"]) > 0 for record in lines_of(done)] == [False, True]
    messages = done.stderr.decode().splitlines()
    assert messages[0].startswith("left out empty.txt: empty: ")
    assert messages[-1] == "1 excluded; the exclusions table says why"


def test_strict_makes_an_exclusion_exit_code_1_and_still_prints_the_rest(mixed: Path) -> None:
    done = quotelens("extract", mixed, "--strict")
    assert done.returncode == 1
    assert [record["doc_id"] for record in lines_of(done)] == ["a", "b"]
    (mixed / "empty.txt").unlink()
    assert quotelens("extract", mixed, "--strict").returncode == 0


def test_the_same_input_prints_the_same_bytes(extracted: subprocess.CompletedProcess[bytes]) -> None:
    assert quotelens("extract", FERRY).stdout == extracted.stdout


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    for k in range(40):  # more than a pipe holds
        (tmp_path / f"{k:02}.txt").write_text(f"Number {k}.\n\n{FERRY_TEXT}", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "quotelens", "extract", str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert json.loads(process.stdout.readline())["doc_id"] == "00"
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), errors) == (0, b"")


def test_a_table_is_read_by_the_columns_that_are_named_or_found(tmp_path: Path) -> None:
    table = "key,headline,body,text\nk1,A,“We left,” said Ann Lee.,no\nk2,B\n".replace("“We left,”", '"“We left,”')
    (tmp_path / "news.csv").write_text(table.replace("Lee.", 'Lee."'), encoding="utf-8")
    done = quotelens("extract", tmp_path / "news.csv", "--text", "body", "--id", "key")
    assert done.returncode == 0, done.stderr
    [record] = lines_of(done)
    assert (record["doc_id"], record["quotes"][0]["source"]["name"]) == ("k1", "Ann Lee")
    assert done.stderr.decode().splitlines() == [
        "news.csv: text from 'body', title from 'headline', id from 'key'",
        "left out news.csv: malformed: line 3: 2 cells, but the header has 4",
        "1 excluded; the exclusions table says why",
    ]
    wrong = quotelens("analyse", tmp_path / "news.csv", "-o", tmp_path / "out", "--title", "heading")
    assert (wrong.returncode, wrong.stdout) == (2, b"")
    assert wrong.stderr.decode().startswith("quotelens: news.csv: the table has no column 'heading' (title); ")
    right = quotelens("analyse", tmp_path / "news.csv", "-o", tmp_path / "out", "--text", "body")
    assert right.stderr.decode().splitlines()[0] == "news.csv: text from 'body', title from 'headline', id from 'key'"
    assert tables.read(tmp_path / "out")["articles"]["doc_id"].tolist() == ["k1"]


# --- corrections -----------------------------------------------------------------------------------------------------


@pytest.fixture
def reviewed(tmp_path: Path, extracted: subprocess.CompletedProcess[bytes]) -> Path:
    """A study of the ferry's article in which a person has been through every outer quote."""
    [record] = lines_of(extracted)
    known = {"doc_id": "ferry", "sha256": record["sha256"]}
    rows = [
        {"action": "accept", **known, "content": [[part["start"], part["end"]] for part in quote["content"]]}
        for quote in record["quotes"]
        if quote["level"] == 0
    ]
    rows[0] |= {"action": "reattribute", "source": {"name": "Jane Roe"}, "by": "AB", "at": "2026-11-26"}
    rows[-1]["action"] = "delete"
    rows.append({**rows[0], "sha256": "00" * 32})
    (tmp_path / "study" / "seeds").mkdir(parents=True)
    (tmp_path / "study" / "seeds" / "ferry.txt").write_bytes(FERRY.read_bytes())
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "study" / "corrections.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path / "study"


def test_extract_prints_corrected_quotes_and_says_what_was_not_applied(
    reviewed: Path, extracted: subprocess.CompletedProcess[bytes], tmp_path: Path
) -> None:
    done = quotelens("extract", reviewed / "seeds")
    [before], [after] = lines_of(extracted), lines_of(done)
    assert (len(after["quotes"]), after["quotes"][0]["source"]["name"]) == (len(before["quotes"]) - 1, "Jane Roe")
    last = len((reviewed / "corrections.jsonl").read_text(encoding="utf-8").splitlines())
    message = f"not applied: corrections, line {last}: reattribute in ferry: article_changed"
    assert (done.returncode, done.stderr.decode().splitlines()) == (0, [message])
    elsewhere = quotelens("extract", FERRY, "--corrections", reviewed / "corrections.jsonl")
    assert (elsewhere.stdout, elsewhere.stderr) == (done.stdout, done.stderr)
    written = quotelens("analyse", reviewed / "seeds", "-o", tmp_path / "out", "--format", "jsonl")
    assert written.stderr.decode().splitlines()[-1] == message
    (tmp_path / "bad.jsonl").write_text('{"action": "acept"}\n', encoding="utf-8")
    bad = quotelens("extract", FERRY, "--corrections", tmp_path / "bad.jsonl")
    assert (bad.returncode, bad.stdout) == (2, b"")
    assert "bad.jsonl, line 1: no 'doc_id'" in bad.stderr.decode()


def test_corrections_are_listed_and_become_gold_that_evaluate_takes(reviewed: Path, tmp_path: Path) -> None:
    done = quotelens("corrections", reviewed / "seeds", "-o", tmp_path / "gold")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.decode().splitlines()
    assert lines[:2] == ["line 1: ferry: reattribute: applied ferry:0", "line 2: ferry: accept: applied ferry:1"]
    assert lines[-2].endswith(": ferry: delete: applied")
    assert lines[-1].endswith(": ferry: reattribute: not applied: article_changed")
    messages = done.stderr.decode().splitlines()
    assert [Path(line.removeprefix("wrote ")).name for line in messages[:2]] == ["ferry.txt", "ferry_corrected.ann"]
    # the quote is Jane Roe's by hand, and the text still has another name there
    mention = "Maria Keller, the mayor of Port Ellery"
    assert messages[2:] == [f"ferry:0 was given to somebody else, but its Source is still {mention!r}: look at it"]
    scores = json.loads(quotelens("evaluate", tmp_path / "gold", "--json").stdout)
    [content] = [
        row for row in scores["scores"] if (row["metric"], row["part"], row["type"]) == ("exact", "content", "all")
    ]
    # all that is left was found so; what was deleted is found again, and wrong
    assert (content["recall"], content["n_predicted"] - content["n_right"]) == (1.0, 1.0)


def test_gold_of_an_article_that_is_not_checked_through_is_refused(reviewed: Path, tmp_path: Path) -> None:
    first = (reviewed / "corrections.jsonl").read_text(encoding="utf-8").splitlines()[0]
    (reviewed / "corrections.jsonl").write_text(first + "\n", encoding="utf-8")
    refused = quotelens("corrections", reviewed / "seeds", "-o", tmp_path / "gold")
    assert (refused.returncode, refused.stdout.decode()) == (2, "line 1: ferry: reattribute: applied ferry:0\n")
    assert "no article is checked as a whole" in refused.stderr.decode()
    assert not (tmp_path / "gold").exists()
    assert quotelens("corrections", reviewed / "seeds", "-o", tmp_path / "gold", "--partly").returncode == 0
    assert (tmp_path / "gold" / "text" / "ferry.txt").read_bytes() == FERRY.read_bytes()


# --- analyse ---------------------------------------------------------------------------------------------------------


def test_analyse_writes_every_table_and_what_its_columns_mean(tmp_path: Path) -> None:
    done = quotelens("analyse", FERRY, "-o", tmp_path / "out", "--format", "csv,jsonl")
    assert (done.returncode, done.stdout) == (0, b"")
    expected = {*(f"{name}.{kind}" for name in tables.TABLES for kind in ("csv", "jsonl")), "datapackage.json"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == expected
    assert {Path(line.removeprefix("wrote ")).name for line in done.stderr.decode().splitlines()} == expected
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert {resource["path"] for resource in package["resources"]} == expected - {"datapackage.json"}
    for resource in package["resources"]:
        assert all(field["description"] for field in resource["schema"]["fields"])
        if resource["format"] == "csv":
            with (tmp_path / "out" / resource["path"]).open(encoding="utf-8", newline="") as file:
                assert next(csv.reader(file)) == [field["name"] for field in resource["schema"]["fields"]]


def test_analyse_writes_parquet_unless_told_otherwise_and_strict_counts_exclusions(mixed: Path, tmp_path: Path) -> None:
    done = quotelens("analyse", mixed, "-o", tmp_path / "out", "--strict")
    assert done.returncode == 1
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".parquet", ".json"}
    frames = tables.read(tmp_path / "out")
    assert frames["articles"]["doc_id"].tolist() == ["a", "b"]
    assert frames["exclusions"][["path", "reason"]].values.tolist() == [["empty.txt", "empty"]]


# --- report ----------------------------------------------------------------------------------------------------------


def without(module: str, folder: Path) -> dict[str, str]:
    """An environment whose interpreter takes a module for absent, installed or not."""
    (folder / "sitecustomize.py").write_text(
        "import importlib.util\n"
        "find = importlib.util.find_spec\n"
        f"importlib.util.find_spec = lambda name, package=None: None if name == {module!r} else find(name, package)\n"
    )
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))}


def test_report_says_what_it_wrote_and_shows_no_progress_where_there_is_no_terminal(tmp_path: Path) -> None:
    done = quotelens("report", FERRY, "-o", tmp_path / "out", "--format", "md,docx")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode().splitlines() == [f"wrote {tmp_path / 'out' / 'report.md'}"]
    assert (tmp_path / "out" / "report.docx").is_file()
    assert not (tmp_path / "out" / "index.html").exists()


@pytest.mark.parametrize("arguments", [["--format", "html,odt", "-o", "out"], ["-o", "out", "--check", "out"], []])
def test_wrong_usage_of_report_is_exit_code_2(arguments: list[str], tmp_path: Path) -> None:
    done = quotelens("report", FERRY, *arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Usage" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_pdf_without_the_extra_names_the_command_that_installs_it_before_anything_is_read(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "quotelens", "report", "no-such-file.txt", "-o", "out", "--format", "html,pdf"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env=without("typst", tmp_path),
    )
    assert done.returncode == 2
    [line] = done.stderr.decode().splitlines()
    assert line == 'quotelens: a report as PDF, DOCX or Markdown needs typst: pip install "quotelens[export]"'


# --- evaluate --------------------------------------------------------------------------------------------------------

PAIRS = Path(__file__).parent / "data"


def test_pairs_are_scored_with_the_model_that_ships() -> None:
    done = quotelens("evaluate", PAIRS / "tone" / "challenge.jsonl", "--task", "tone")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith("pairs that differ in   both right")


def test_pairs_of_claims_are_scored_with_the_model_that_ships() -> None:
    done = quotelens("evaluate", PAIRS / "claims" / "pairs.jsonl", "--task", "claims")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith("pairs        score")


# --- usage and errors ------------------------------------------------------------------------------------------------


def test_version() -> None:
    done = quotelens("--version")
    assert (done.returncode, done.stdout.decode().strip(), done.stderr) == (0, f"quotelens {__version__}", b"")


def test_help_names_every_command() -> None:
    done = quotelens("--help")
    assert done.returncode == 0
    for command in ("report", "analyse", "extract", "corrections", "evaluate", "new", "lab", "train"):
        assert command in done.stdout.decode()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["extract", "no-such-file.txt"], "no-such-file.txt"),
        (["extract", "*.nothing"], "*.nothing"),
        (["analyse", "no-such-folder", "-o", "out"], "no-such-folder"),
        (["extract", "news", "--model", "news"], "card.json"),
        (["evaluate", "news"], "attributions"),
        (["evaluate", "no-such-file.jsonl", "--task", "tone"], "no-such-file.jsonl"),
    ],
)
def test_input_that_cannot_be_read_is_one_line_and_exit_code_2(mixed: Path, arguments: list[str], message: str) -> None:
    done = quotelens(*arguments, folder=mixed.parent)
    assert (done.returncode, done.stdout) == (2, b"")
    [line] = done.stderr.decode().splitlines()
    assert line.startswith("quotelens: ")
    assert message in line
    assert not (mixed.parent / "out").exists()


def test_a_wrong_setting_is_one_line_that_suggests_the_right_one(mixed: Path) -> None:
    (mixed / "study.toml").write_text("[corpus]\nmax_byte = 1\n", encoding="utf-8")
    done = quotelens("extract", mixed)
    assert done.returncode == 2
    [line] = done.stderr.decode().splitlines()
    assert "did you mean 'max_bytes'" in line


@pytest.mark.parametrize(
    "arguments", [["extract"], ["analyse", "."], ["extract", ".", "--format", "xml"], ["judge", "."]]
)
def test_wrong_usage_is_exit_code_2_without_a_traceback(arguments: list[str], tmp_path: Path) -> None:
    done = quotelens(*arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Usage" in done.stderr
    assert b"Traceback" not in done.stderr


def test_training_without_its_extra_names_the_command_that_installs_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "quotelens", "train", "attribution", "gold", "-o", "model"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env=without("torch", tmp_path),
    )
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == ['quotelens: training needs torch: pip install "quotelens[train]"']


def test_an_unknown_format_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    refused = quotelens("analyse", FERRY, "-o", tmp_path / "no", "--format", "csv,docx")
    assert refused.returncode == 2
    assert b"docx" in refused.stderr
    assert not (tmp_path / "no").exists()


# --- evaluate --------------------------------------------------------------------------------------------------------

GENRES = Path(__file__).parent / "data" / "genres"


def floors(folder: Path, floor: float) -> Path:
    """A file of one floor, for the articles of other genres."""
    from quotelens.evaluation.gold import fingerprint

    file = folder / "floors.toml"
    file.write_text(
        f'[[floor]]\ngold = "genres"\nsha256 = "{fingerprint(GENRES)}"\nscore = "attribution content all"\n'
        f'levels = "nested"\nfigure = "f1"\nfloor = {floor}\nmargin = 0.0\n',
        encoding="utf-8",
    )
    return file


@pytest.mark.parametrize(("floor", "code", "verdict"), [(0.6, 0, "passed"), (0.99, 1, "FAILED")])
def test_the_gate_passes_or_fails_with_its_exit_code(tmp_path: Path, floor: float, code: int, verdict: str) -> None:
    done = quotelens("evaluate", GENRES, "--levels", "nested", "--gate", "--floors", floors(tmp_path, floor))
    assert done.returncode == code, done.stderr
    assert done.stderr.decode().startswith(f"{verdict}  attribution content all f1: ")
    assert done.stdout.decode().startswith("metric")


def test_a_gate_without_a_floor_for_the_data_is_an_error_and_no_pass(tmp_path: Path) -> None:
    done = quotelens("evaluate", GENRES, "--gate", "--floors", floors(tmp_path, 0.6))
    assert done.returncode == 2
    assert "no floor is of this data" in done.stderr.decode()


def test_other_languages_are_read_where_they_are_wanted(tmp_path: Path) -> None:
    text = "Der Minister sagte, er habe von der Warnung nichts gewusst. Die Opposition glaubt ihm kein Wort davon."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["extract", str(tmp_path)])
    assert done.stdout == ""
    assert "left out a.txt: language: seems to be in de (" in done.stderr
    assert "--any-language keeps it" in done.stderr
    done = CliRunner().invoke(app, ["extract", str(tmp_path), "--any-language"])
    assert json.loads(done.stdout)["doc_id"] == "a"


def test_files_of_a_format_that_has_one_an_article_are_counted(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text("“We will rebuild,” said Mayor Ada Park.", encoding="utf-8")
    out = tmp_path / "out"
    done = CliRunner().invoke(app, ["extract", str(tmp_path), "--format", "citron,tei", "-o", str(out)])
    assert done.stderr.splitlines()[:2] == [f"wrote {out / 'citron'} (2 files)", f"wrote {out / 'quotes.xml'}"]
