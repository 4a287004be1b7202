from quotelens.sources.layout import is_headline, is_title_case, lay_out


def test_sentences_do_not_end_at_titles_and_initials() -> None:
    text = "Sen. J. Roe spoke. “It is late.” Then Dr. Poe left."
    assert [span.of(text) for span in lay_out(text).sentences] == [
        "Sen. J. Roe spoke.",
        "“It is late.”",
        "Then Dr. Poe left.",
    ]


def test_positions_know_their_paragraph_sentence_and_quotation() -> None:
    text = 'One. Two.\n\n"Three," she said.'
    laid_out = lay_out(text)
    assert [laid_out.paragraph(text.index(word)) for word in ("One", "Two", "Three")] == [0, 0, 1]
    assert [laid_out.sentence(text.index(word)) for word in ("One", "Two", "Three")] == [0, 1, 2]
    assert [laid_out.is_quoted(text.index(word)) for word in ("Two", "Three", "she")] == [False, True, False]


def test_title_case_and_headlines() -> None:
    assert is_title_case("Mayor Moss Slams Rude Drivers")
    assert not is_title_case("Mayor Moss has met the rude drivers")
    text = "Moss meets drivers\n\nRita Moss met them on Monday."
    laid_out = lay_out(text)
    assert [is_headline(line, laid_out) for line in laid_out.paragraphs] == [True, False]
    assert not is_headline(lay_out("One line.").paragraphs[0], lay_out("One line."))
