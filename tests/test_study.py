"""The whole walk, with the model that ships: articles in, tables out."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pandas.testing
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quotelens as ql
from quotelens import marks, study, tables
from quotelens.attribution.labels import join_stretches
from quotelens.errors import (
    AliasError,
    CorpusError,
    CorpusNotFoundError,
    CorrectionError,
    ModelError,
    SettingsError,
    TableError,
)
from quotelens.records import Article, Quote
from quotelens.settings import AttributionSettings, Settings

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
FERRY = Path(__file__).parent / "data" / "ferry.txt"
FERRY_TEXT = FERRY.read_bytes().decode("utf-8")


def named_quotes(found: ql.Study) -> pd.DataFrame:
    """The quotes with their sources' columns beside them."""
    return found.quotes.merge(found.sources[["source_id", "name", "kind", "named"]], on="source_id", how="left")


def quote_with(words: str, quotes: pd.DataFrame, level: int = 0) -> pd.Series:
    """The one quote of that level whose content holds these words."""
    found = quotes[quotes["content"].str.contains(words, regex=False) & (quotes["level"] == level)]
    assert len(found) == 1, f"{len(found)} quotes hold {words!r}: {quotes['content'].tolist()}"
    return found.iloc[0]


def same(one: ql.Study, other: ql.Study) -> None:
    for name, frame in one.frames.items():
        pandas.testing.assert_frame_equal(frame, other.frames[name], obj=name)
    assert one.settings == other.settings
    assert one.provenance == other.provenance


@pytest.fixture(scope="module")
def ferry() -> ql.Study:
    return ql.analyse(FERRY)


@pytest.fixture(scope="module")
def several() -> pd.DataFrame:
    texts = [FERRY_TEXT, FERRY_TEXT[:400], "It rained.", FERRY_TEXT[600:]]
    return pd.DataFrame({"doc_id": ["all", "first", "none", "last"], "text": texts})


# --- what is found ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "type", "name"),
    [
        ("We heard you", "direct", "Maria Keller"),  # named in full
        ("the plan would cost", "indirect", "Maria Keller"),  # "She"
        ("would publish their findings", "indirect", "Maria Keller"),  # "Keller"
        ("Nobody wants an accident", "direct", "Maria Keller"),
        ("Our boats were checked in June", "direct", "Tom Ashford"),  # "he"
    ],
)
def test_name_surname_and_pronoun_lead_to_who_spoke(ferry: ql.Study, words: str, type: str, name: str) -> None:
    quote = quote_with(words, named_quotes(ferry))
    assert (quote["type"], quote["name"], quote["kind"], quote["named"]) == (type, name, "person", True)


def test_a_resident_without_a_name_is_an_unnamed_person(ferry: ql.Study) -> None:
    quote = quote_with("I will believe it when I see it", named_quotes(ferry))
    assert (quote["mention"], quote["named"], quote["kind"]) == ("one resident", False, "person")


def test_a_quote_in_two_parts_is_one_quote(ferry: ql.Study) -> None:
    quote = quote_with("Our boats were checked in June", ferry.quotes)
    parts = [FERRY_TEXT[start:end] for start, end in json.loads(quote["content_spans"])]
    assert parts == ['"Our boats were checked in June,"', '"and they are perfectly safe."']
    assert quote["content"] == " ".join(parts)


def test_an_attribution_inside_a_quote_is_nested_in_it(ferry: ql.Study) -> None:
    quotes = named_quotes(ferry)
    inner = quote_with("the new boats are too heavy", quotes, level=1)
    outer = quote_with("the new boats are too heavy", quotes, level=0)
    assert (inner["mention"], inner["parent_quote_id"]) == ("The harbour master", outer["quote_id"])
    assert outer["name"] == "Maria Keller"
    assert inner["source_id"] != outer["source_id"]


# --- what the tables promise -----------------------------------------------------------------------------------------


def test_every_table_keeps_its_schema(ferry: ql.Study) -> None:
    assert list(ferry.frames) == list(tables.TABLES)
    for name, frame in ferry.frames.items():
        tables.check(frame, tables.TABLES[name])
        assert list(frame.columns) == tables.TABLES[name].names
    assert len(ferry.exclusions) == 0
    assert ferry.articles["doc_id"].tolist() == ["ferry"]
    assert ferry.articles["text"][0] == FERRY_TEXT
    assert ferry.articles["n_words"][0] == 173


def test_every_span_is_its_own_text(ferry: ql.Study) -> None:
    assert len(ferry.quotes) > 8
    for row in ferry.quotes.to_dict("records"):
        for part in ("mention", "cue"):
            if not pd.isna(row[part]):
                assert FERRY_TEXT[row[f"{part}_start"] : row[f"{part}_end"]] == row[part]
        parts = [FERRY_TEXT[start:end] for start, end in json.loads(row["content_spans"])]
        assert " ".join(parts) == row["content"]


def test_every_key_leads_somewhere(ferry: ql.Study) -> None:
    assert set(ferry.quotes["source_id"].dropna()) == set(ferry.sources["source_id"])
    assert set(ferry.quotes["parent_quote_id"].dropna()) <= set(ferry.quotes["quote_id"])
    assert set(ferry.quotes["doc_id"]) == {"ferry"}
    assert ferry.quotes["position"].tolist() == list(range(len(ferry.quotes)))
    levels = ferry.quotes.set_index("quote_id")["level"]
    nested = ferry.quotes.dropna(subset="parent_quote_id")
    assert (levels[nested["parent_quote_id"]].to_numpy() + 1 == nested["level"].to_numpy()).all()
    assert (ferry.quotes["level"].eq(0) == ferry.quotes["parent_quote_id"].isna()).all()


def test_sources_are_counted_over_their_quotes(ferry: ql.Study) -> None:
    counts = ferry.quotes["source_id"].value_counts()
    assert ferry.sources.set_index("source_id")["n_quotes"].to_dict() == counts.to_dict()
    assert (ferry.sources["n_articles"] == 1).all()
    assert int(ferry.sources.set_index("name")["n_quotes"]["Maria Keller"]) >= 4


def test_tone_is_scored_and_the_article_is_weighed(ferry: ql.Study) -> None:
    accident = quote_with("Nobody wants an accident", ferry.quotes)
    assert -1 <= accident["vader_compound"] < 0
    assert set(ferry.reliability.loc[ferry.reliability["scope"] == "article", "id"]) == {"ferry"}
    assert set(ferry.reliability.loc[ferry.reliability["scope"] == "source", "id"]) == set(ferry.sources["source_id"])


def test_a_study_says_what_made_it(ferry: ql.Study) -> None:
    model = ferry.provenance["model"]
    assert ferry.provenance["quotelens"] == ql.__version__
    assert model["name"]
    assert len(model["sha256"]) == 64


# --- the same input, the same bytes ----------------------------------------------------------------------------------


def test_a_saved_study_opens_as_it_was(ferry: ql.Study, tmp_path: Path) -> None:
    paths = ferry.save(tmp_path, ["parquet", "csv", "jsonl"])
    names = {f"{table}.{kind}" for table in tables.TABLES for kind in ("parquet", "csv", "jsonl")}
    assert {path.name for path in paths} == {path.name for path in tmp_path.iterdir()} == {*names, "datapackage.json"}
    same(ql.open_study(tmp_path), ferry)


def test_settings_travel_with_a_saved_study(several: pd.DataFrame, tmp_path: Path) -> None:
    chosen = Settings(attribution=AttributionSettings(min_confidence=0.25, max_level=0))
    found = ql.analyse(several, settings=chosen)
    assert found.quotes["confidence"].min() >= 0.25
    assert found.quotes["level"].max() == 0
    found.save(tmp_path)
    assert ql.open_study(tmp_path).settings == chosen


@pytest.mark.parametrize("kind", tables.FORMATS)
def test_the_same_input_gives_the_same_bytes(ferry: ql.Study, tmp_path: Path, kind: str) -> None:
    ferry.save(tmp_path / "one", [kind])
    ql.analyse(FERRY).save(tmp_path / "two", [kind])
    written = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert written == sorted([*(f"{table}.{kind}" for table in tables.TABLES), "datapackage.json"])
    for name in written:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_more_processes_change_nothing(several: pd.DataFrame) -> None:
    same(ql.analyse(several, workers=2), ql.analyse(several))


def test_an_article_reads_the_same_alone_and_among_others(several: pd.DataFrame) -> None:
    together = ql.analyse(several).quotes.query("doc_id == 'last'").reset_index(drop=True)
    alone = ql.analyse(several[several["doc_id"] == "last"]).quotes
    # whose a surname is can be known from another article; all else is the article's own
    pandas.testing.assert_frame_equal(together.drop(columns="source_id"), alone.drop(columns="source_id"))


def test_a_surname_is_linked_to_its_owner_in_another_article_and_the_table_says_so(several: pd.DataFrame) -> None:
    found = ql.analyse(several)
    (merge,) = found.merges.query("merged_name == 'Ashford'").itertuples()
    assert (merge.source_id, merge.name, merge.reason) == ("tom-ashford", "Tom Ashford", "short form")
    assert json.loads(merge.doc_ids) == ["last"]
    assert "ashford" not in found.sources["source_id"].tolist()
    assert set(found.mentions["source_id"]) <= set(found.sources["source_id"])


def test_a_studys_aliases_overrule_what_the_articles_say(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "ferry.txt").write_bytes(FERRY.read_bytes())
    (tmp_path / "aliases.csv").write_text(
        "name,canonical,affiliation,role,wikidata\nTom Ashford,Thomas Ashford,advocacy,,Q42\n", encoding="utf-8"
    )
    found = ql.analyse(tmp_path / "seeds")
    row = found.sources.set_index("source_id").loc["thomas-ashford"]
    assert (row["name"], row["affiliation"], row["wikidata"]) == ("Thomas Ashford", "advocacy", "Q42")
    assert "Tom Ashford" in json.loads(row["aliases"])
    assert found.merges["reason"].tolist() == ["aliases.csv"]
    elsewhere = ql.analyse(FERRY, aliases=tmp_path / "aliases.csv")
    assert elsewhere.sources["name"].tolist() == found.sources["name"].tolist()


def test_aliases_are_no_article(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It rained.", encoding="utf-8")
    (tmp_path / "aliases.csv").write_text("name\n", encoding="utf-8")
    found = ql.analyse(tmp_path)
    assert found.articles["doc_id"].tolist() == ["a"]
    assert found.exclusions.empty


def test_a_broken_aliases_file_stops_the_study_and_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It rained.", encoding="utf-8")
    (tmp_path / "aliases.csv").write_text("name,affiliation\nRoe,goverment\n", encoding="utf-8")
    with pytest.raises(AliasError, match=r"aliases.csv, line 2: 'goverment' is no affiliation"):
        ql.analyse(tmp_path)


def corrections_of(found: ql.Study, *given: tuple[str, str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows for a file of corrections: the action, words that the quote's content holds, and what else they need."""
    article = found.articles.iloc[0]
    return [
        {
            "action": action,
            "doc_id": article["doc_id"],
            "sha256": article["sha256"],
            "content": json.loads(quote_with(words, found.quotes)["content_spans"]),
            **more,
        }
        for action, words, more in given
    ]


def test_corrections_are_applied_before_anything_else_follows_from_the_quotes(ferry: ql.Study, tmp_path: Path) -> None:
    start = FERRY_TEXT.index('"I will believe it')
    new = [[start, start + len('"I will believe it')]]
    somebody_new = {"source": {"source_id": None, "name": "Jane Roe"}}
    rows = corrections_of(
        ferry,
        ("delete", "that claim", {}),
        ("delete", "Our boats were checked in June", {}),
        ("delete", "the company has offered", {}),
        ("rebound", "I will believe it", {"new_content": new}),
        ("reattribute", "the plan would cost", somebody_new),
        ("accept", "We heard you", {}),
    )
    (tmp_path / "ferry.txt").write_bytes(FERRY.read_bytes())
    ql.corrections.append(tmp_path / "corrections.jsonl", rows)
    found = ql.analyse(tmp_path)
    assert found.exclusions.empty
    for name, frame in found.frames.items():
        tables.check(frame, tables.TABLES[name])
    assert len(found.quotes) == len(ferry.quotes) - 3
    assert found.quotes["quote_id"].tolist() == [f"ferry:{k}" for k in range(len(found.quotes))]
    named = named_quotes(found)
    resident = quote_with("I will believe it", named)
    assert (resident["content"], resident["type"], resident["n_words"]) == ('"I will believe it', "direct", 4)
    cost = quote_with("the plan would cost", named)
    assert (cost["name"], cost["kind"], cost["mention"]) == ("Jane Roe", "person", "She")
    assert found.sources.set_index("source_id").loc["jane-roe", "n_quotes"] == 1
    # whom only the deleted quotes made a source is none now, but still named
    assert "tom-ashford" in ferry.sources["source_id"].tolist()
    assert "tom-ashford" not in found.sources["source_id"].tolist()
    assert "Tom Ashford" in found.names["full_name"].tolist()
    shares = found.reliability.query("scope == 'source' and indicator == 'share_of_attributions'").set_index("id")
    assert shares.loc["jane-roe", "n"] == len(found.quotes)
    checked = found.quotes[found.quotes["checked"].to_numpy(dtype=bool)]
    assert checked["quote_id"].tolist() == found.corrections["quote_id"].dropna().sort_values().tolist()
    assert found.corrections["applied"].tolist() == [True] * 6
    assert found.provenance["corrections"]["name"] == "corrections.jsonl"
    assert not ferry.quotes["checked"].any()

    elsewhere = ql.analyse(FERRY, corrections=tmp_path / "corrections.jsonl")
    pandas.testing.assert_frame_equal(elsewhere.quotes, found.quotes)
    pandas.testing.assert_frame_equal(ql.analyse(tmp_path, workers=2).corrections, found.corrections)

    found.save(tmp_path / "saved")
    same(ql.open_study(tmp_path / "saved"), found)
    with pytest.raises(CorrectionError, match="is a saved study: give the corrections with the articles themselves"):
        ql.open_study(tmp_path / "saved", corrections=tmp_path / "corrections.jsonl")


def test_corrections_of_a_changed_article_are_not_applied_and_never_lost(ferry: ql.Study, tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text("A new line.\n\n" + FERRY_TEXT, encoding="utf-8")
    rows = corrections_of(ferry, ("delete", "We heard you", {}), ("accept", "I will believe it", {}))
    ql.corrections.append(tmp_path / "corrections.jsonl", [rows[0], {**rows[1], "doc_id": "boats"}])
    found = ql.analyse(tmp_path)
    assert len(found.quotes) == len(ferry.quotes)
    assert found.corrections[["line", "doc_id", "applied", "reason"]].to_numpy().tolist() == [
        [1, "ferry", False, "article_changed"],
        [2, "boats", False, "no_article"],
    ]


def test_corrections_of_an_article_that_fails_are_said_not_to_be_applied(
    ferry: ql.Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise RuntimeError("no memory")

    monkeypatch.setattr(study, "attribute_together", fails)
    (tmp_path / "ferry.txt").write_bytes(FERRY.read_bytes())
    ql.corrections.append(tmp_path / "corrections.jsonl", corrections_of(ferry, ("delete", "We heard you", {})))
    found = ql.analyse(tmp_path)
    assert found.exclusions["reason"].tolist() == ["failed"]
    assert found.corrections["reason"].tolist() == ["no_article"]


def test_a_quote_given_to_a_source_of_another_article_leaves_the_other_sources_as_they_were(
    several: pd.DataFrame, tmp_path: Path
) -> None:
    before = ql.analyse(several)  # "last" calls Tom Ashford by his surname alone
    quotes = before.quotes[(before.quotes["doc_id"] == "last") & (before.quotes["level"] == 0)]
    row = quotes[quotes["source_id"] != "tom-ashford"].iloc[0]
    sha256 = before.articles.set_index("doc_id").loc["last", "sha256"]
    ql.corrections.append(
        tmp_path / "mine.jsonl",
        [
            {
                "action": "reattribute",
                "doc_id": "last",
                "sha256": sha256,
                "content": json.loads(row["content_spans"]),
                "source": {"source_id": "tom-ashford", "name": "Tom Ashford"},
            }
        ],
    )
    found = ql.analyse(several, corrections=tmp_path / "mine.jsonl")
    after = found.quotes.set_index("quote_id")["source_id"]
    assert after[row["quote_id"]] == "tom-ashford"
    unchanged = before.quotes.set_index("quote_id")["source_id"].drop(row["quote_id"])
    assert (after.drop(row["quote_id"]).fillna("") == unchanged.fillna("")).all()


def test_every_quote_with_a_source_has_its_grounds(ferry: ql.Study) -> None:
    spoken = ferry.quotes[ferry.quotes["source_id"].notna()]
    grounds = ferry.mentions.merge(spoken[["quote_id", "source_id"]], on=["quote_id", "source_id"])
    assert len(grounds) == len(spoken)
    for row in grounds.itertuples():
        assert FERRY_TEXT[row.mention_start : row.mention_end] == row.mention
        if not pd.isna(row.antecedent):
            assert FERRY_TEXT[row.antecedent_start : row.antecedent_end] == row.antecedent


def test_the_same_source_in_several_articles_is_one_source(several: pd.DataFrame) -> None:
    found = ql.analyse(several)
    keller = found.sources[found.sources["name"] == "Maria Keller"]
    assert keller["n_articles"].tolist() == [2]  # "all" and "first"
    assert set(found.quotes.loc[found.quotes["source_id"] == keller["source_id"].iloc[0], "doc_id"]) >= {"all", "first"}


def test_attribute_gives_the_records_of_the_table(ferry: ql.Study) -> None:
    quotes = ql.attribute(FERRY_TEXT)
    frame = tables.of_quotes(Article.from_text(FERRY_TEXT), quotes)
    spans = ["content", "content_spans", "mention_start", "cue_start", "type", "level", "confidence"]
    pandas.testing.assert_frame_equal(frame[spans], ferry.quotes[spans])


# --- what goes wrong -------------------------------------------------------------------------------------------------


def test_an_article_that_fails_is_an_exclusion_and_costs_no_other(
    several: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ql.analyse(several)
    real = study.attribute_together

    def stumbles(articles: list[Article], *options: Any) -> list[list[Quote]]:
        if "first" in [article.doc_id for article in articles]:  # one of a group fails all that are read with it
            raise RuntimeError("onnxruntime ran out of memory")
        return real(articles, *options)

    monkeypatch.setattr(study, "attribute_together", stumbles)
    found = ql.analyse(several)
    assert found.articles["doc_id"].tolist() == ["all", "none", "last"]
    assert found.exclusions[["doc_id", "reason", "detail"]].to_numpy().tolist() == [
        ["first", "failed", "RuntimeError: onnxruntime ran out of memory"]
    ]
    others = whole.quotes[whole.quotes["doc_id"] != "first"].reset_index(drop=True)
    pandas.testing.assert_frame_equal(found.quotes, others)


def test_a_file_that_cannot_be_read_is_an_exclusion(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_bytes(FERRY.read_bytes())
    (tmp_path / "empty.txt").write_bytes(b"")
    found = ql.analyse(tmp_path)
    assert found.articles["doc_id"].tolist() == ["good"]
    assert found.exclusions[["path", "reason"]].to_numpy().tolist() == [["empty.txt", "empty"]]


def test_a_study_of_nothing_that_anybody_said_has_empty_tables_with_their_columns(tmp_path: Path) -> None:
    found = ql.analyse(pd.DataFrame({"text": ["It rained."]}))
    assert (len(found.articles), len(found.quotes), len(found.sources)) == (1, 0, 0)
    for name, frame in found.frames.items():
        tables.check(frame, tables.TABLES[name])
    found.save(tmp_path)
    same(ql.open_study(tmp_path), found)


def test_a_frame_of_no_rows_is_a_study_of_no_articles() -> None:
    found = ql.analyse(pd.DataFrame({"text": pd.Series([], dtype="string")}))
    assert [len(frame) for frame in found.frames.values()] == [0] * len(tables.TABLES)


def test_input_that_cannot_be_read_at_all_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(CorpusNotFoundError, match="no-such-folder"):
        ql.analyse(tmp_path / "no-such-folder")
    with pytest.raises(TableError, match="body"):
        ql.analyse(pd.DataFrame({"text": ["It rained."]}), text="body")
    with pytest.raises(ModelError, match=r"no card\.json"):
        ql.attribute("It rained.", model=tmp_path)
    (tmp_path / "study.toml").write_text("[attribution]\nmin_confidense = 0.5\n")
    (tmp_path / "a.txt").write_text("It rained.")
    with pytest.raises(SettingsError, match="did you mean 'min_confidence'"):
        ql.analyse(tmp_path)


def test_a_saved_study_with_a_table_missing_is_an_error_and_so_is_a_broken_data_package(
    ferry: ql.Study, tmp_path: Path
) -> None:
    ferry.save(tmp_path)
    (tmp_path / "quotes.parquet").unlink()
    with pytest.raises(TableError, match=r"quotes\.parquet: missing"):
        ql.open_study(tmp_path)
    (tmp_path / "datapackage.json").write_text("{")
    with pytest.raises(CorpusError, match=r"datapackage\.json: not valid JSON"):
        ql.open_study(tmp_path)


def test_settings_beside_the_articles_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(FERRY.read_bytes())
    (tmp_path / "study.toml").write_text("[attribution]\nmax_level = 0\n")
    found = ql.analyse(tmp_path)
    assert found.settings.attribution.max_level == 0
    assert (found.quotes["level"] == 0).all()


# --- any text at all -------------------------------------------------------------------------------------------------

PIECES = [
    "“", "”", '"', "'", "‘", "’", "«", "»", "„", "\n", "\r\n", "\r", "\n\n", "\u2028", " ", "\t", "\u00a0", "\x00",
    "\U0001f600", "\U0001f469\u200d\U0001f52c", "\u2764\ufe0f", "e\u0301", "\u0301", "i\u0307\u0323", "שלום", "قال",
    "\u202e", "\ufeff", "\ufffd", "\ud83d", "\ude00", "ǅ", "ﬁ", "İ", "ẞ", "。", "他说",
    "Ann Lee said ", "he said", ", she added.", "Zoe\u0308 claimed that it rained", "according to officials",
]  # fmt: skip


def check_spans(text: str, quotes: list[Quote]) -> None:
    by_id = {quote.quote_id: quote for quote in quotes}
    assert len(by_id) == len(quotes)
    for quote in quotes:
        assert list(quote.content) == sorted(quote.content)
        assert 0 <= quote.confidence <= 1
        spans = [*quote.content, *(span for span in (quote.mention, quote.cue) if span is not None)]
        for span in spans:
            assert 0 <= span.start < span.end <= len(text)
            assert span.of(text) == span.of(text).strip() != ""
        for span in quote.content:
            assert not set(span.of(text)) & set(marks.LINE_BREAK)
        if quote.parent_quote_id is None:
            assert quote.level == 0
        else:
            around = by_id[quote.parent_quote_id]
            assert quote.level == around.level + 1
            stretches = join_stretches(text, around.content)
            assert all(any(stretch.covers(span) for stretch in stretches) for span in spans)


@given(parts=st.lists(st.sampled_from(PIECES) | st.text(st.characters(), max_size=4), max_size=24))
@settings(derandomize=True, max_examples=60, deadline=None)
def test_spans_are_exact_in_any_text(parts: list[str]) -> None:
    text = "".join(parts)
    check_spans(text, ql.attribute(text))


@given(wound=st.sampled_from(PIECES), places=st.lists(st.integers(0, len(FERRY_TEXT)), min_size=1, max_size=8))
@settings(derandomize=True, max_examples=15, deadline=None)
def test_spans_are_exact_in_an_article_with_anything_thrown_into_it(wound: str, places: list[int]) -> None:
    text = FERRY_TEXT
    for place in sorted(places, reverse=True):
        text = text[:place] + wound + text[place:]
    quotes = ql.attribute(text)
    assert quotes
    check_spans(text, quotes)


def test_windows_line_ends_change_nothing_but_the_offsets() -> None:
    plain = ql.attribute(FERRY_TEXT)
    windows_text = FERRY_TEXT.replace("\n", "\r\n")
    windows = ql.attribute(windows_text)
    check_spans(windows_text, windows)
    for one, other in zip(windows, plain, strict=True):
        assert one.content_text(windows_text) == other.content_text(FERRY_TEXT)
        assert one.source_id == other.source_id


@pytest.mark.parametrize("mark", ['"', "“", "”", "‘", "»"])
def test_a_lone_quotation_mark_costs_no_quote_elsewhere(mark: str) -> None:
    # a paragraph of its own in front, with a mark that is never closed
    text = f"The {mark}Star of Ellery is the oldest ferry on the coast.\n\n" + FERRY_TEXT
    contents = [quote.content_text(text) for quote in ql.attribute(text)]
    for words in ("We heard you, and we will not rush this decision", "Nobody wants an accident", "I will believe it"):
        assert any(words in content for content in contents)


# --- the study's own article -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seeds() -> pd.DataFrame:
    found = ql.analyse(SEEDS)
    assert len(found.articles) == 1
    assert len(found.exclusions) == 0
    return named_quotes(found)


@pytest.mark.parametrize(
    ("words", "type", "name"),
    [
        ("a gain for the western Islamist government", "indirect", "Jamal Zubia"),  # "Jamal Zubia, an official ..."
        ("Of course this is a victory for Tripoli", "direct", "Jamal Zubia"),  # "Zubia"
        ("They have now moved 30 or 50km to the east", "direct", "Jamal Zubia"),  # "he"
        ("Qumu had been captured", "indirect", "Jamal Zubia"),
        ("always had superior numbers and firepower", "indirect", "Mohammed Eljahr"),  # "Analyst ..., Mohammed Eljahr,"
        ("many acquiesced", "indirect", "Mohammed Eljahr"),  # "He also"
        ("Sources in Abu Salim have indicated", "direct", "Mohammed Eljahr"),  # "he"
        ("signified the end of their campaign", "indirect", "Mohammed Eljahr"),  # "However, Eljahr"
        ("IS now had two choices", "indirect", "Mohammed Eljahr"),  # "He"
    ],
)
def test_the_seed_article_s_quotes_lead_to_who_spoke(seeds: pd.DataFrame, words: str, type: str, name: str) -> None:
    quote = quote_with(words, seeds)
    assert (quote["type"], quote["name"], quote["kind"], quote["named"]) == (type, name, "person", True)


def test_the_seed_article_s_news_agency_is_a_named_organization(seeds: pd.DataFrame) -> None:
    quote = quote_with("At least nine were killed in the initial fighting", seeds)
    assert (quote["name"], quote["kind"], quote["named"]) == ("Reuters", "organization", True)


def test_the_seed_article_s_reports_are_nobody_s_name(seeds: pd.DataFrame) -> None:
    quote = quote_with("Sofian Qumu", seeds)
    assert "reports" in f"{quote['mention']} {quote['cue']}"
    assert pd.isna(quote["named"]) or not quote["named"]


def test_the_seed_article_s_sources_in_abu_salim_are_nested_in_eljahr_s_quote(seeds: pd.DataFrame) -> None:
    around = quote_with("Sources in Abu Salim have indicated", seeds)
    [inner] = seeds[seeds["mention"] == "Sources in Abu Salim"].to_dict("records")
    assert (inner["level"], inner["parent_quote_id"]) == (1, around["quote_id"])
    assert (inner["cue"], inner["named"]) == ("have indicated", False)
    assert around["mention"] == "he"


@pytest.fixture(scope="module")
def seed_study() -> ql.Study:
    return ql.analyse(SEEDS)


def test_the_seed_article_s_quotes_have_a_tone_and_targets(seed_study: ql.Study) -> None:
    quotes = seed_study.quotes
    assert quotes[["tone", "tone_score", "hedges", "boosters"]].notna().all(axis=None)
    victory = quotes[quotes["content"].str.contains("a gain for the western Islamist government")].iloc[0]
    assert (victory["tone"], victory["cue_stance"]) == ("positive", "emotive")
    assert "jamal-zubia" not in set(seed_study.targets.query("source_id == 'jamal-zubia'")["target_id"])
    spans = zip(seed_study.targets["target_start"], seed_study.targets["target_end"], strict=True)
    text = seed_study.articles["text"].iloc[0]
    assert [text[start:end] for start, end in spans] == seed_study.targets["target"].tolist()


def test_the_seed_article_s_reports_of_a_death_contradict_its_claim_of_a_capture(seed_study: ql.Study) -> None:
    content = seed_study.quotes.set_index("quote_id")["content"]
    disputed = seed_study.claims.query("relation == 'contradicts'")
    pairs = [{content[a], content[b]} for a, b in zip(disputed["quote_id_a"], disputed["quote_id_b"], strict=True)]
    [pair] = [pair for pair in pairs if any("killed" in text for text in pair)]
    assert any("captured" in text for text in pair)
    assert seed_study.quotes["certainty"].between(-3, 3).all()
    assert set(seed_study.grades["reliability"]) == {"F"}  # one article is no track record
    assert {"corroboration", "certainty"} <= set(seed_study.reliability["indicator"])


def test_a_studys_own_words_and_grades_are_heeded(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text('"We beat the thuwar," Mayor Ada Park said.', encoding="utf-8")
    (tmp_path / "study.toml").write_text("[sentiment.terms]\nthuwar = -1\n", encoding="utf-8")
    (tmp_path / "grades.csv").write_text(
        "name,reliability,information,reason,by\nAda Park,B,2,her minutes were checked,J. Roe\n", encoding="utf-8"
    )
    found = ql.analyse(tmp_path)
    assert found.quotes["textblob_polarity"].tolist() == [-1.0]
    [grade] = found.grades.to_dict("records")
    assert (grade["reliability"], grade["information"], grade["overruled"]) == ("B", 2, True)
    assert "her minutes were checked" in grade["reasons"]


# --- tables in, and corpora larger than memory -----------------------------------------------------------------------


def test_a_table_is_read_by_the_columns_that_were_given() -> None:
    frame = pd.DataFrame(
        {
            "key": ["k1"], "headline": ["A"], "body": ["“We left,” said Ann Lee."], "text": ["no"],
            "published": ["2015-06-09"], "source": ["The Paper"],
        }
    )  # fmt: skip
    named = {"text": "body", "title": "headline", "date": "published", "outlet": "source", "id": "key"}
    found = ql.analyse(frame, text="body", title="headline", date="published", outlet="source", id="key")
    article = found.articles[["doc_id", "title", "text", "published", "outlet"]].iloc[0].tolist()
    assert article == ["k1", "A", "“We left,” said Ann Lee.", "2015-06-09", "The Paper"]
    assert found.quotes["quote_id"].tolist() == ["k1:0"]
    assert found.provenance["columns"] == [{"path": None, "columns": named}]
    assert found.settings == Settings()


def test_a_study_says_in_its_settings_what_its_columns_are_called(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "news.csv").write_text("text;summary\nno;“We left,” said Ann Lee.\n", encoding="utf-8")
    (tmp_path / "study.toml").write_text('[corpus]\ntext = "summary"\n')
    found = ql.analyse(tmp_path / "seeds")
    assert found.articles["text"].tolist() == ["“We left,” said Ann Lee."]
    assert found.quotes["doc_id"].tolist() == ["news:2"]
    found.save(tmp_path / "out")
    same(found, study.open_study(tmp_path / "out"))
    assert ql.analyse(tmp_path / "seeds", text="text").articles["text"].tolist() == ["no"]


def test_a_name_that_is_no_columns_is_refused_before_anything_is_read() -> None:
    with pytest.raises(TypeError, match="'txt'"):
        ql.analyse("nowhere", txt="body")  # type: ignore[call-arg]
    with pytest.raises(TableError, match=r"did you mean text='body'\?"):
        ql.analyse(pd.DataFrame({"body": ["x"]}), text="bdoy")


def test_articles_are_taken_as_they_are_needed() -> None:
    taken: list[str] = []

    def articles() -> Iterator[Article]:
        for k in range(9):
            taken.append(str(k))
            yield Article.from_text(f"Number {k}." + "\n" * 60_000, str(k))  # a group of its own each

    reading = study.read(articles())
    assert next(reading)[0].doc_id == "0"
    assert taken == ["0", "1"]
    assert [article.doc_id for article, _ in reading] == [str(k) for k in range(1, 9)]


def test_of_many_groups_only_some_are_under_way_and_the_answers_come_in_order() -> None:
    begun: list[int] = []

    def job(group: list[Article], own: object) -> list[Any]:
        return [article.doc_id for article in group]

    def together() -> Iterator[tuple[list[Article], dict[str, Any]]]:
        for k in range(20):
            begun.append(k)
            yield [Article.from_text("x", str(k))], {}

    with ThreadPoolExecutor(3) as pool:
        answered = study._in_pool(pool, job, together(), ahead=4)
        assert next(answered)[1] == ["0"]
        assert begun == [0, 1, 2, 3]
        assert [answer for _, answer in answered] == [[str(k)] for k in range(1, 20)]
