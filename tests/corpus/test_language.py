"""Articles in another language are left out, with the language and how sure that is."""

import pandas as pd
import pytest

from quotelens import corpus
from quotelens.corpus import language
from quotelens.settings import CorpusSettings

GERMAN = "Der Minister sagte, er habe von der Warnung nichts gewusst. Die Opposition glaubt ihm nicht."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GERMAN, "de"),
        ("Le ministre a dit qu’il ne savait rien de cet avertissement.", "fr"),
        ("Министр сказал, что ничего не знал о предупреждении.", "ru"),
        ("قال الوزير إنه لا يعلم شيئا عن التحذير", "ar"),
        ("大臣は警告について何も知らないと述べた。", "ja"),
    ],
)
def test_other_languages_are_told(text: str, expected: str) -> None:
    told = language.told(text)
    assert (told.language, told.foreign) == (expected, True)
    assert told.probability > 0.7


@pytest.mark.parametrize(
    "text",
    [
        "The minister said he had known nothing of the warning.",
        "Jamal Zubia told Al Jazeera that Ansar al-Sharia held Derna.",
        "“¡Basta!” the crowd shouted as the mayor of Málaga said that nobody would be allowed to leave the building.",
    ],
)
def test_english_with_foreign_names_is_not_foreign(text: str) -> None:
    told = language.told(text)
    assert told.language in ("en", None)
    assert not told.foreign


@pytest.mark.parametrize("text", ["", "x", "Ok", "1,204", "He said."])
def test_too_little_to_tell_is_not_foreign(text: str) -> None:
    told = language.told(text)
    assert told.language is None
    assert not told.foreign


def test_what_is_not_english_is_left_out_unless_it_is_wanted() -> None:
    frame = pd.DataFrame({"text": [GERMAN, "The minister said he had known nothing of the warning."]})
    found = corpus.read(frame)
    assert [article.doc_id for article in found.articles] == ["1"]
    assert found.articles[0].language == "en"
    (exclusion,) = found.exclusions
    assert (exclusion.doc_id, exclusion.reason) == ("0", "language")
    assert exclusion.detail.startswith("seems to be in de (")
    assert exclusion.detail.endswith("); --any-language keeps it")
    forced = corpus.read(frame, settings=CorpusSettings(any_language=True))
    assert [article.language for article in forced.articles] == ["de", "en"]
    assert not forced.exclusions
