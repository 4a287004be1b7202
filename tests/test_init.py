import subprocess
import sys
import typing

import pytest

import quotelens as ql

PUBLIC = {
    "__version__",
    "Article", "Quote", "Settings", "Source", "Span", "Study",
    "analyse", "attribute", "open_study", "read_corpus",
    "certainty", "claims", "corrections", "exchange", "reliability", "report", "sentiment", "tables",
}  # fmt: skip


HEAVY = {
    "altair",
    "nltk",
    "numpy",
    "onnxruntime",
    "pandas",
    "pyarrow",
    "scipy",
    "spacy",
    "tokenizers",
    "torch",
    "typer",
}


def modules_after(code: str) -> set[str]:
    """Names of the modules that a fresh interpreter has loaded after running the code."""
    code += "\nimport sys; print('\\n'.join(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return set(done.stdout.split())


def test_the_public_names_are_these_and_every_one_is_there() -> None:
    assert set(ql.__all__) == set(dir(ql)) == PUBLIC
    assert len(ql.__all__) == len(PUBLIC)
    for name in PUBLIC:
        assert getattr(ql, name) is not None
    assert (ql.Span.__module__, ql.attribute.__module__) == ("quotelens.records", "quotelens.study")
    assert ql.read_corpus.__module__ == "quotelens.corpus"


def test_every_public_function_and_class_has_a_docstring() -> None:
    assert [name for name in PUBLIC - {"__version__"} if not (getattr(ql, name).__doc__ or "").strip()] == []


def test_the_public_functions_say_what_they_take_and_give() -> None:
    for name in ("analyse", "attribute", "open_study", "read_corpus"):
        assert "return" in typing.get_type_hints(getattr(ql, name))


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'quotelens' has no attribute 'analyze'"):
        _ = ql.analyze


@pytest.mark.parametrize("code", ["import quotelens", "from quotelens import Span, Article, Settings\nSpan(0, 1)"])
def test_an_import_loads_neither_pandas_nor_the_model_runtime(code: str) -> None:
    loaded = modules_after(code)
    assert "quotelens" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_reading_an_article_loads_nothing_that_only_reports_and_training_need() -> None:
    loaded = modules_after("import quotelens\nquotelens.attribute('“We left,” Ann Lee said.')")
    assert {"pandas", "onnxruntime"} <= loaded
    assert loaded.isdisjoint({"papermill", "nbformat", "nbconvert", "IPython", "altair", "torch", "typer"})
    assert loaded.isdisjoint({"quotelens.report", "quotelens.training", "quotelens.evaluation", "quotelens.cli"})


def test_a_first_quote_needs_no_scipy_and_help_no_pandas() -> None:
    # each takes about a second to import, which whoever waits for a command would feel
    assert "scipy" not in modules_after("import quotelens\nquotelens.attribute('It rained.')")
    helped = (
        "from quotelens.cli import app\nfrom typer.testing import CliRunner\nassert not CliRunner().invoke(app, ['-h'])"
    )
    loaded = modules_after(f"{helped}.exit_code")
    assert "quotelens.cli" in loaded
    assert loaded.isdisjoint({"pandas", "numpy", "onnxruntime", "nltk", "quotelens.study"})


def test_importing_prints_nothing() -> None:
    code = "import quotelens.study, quotelens.cli, quotelens.report"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")
