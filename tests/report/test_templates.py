import jinja2
import pytest

from quotelens.report import articles, templates
from quotelens.study import Study


def test_a_value_that_is_missing_is_an_error_and_no_gap() -> None:
    with pytest.raises(jinja2.UndefinedError):
        templates.render("sources.html.j2", title="Sources")


def test_what_is_put_in_is_escaped(crowded_study: Study) -> None:
    found = articles.index(crowded_study)
    page = templates.render("sources.html.j2", title='<b onclick="x">', index=found, folder="articles")
    assert "&lt;b onclick=&#34;x&#34;&gt;" in page
    assert "<b onclick" not in page
    assert "W0 of the Ministry for the Interior &amp; Very Many Other Affairs" in page
