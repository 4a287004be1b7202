import json

import pandas as pd
import pytest

from quotelens import tables
from quotelens.errors import TableError
from quotelens.reliability import silent


def names(*rows: tuple[str, str, str, int, list[str]]) -> pd.DataFrame:
    """A `names` frame of so many mentions each, in these forms, the first of them for all that are left."""
    return tables.NAMES.frame(
        [
            {
                "doc_id": doc_id,
                "name_id": full.lower(),
                "full_name": full,
                "kind": kind,
                "name": (forms or [full])[k if k < len(forms) else 0],
                "name_start": 100 * row + k,
                "name_end": 100 * row + k + 1,
            }
            for row, (doc_id, full, kind, n, forms) in enumerate(rows)
            for k in range(n)
        ]
    )


def quotes(*rows: tuple[str, str | None]) -> pd.DataFrame:
    return tables.QUOTES.frame(
        [
            {
                "quote_id": f"q{k}", "doc_id": doc_id, "position": k, "type": "direct", "level": 0,
                "source_id": source_id, "content": "x", "content_spans": "[[0, 1]]", "n_words": 1, "confidence": 1.0,
            }
            for k, (doc_id, source_id) in enumerate(rows)
        ]
    )  # fmt: skip


def sources(*rows: tuple[str, str, list[str], list[str]]) -> pd.DataFrame:
    return tables.SOURCES.frame(
        [
            {
                "source_id": source_id, "name": name, "aliases": json.dumps(aliases, ensure_ascii=False),
                "kind": "person", "named": True, "affiliation": "unknown", "n_quotes": 1, "n_articles": 1,
                "members": json.dumps(members) if members else None,
            }
            for source_id, name, aliases, members in rows
        ]
    )  # fmt: skip


def test_who_is_named_and_not_quoted() -> None:
    found = silent(
        names(
            ("d1", "Ada Mora", "person", 3, ["Ada Mora", "Mora"]),
            ("d1", "Tom Ode", "person", 1, ["Tom Ode"]),
            ("d1", "Ports Union", "organization", 4, ["Ports Union", "Union"]),
            ("d1", "Oslo", "place", 9, ["Oslo"]),
            ("d1", "Storm", "unclear", 9, ["Storm"]),
        ),
        quotes(("d1", "ada-mora"), ("d1", None)),
        sources(("ada-mora", "Ada Mora", ["she"], [])),
    )
    tables.check(found, tables.SILENT)
    assert found[["name", "kind", "n_mentions"]].to_numpy().tolist() == [
        ["Ports Union", "organization", 4],
        ["Tom Ode", "person", 1],
    ]
    assert found["quoted_elsewhere"].tolist() == [False, False]
    assert found["source_id"].isna().all()


def test_whoever_speaks_in_another_article_is_silent_in_this_one_and_the_row_says_so() -> None:
    found = silent(
        names(("d2", "Mora", "person", 2, ["Mora"]), ("d1", "Ada Mora", "person", 1, ["Ada Mora"])),
        quotes(("d1", "ada-mora")),
        sources(("ada-mora", "Ada Mora", ["Mora"], [])),
    )
    assert found[["doc_id", "quoted_elsewhere", "source_id"]].to_numpy().tolist() == [["d2", True, "ada-mora"]]


def test_forms_are_compared_without_case_accents_and_possessives() -> None:
    found = silent(
        names(("d", "the Ports Union", "organization", 2, []), ("d", "Zoe Bell", "person", 2, ["Zoe Bell’s"])),
        quotes(("d", "union"), ("d", "zoe")),
        sources(("union", "PORTS UNION", [], []), ("zoe", "Zoë Bell", [], [])),
    )
    assert found.empty


def test_who_speaks_together_with_others_is_quoted() -> None:
    people = sources(("both", "Roe and Poe", [], ["roe", "poe"]), ("roe", "Roe", [], []), ("poe", "Poe", [], []))
    named = names(("d", "Roe", "person", 1, ["Roe"]), ("d", "Poe", "person", 1, ["Poe"]))
    assert silent(named, quotes(("d", "both")), people).empty
    assert len(silent(named, quotes(), people)) == 2


def test_nothing_named_is_nobody_silent() -> None:
    found = silent(tables.NAMES.empty(), quotes(("d", None)), tables.SOURCES.empty())
    pd.testing.assert_frame_equal(found, tables.SILENT.empty())


def test_names_without_their_kind_are_an_error() -> None:
    with pytest.raises(TableError, match="table names: column 'kind' is missing"):
        silent(tables.NAMES.empty().drop(columns="kind"), quotes(), tables.SOURCES.empty())
