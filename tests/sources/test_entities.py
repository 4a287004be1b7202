import json

from quotelens import tables
from quotelens.records import Article
from quotelens.sources import names_in

TEXT = (
    "A port without a plan\n\nMayor Ada Mora said on Monday that the Ports Union had not called her. "
    "Mora's deputy, Tom Ode, was away. The Ports Union is to meet on Friday."
)


def test_everybody_named_is_listed_once_with_all_forms() -> None:
    found = names_in(Article.from_text(TEXT, "d"))
    tables.check(found, tables.NAMES)
    listed = {row["name"]: (row["kind"], row["n_mentions"]) for row in found.to_dict("records")}
    assert listed["Ada Mora"] == ("person", 2)
    assert listed["Tom Ode"] == ("person", 1)
    assert listed["Ports Union"] == ("organization", 2)
    assert set(found["doc_id"]) == {"d"}
    forms = found.set_index("name")["forms"]
    assert json.loads(forms["Ada Mora"]) == ["Ada Mora", "Mora"]


def test_a_text_without_names_gives_no_rows() -> None:
    assert names_in(Article.from_text("it rained.", "d")).equals(tables.NAMES.empty())
