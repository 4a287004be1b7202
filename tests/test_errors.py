"""Errors are caught by those who know them and by those who don't."""

from __future__ import annotations

import pytest

from quotelens import errors


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (errors.CorpusError, ValueError),
        (errors.CorpusNotFoundError, FileNotFoundError),
        (errors.TableError, ValueError),
        (errors.TextError, ValueError),
        (errors.SettingsError, ValueError),
        (errors.StudyError, OSError),
        (errors.AliasError, ValueError),
        (errors.GradeError, ValueError),
        (errors.CorrectionError, ValueError),
        (errors.ExchangeError, ValueError),
        (errors.ModelError, ValueError),
        (errors.GoldError, ValueError),
        (errors.ReportError, RuntimeError),
    ],
)
def test_every_error_is_also_the_builtin_one(kind: type[Exception], builtin: type[Exception]) -> None:
    with pytest.raises(builtin) as caught:
        raise kind("what is wrong: how to mend it")
    assert isinstance(caught.value, errors.QuotelensError)
    assert str(caught.value) == "what is wrong: how to mend it"


def test_every_error_of_the_package_is_listed_above_or_below() -> None:
    kinds = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)}
    assert kinds == {
        "QuotelensError", "CorpusError", "CorpusNotFoundError", "TableError", "TextError", "SettingsError",
        "StudyError", "AliasError", "GradeError", "CorrectionError", "ExchangeError", "ModelError", "GoldError",
        "ReportError", "MissingExtraError",
    }  # fmt: skip


def test_what_is_not_found_is_a_corpus_error_too() -> None:
    assert issubclass(errors.CorpusNotFoundError, errors.CorpusError)
    assert str(errors.CorpusNotFoundError()) == ""
    assert str(errors.CorpusNotFoundError("a: no such file", "more")) == "a: no such file"


def test_a_missing_package_names_the_command_that_installs_it() -> None:
    error = errors.MissingExtraError("reading saved web pages", "trafilatura", "web")
    assert isinstance(error, ImportError)
    assert isinstance(error, errors.QuotelensError)
    assert str(error) == 'reading saved web pages needs trafilatura: pip install "quotelens[web]"'
    assert (error.package, error.extra) == ("trafilatura", "web")
