from quotelens.report import references

DOCSTRING = """Estimate something.

    Args:
        x: Hill (1973) is not meant here.

    References:
        Wilson (1927), Probable inference, the law of succession, and statistical
        inference, JASA 22, 209-212.
        Kish (1965), Survey sampling, Wiley, section 11.7 (effective sample size of unequal weights).
        Kent (1964), see above; Chao and Shen (2003), Estimation of `H`, EES 10.
        Hill (1973), see above.
        See `intervals.bootstrap_ratio`.

    Raises:
        ValueError: always (1999).
    """


def test_a_docstring_names_its_publications_each_on_one_line_without_notes() -> None:
    assert references.of_docstring(DOCSTRING) == [
        "Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209-212.",
        "Kish (1965), Survey sampling, Wiley, section 11.7.",
        "Chao and Shen (2003), Estimation of H, EES 10.",
    ]


def test_a_docstring_without_references_names_none() -> None:
    assert references.of_docstring("Wilson (1927) would agree.") == []


def test_every_docstring_of_a_module_counts() -> None:
    of_module, of_method = "M.\n\nReferences:\n    A (1901), B.\n", "F.\n\n    References:\n        D (2002), E.\n    "
    source = f'"""{of_module}"""\nclass C:\n  def f(self):\n    """{of_method}"""\n'
    assert references.of_source(source) == ["A (1901), B.", "D (2002), E."]


def test_what_the_package_rests_on_is_found_by_part_and_once() -> None:
    found = references.gathered()
    assert (
        "Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209-212."
        in (found["Sources and reliability"])
    )
    assert any(entry.startswith("Hutto and Gilbert (2014), VADER") for entry in found["Tone and the reporter’s words"])
    entries = [entry for part in found.values() for entry in part]
    assert len(entries) == len(set(entries))
    assert all(entry.endswith(".") and "see above" not in entry and "`" not in entry for entry in entries)
