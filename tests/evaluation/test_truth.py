"""Readers and scores of truth discovery and track records, on files written for the purpose and on the real ones."""

from pathlib import Path

import pandas as pd
import pytest

from quotelens.errors import GoldError
from quotelens.evaluation.truth import author_words, evaluate_liar, evaluate_truth, read_truth, vote

GOLD = Path(__file__).parents[2] / "../shared/gold"


@pytest.mark.parametrize(
    ("authors", "words"),
    [
        ("Doe, Jane M.; O'Roe, Zo&eacute;", {"doe", "jane", "roe", "zoe"}),
        ("JANE DOE (Author), and Zoë O'ROE", {"doe", "jane", "roe", "zoe"}),
        ("Not Available", set()),
        ("", set()),
    ],
)
def test_authors_as_words(authors: str, words: set[str]) -> None:
    assert author_words(authors) == words


def books(folder: Path) -> Path:
    claims = [
        "Shop A\t111\tTitle\tDoe, Jane",
        "Shop B\t111\tTitle\tJane Doe",
        "Shop C\t111\tTitle\tRoe",
        "Shop A\t222\tTitle\tRoe, Ann",
        "Shop B\t222\tTitle\tAnn Poe",
        "Shop C\t222\tTitle\tNot Available",
        "Shop C\t333\tTitle\tAnn Roe",
    ]
    (folder / "book.txt").write_bytes("\r\n".join(claims).encode("latin-1"))
    (folder / "book_golden.txt").write_text("111\tdoe, jane m.;  \n\n222\tpoe, ann;\n", encoding="latin-1")
    return folder


def population(folder: Path) -> Path:
    rows = [
        '"st. a, ohio","Population2000","12","1: X","null"',
        '"st. a, ohio","Population2000","13","2: Y","null"',
        '"st. a, ohio","Population2000","12","3: Z","null"',
    ]
    header = '"ObjectID","PropertyID","PropertyValue","SourceID","TimeStamp"'
    (folder / "population_claims.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    (folder / "truths.csv").write_text("object,value,object_id\nst.a_ohio_Population2000,12,0\n", encoding="utf-8")
    return folder


def test_books_are_read(tmp_path: Path) -> None:
    truth = read_truth(books(tmp_path))
    assert truth.gold == {"111": {"doe", "jane"}, "222": {"poe", "ann"}}
    assert truth.claims.to_numpy().tolist()[:2] == [
        ["Shop A", "111", {"doe", "jane"}],
        ["Shop B", "111", {"doe", "jane"}],
    ]
    assert len(truth.claims) == 6  # one claim names nobody


def test_population_is_read(tmp_path: Path) -> None:
    truth = read_truth(population(tmp_path))
    assert truth.gold == {"st.a_ohio_Population2000": 12}
    assert truth.claims.to_numpy().tolist()[1] == ["2: Y", "st.a_ohio_Population2000", 13]


def test_a_tie_counts_half(tmp_path: Path) -> None:
    report = evaluate_truth(books(tmp_path))
    assert report.accuracy("on checked items", "voting") == 0.75  # one of one, and one of two that tie
    assert report.accuracy("all", "discovery") == 0.75  # A and B agreed on 111, so tie on 222
    assert report.to_text().splitlines()[3] == "on checked items   voting         75.0  19.8 to 97.3    0.167     2"
    assert report.as_dict()["scores"][0]["n"] == 2


def test_votes_are_shares_of_an_items_claims() -> None:
    frame = pd.DataFrame(
        [("a", 1, "x"), ("a", 1, "x"), ("b", 1, "x"), ("c", 1, "y")], columns=["source_id", "item", "value"]
    )
    assert vote(frame)["probability"].tolist() == pytest.approx([2 / 3, 1 / 3])


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"neither book_golden.txt nor truths.csv is there"):
        read_truth(tmp_path)
    population(tmp_path)
    (tmp_path / "truths.csv").write_text("object,value,object_id\na,many,0\n", encoding="utf-8")
    with pytest.raises(GoldError, match=r"truths.csv, line 2: not a whole number: 'many'"):
        read_truth(tmp_path)
    (tmp_path / "population_claims.csv").unlink()
    with pytest.raises(GoldError, match=r"population_claims.csv: cannot be read"):
        read_truth(tmp_path)
    books(tmp_path)
    (tmp_path / "book.txt").write_text("a line", encoding="latin-1")
    with pytest.raises(GoldError, match="line 1: not seller, ISBN, title and authors"):
        read_truth(tmp_path)


def liar(folder: Path) -> Path:
    def line(label: str, speaker: str, party: str) -> str:
        return "\t".join(
            ["1.json", label, "So they said.", "topic", speaker, "", "", party, "0", "0", "0", "0", "0", ""]
        )

    training = [line("true", "ann", "x")] * 9 + [line("false", "bob", "y")] * 9 + [line("half-true", "bob", "y")]
    training += [line(label, who, "x") for who in ("carl", "dora", "emil") for label in ("true", "pants-fire")]
    (folder / "train.tsv").write_text("\n".join(training), encoding="utf-8")
    further = [line("mostly-true", "ann", "x"), line("barely-true", "bob", "y"), line("true", "new", "x")]
    (folder / "valid.tsv").write_text("\n".join(further), encoding="utf-8")
    return folder


def test_records_are_counted_over_the_training_statements(tmp_path: Path) -> None:
    report = evaluate_liar(liar(tmp_path))
    # 13 of 25 training statements are in the true half: -(ln 13/25 + ln 12/25 + ln 13/25) / 3
    assert report.log_loss("everybody's share") == pytest.approx(0.6806, abs=1e-4)
    # ann 10/11, bob 10/12 wrong... with one of either kind added: 10/11, 1 - 2/12, 1/2
    assert report.log_loss("own share") == pytest.approx(0.3236, abs=1e-4)
    assert report.log_loss("track record") < report.log_loss("everybody's share")
    assert "track record, by party" in report.to_text()
    assert report.as_dict()["scores"][0]["n"] == 3


def test_a_line_that_is_no_statement_is_named(tmp_path: Path) -> None:
    liar(tmp_path)
    (tmp_path / "valid.tsv").write_text("1.json\tmaybe\tSo they said.", encoding="utf-8")
    with pytest.raises(GoldError, match=r"valid.tsv, line 1: not a statement of LIAR"):
        evaluate_liar(tmp_path)


@pytest.mark.parametrize(("name", "floor", "votes"), [("book", 0.88, 0.81), ("population", 0.82, 0.734)])
def test_discovery_on_the_real_claims(name: str, floor: float, votes: float) -> None:
    folder = GOLD / "truth" / name
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there: the claims of others are not part of the project")
    report = evaluate_truth(folder)
    assert report.accuracy("all", "discovery") >= floor
    assert report.accuracy("on checked items", "voting") == pytest.approx(votes, abs=5e-4)
    first = report.rows[0]
    assert first["expected_calibration_error"] <= 0.10


def test_track_records_on_the_real_statements() -> None:
    folder = GOLD / "liar"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there: the statements of others are not part of the project")
    report = evaluate_liar(folder)
    assert report.log_loss("track record") <= 0.6613
    assert report.log_loss("track record") < report.log_loss("own share") < report.log_loss("everybody's share")
