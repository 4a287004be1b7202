"""Word pieces, their shapes and their places in the text; what a model folder has to hold."""

from __future__ import annotations

import hashlib
import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from quotelens import encoder, marks
from quotelens.errors import ModelError

BREAK = "⏎"  # a run of line breaks, as in the shipped vocabulary
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789éñ"
WORDS = ["rain", "##s", "the", "said", *LETTERS, *(f"##{letter}" for letter in LETTERS), *"\"'“”‘’.,:[]-😀"]


def small_tokenizer() -> Tokenizer:
    """A tokenizer put together as the shipped one is, with a vocabulary of letters and a few words."""
    vocabulary = {token: k for k, token in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", BREAK, *WORDS])}
    breaks = {"type": "Replace", "pattern": {"Regex": "\\s*[\\n\\r\\u2028\\u2029]\\s*"}, "content": f" {BREAK} "}
    bert = {
        "type": "BertNormalizer",
        "clean_text": True,
        "handle_chinese_chars": True,
        "strip_accents": None,
        "lowercase": True,
    }
    model = {
        "type": "WordPiece",
        "unk_token": "[UNK]",
        "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 100,
        "vocab": vocabulary,
    }
    return Tokenizer.from_str(
        json.dumps(
            {
                "version": "1.0",
                "truncation": None,
                "padding": None,
                "added_tokens": [],
                "normalizer": {"type": "Sequence", "normalizers": [breaks, bert]},
                "pre_tokenizer": {"type": "BertPreTokenizer"},
                "post_processor": None,
                "decoder": None,
                "model": model,
            }
        )
    )


TOKENIZER = small_tokenizer()


def read(text: str) -> list[tuple[str, str]]:
    """Each piece as the vocabulary has it and as the text has it."""
    [found] = encoder.pieces(TOKENIZER, [text])
    names = [TOKENIZER.id_to_token(k) for k in found.ids.tolist()]
    return [(name, text[start:end]) for name, (start, end) in zip(names, found.offsets.tolist(), strict=True)]


def shapes_of(text: str) -> list[int]:
    return encoder.pieces(TOKENIZER, [text])[0].shapes.tolist()


def test_pieces_and_their_places():
    assert read("The rains.") == [("the", "The"), ("rain", "rain"), ("##s", "s"), (".", ".")]
    [found] = encoder.pieces(TOKENIZER, ["The rains."])
    assert found.offsets.tolist() == [[0, 3], [4, 8], [8, 9], [9, 10]]
    assert len(found) == 4
    assert found.ids.dtype == found.shapes.dtype == found.offsets.dtype == np.int64


def test_a_part_keeps_what_stands_in_it():
    part = encoder.pieces(TOKENIZER, ["The RAINS."])[0].part(1, 3)
    assert part.offsets.tolist() == [[4, 8], [8, 9]]
    assert part.shapes.tolist() == [2, 1]
    assert len(part.ids) == 2


@pytest.mark.parametrize("text", ["", " ", "\x00", "\u200b"])
def test_a_text_of_nothing_to_read_has_no_pieces(text):
    [found] = encoder.pieces(TOKENIZER, [text])
    assert len(found) == 0
    assert found.offsets.shape == (0, 2)
    assert found.shapes.shape == (0,)


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n", " \n \r\n", "\u2028", "\u2029"])
def test_a_run_of_line_breaks_is_one_piece(gap):
    found = read(f"rain{gap}said")
    assert [name for name, _ in found] == ["rain", BREAK, "said"]
    assert found[0][1] == "rain"
    assert found[1][1].isspace()
    assert found[2][1] == "said"


def test_the_line_breaks_of_a_hard_wrapped_text_are_spaces():
    line = "the rains said the rain said the rain said the rain said"
    text = f"{line}\n{line}\n{line}\n{line}\n\n{line}"
    assert marks.is_wrapped(text)
    assert [name for name, _ in read(text)].count(BREAK) == 1


def test_a_pair_is_one_window_with_the_second_text_marked():
    a, b = encoder.pieces(small_tokenizer(), ["The rain", "It"])
    both, marked = encoder.pair(a, b, 3)
    assert both.ids.tolist() == [*a.ids, 3, *b.ids]
    assert both.shapes.tolist() == [*a.shapes, 0, *b.shapes]
    assert marked.tolist() == [0] * (len(a) + 1) + [1] * len(b)
    assert both.offsets.tolist()[len(a) :] == [[8, 9], *(b.offsets + 9).tolist()]


def test_of_a_pair_of_long_texts_the_starts_are_read():
    a, b = encoder.pieces(small_tokenizer(), ["rain " * 200, ""])
    both, marked = encoder.pair(a, b, 3)
    assert (len(both), int(marked.sum())) == (129, 0)
    assert len(encoder.pair(b, a, 3)[0]) == 129


def test_a_token_has_its_index_in_the_vocabulary():
    assert [encoder.token_id(TOKENIZER, token) for token in ("[PAD]", "[CLS]", "[SEP]", BREAK)] == [0, 2, 3, 4]


def test_a_tokenizer_that_lacks_a_token_is_refused_by_name():
    with pytest.raises(ModelError, match=r"the tokenizer's vocabulary has no '\[MASK\]'; it does not belong to"):
        encoder.token_id(TOKENIZER, "[MASK]")


def test_no_text_is_read_as_a_special_token():
    assert read("[SEP]") == [("[", "["), ("s", "S"), ("##e", "E"), ("##p", "P"), ("]", "]")]


def test_accents_emoji_and_control_characters_keep_their_places():
    assert read("😀 ne\u0301e\x00e") == [("😀", "😀"), ("n", "n"), ("##e", "e"), ("##e", "e"), ("##e", "e")]


@pytest.mark.parametrize("text", ["a \ud800 rain", "a \udc00\ud800 rain", "a \ud83d\ude00, rain"])
def test_lone_surrogates_move_nothing(text):
    # a pair of lone surrogates has two places in the text, though UTF-16 would make one character of it
    assert read(text)[-1] == ("rain", "rain")
    assert read(text)[0] == ("a", "a")


def test_shapes_tell_letter_case():
    text = "rain Rain RAIN rAIN A 1 . É"
    offsets = np.array([(match.start(), match.end()) for match in re.finditer(r"\S+", text)])
    assert encoder.shapes(text, offsets).tolist() == [0, 1, 2, 3, 1, 0, 0, 1]


def test_shapes_tell_what_stands_inside_a_quotation_marks_included():
    assert shapes_of('a "The" said') == [0, 4, 5, 4, 0]
    assert shapes_of('a "The said') == [0, 0, 1, 0]  # never closed
    assert shapes_of("“a ‘a’ a” a") == [4, 4, 4, 4, 4, 4, 4, 0]
    assert shapes_of("a: “a\n\n“a” a") == [0, 0, 4, 4, 0, 4, 4, 4, 0]


def test_shapes_of_no_pieces_are_none():
    assert encoder.shapes("rain", np.zeros((0, 2), dtype=np.int64)).tolist() == []


ALPHABET = st.sampled_from(
    [
        *"aAz \t\n\r\"'“”‘’é",
        "\u2028",
        "\x00",
        "\x85",
        "\u0301",
        "😀",
        "\u200d",
        "\ufe0f",
        "א",
        "中",
        "İ",
        "ﬁ",
        "\ud83d",
        "\ude00",
    ]
)


@given(st.one_of(st.text(st.characters(), max_size=40), st.lists(ALPHABET, max_size=40).map("".join)))
@settings(derandomize=True, max_examples=500, deadline=None)
def test_pieces_of_any_text_are_spans_of_it_in_order(text):
    [found] = encoder.pieces(TOKENIZER, [text])
    starts, ends = found.offsets[:, 0], found.offsets[:, 1]
    assert len(found.ids) == len(found.shapes) == len(found.offsets)
    assert (starts < ends).all()
    assert (starts[1:] >= ends[:-1]).all()
    assert (ends <= len(text)).all()
    assert ((found.shapes >= 0) & (found.shapes < encoder.N_SHAPES)).all()
    # no letter of the vocabulary is lost on the way
    covered = {k for start, end in found.offsets.tolist() for k in range(start, end)}
    assert all(k in covered for k, char in enumerate(text) if char in "aAz")


def test_a_model_folder_without_its_files_is_refused_by_name(tmp_path):
    with pytest.raises(ModelError, match=r"no card\.json; a model folder holds"):
        encoder.Encoder(tmp_path)
    (tmp_path / "card.json").write_text("{}", encoding="utf-8")
    (tmp_path / "tokenizer.json").write_text(TOKENIZER.to_str(), encoding="utf-8")
    with pytest.raises(ModelError, match=r"no model\.onnx"):
        encoder.Encoder(tmp_path)


def test_a_model_that_is_not_the_one_its_card_describes_is_refused(tmp_path):
    (tmp_path / "card.json").write_text(json.dumps({"sha256": "00"}), encoding="utf-8")
    (tmp_path / "tokenizer.json").write_text(TOKENIZER.to_str(), encoding="utf-8")
    (tmp_path / "model.onnx").write_bytes(b"changed")
    with pytest.raises(ModelError, match=r"model\.onnx has sha256 [0-9a-f]{64}, its card says 00"):
        encoder.Encoder(tmp_path)


def test_what_a_window_answers_as_a_whole_is_left_whole_however_short_it_is(tmp_path):
    onnx = pytest.importorskip("onnx", reason="a graph is put together with onnx: the extra `train`")
    ids, shapes, by_piece = (
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.INT64, ["windows", "pieces"])
        for name in ("ids", "shapes", "by_piece")
    )
    whole = onnx.helper.make_tensor_value_info("whole", onnx.TensorProto.INT64, [1, 3])
    answer = onnx.numpy_helper.from_array(np.array([[7, 8, 9]], dtype=np.int64))
    nodes = [
        onnx.helper.make_node("Add", ["ids", "shapes"], ["by_piece"]),
        onnx.helper.make_node("Constant", [], ["whole"], value=answer),
    ]
    graph = onnx.helper.make_graph(nodes, "small", [ids, shapes], [by_piece, whole])
    opset = [onnx.helper.make_opsetid("", 17)]
    model = onnx.helper.make_model(graph, opset_imports=opset, ir_version=8).SerializeToString()
    (tmp_path / "model.onnx").write_bytes(model)
    (tmp_path / "card.json").write_text(json.dumps({"sha256": hashlib.sha256(model).hexdigest()}), encoding="utf-8")
    (tmp_path / "tokenizer.json").write_text(TOKENIZER.to_str(), encoding="utf-8")
    found = encoder.Encoder(tmp_path)
    [read] = found.read(found.pieces(["rain"]))  # with the start and end tokens three pieces
    assert read["whole"].tolist() == [[7, 8, 9]]
    assert read["by_piece"].tolist() == found.pieces(["rain"])[0].ids.tolist()


def test_runs_of_spaces_are_no_pieces_and_take_no_time_with_their_square() -> None:
    model = encoder.Encoder()
    [short, long] = model.pieces(
        ["One two\nthree.", "One" + " " * 60_000 + "two" + " " * 999 + "\n" + " " * 60_000 + "three."]
    )
    assert short.ids.tolist() == long.ids.tolist()
    assert long.offsets[:2].tolist() == [[0, 3], [60_003, 60_006]]
    assert long.offsets[-1].tolist() == [121_011, 121_012]
