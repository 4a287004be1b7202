"""A trained network -> the model folder that ships: ONNX graph quantised to 8 bits, tokenizer, card."""

from __future__ import annotations

import hashlib
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from quotelens.attribution.reading import CONSTANT
from quotelens.files import write_atomically
from quotelens.training.network import AttributionNetwork, configuration, start_folder

OPSET = 17
WORDS = "words"  # the input that takes vectors of words instead of their ids


class _Graph(nn.Module):
    """The network with transitions and distance bias as outputs, so that the graph file holds everything."""

    def __init__(self, network: AttributionNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, shapes: Tensor) -> tuple[Tensor, ...]:
        tags, queries, keys = self.network(ids, shapes)
        return tags, queries, keys, self.network.transitions + 0.0, self.network.bias + 0.0


def export(run: Path, folder: Path, *, quantise: bool = True) -> dict[str, Any]:
    """Write `model.onnx` and `tokenizer.json` of a finished training run to `folder`.

    Args:
        run: What `train` wrote.
        folder: The model folder; made if missing.
        quantise: Weights (embeddings too) to 8-bit integers, one scale a column; most activations are quantised as
            the graph runs.

    Returns:
        Members for the card: `sha256`, `bytes` and `quantised` of the graph.
    """
    names = ["tags", "queries", "keys"]
    return write_graph(
        _Graph(load(run)), run, folder, ["ids", "shapes"], names, constants=list(CONSTANT), quantise=quantise
    )


def write_graph(
    module: nn.Module,
    run: Path,
    folder: Path,
    inputs: list[str],
    outputs: list[str],
    *,
    constants: Sequence[str] = (),
    pooled: bool = False,
    quantise: bool = True,
    size: int = 0,
) -> dict[str, Any]:
    """Write a module over windows of word pieces as `model.onnx`, and the run's tokenizer beside it; see `export`.

    Args:
        module: Takes the inputs in order, and gives the outputs and then the constants.
        run: Where the tokenizer is.
        folder: The model folder; made if missing.
        inputs, outputs: Their names. An output has an axis of windows and one of pieces, unless `pooled`. An input
            named `words` holds vectors, (b, n, size), the others integers (b, n).
        constants: Names of outputs that depend on no input.
        pooled: Whether outputs have one row a window.
        quantise: As in `export`.
        size: Length of the vectors of `words`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        plain, small = Path(scratch) / "plain.onnx", Path(scratch) / "small.onnx"
        numbers, vectors = torch.zeros((2, 16), dtype=torch.long), torch.zeros((2, 16, size))
        axes = {name: {0: "windows", 1: "pieces"} for name in (*inputs, *(() if pooled else outputs))}
        axes |= {name: {0: "windows"} for name in (outputs if pooled else ())}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the tracer's notes on constant shapes, checked by the comparison tests
            torch.onnx.export(
                module.eval(),
                tuple(vectors if name == WORDS else numbers for name in inputs),
                str(plain),
                input_names=inputs,
                output_names=[*outputs, *constants],
                dynamic_axes=axes,
                opset_version=OPSET,
                dynamo=False,
            )
        _name_outputs(plain, [*outputs, *constants])
        if quantise:
            model = onnx.load(plain)
            exact = [node.name for node in model.graph.node if node.op_type == "MatMul" and _keeps_activations(node)]
            # seven bits: with eight, processors without 8-bit dot products saturate and read otherwise than others
            quantize_dynamic(
                plain,
                small,
                per_channel=True,
                reduce_range=True,
                weight_type=QuantType.QInt8,
                nodes_to_exclude=exact,
            )
            _quantise_weights(small, exact)
        graph = (small if quantise else plain).read_bytes()
    write_atomically(folder / "model.onnx", graph)
    write_atomically(folder / "tokenizer.json", (run / "tokenizer.json").read_bytes())
    return {"sha256": hashlib.sha256(graph).hexdigest(), "bytes": len(graph), "quantised": quantise}


def shared_words(model: Path) -> dict[str, Any]:
    """What a card says of the words it shares with a model folder as it ships (see `encoder.Words`).

    Raises:
        ValueError: the folder's graph holds no table of words of 8 bits.
    """
    data = (model / "model.onnx").read_bytes()
    held = {tensor.name: tensor for tensor in onnx.load_from_string(data).graph.initializer}
    name = next((name for name in held if name.endswith("word_embeddings.weight_quantized")), None)
    if name is None:
        raise ValueError(f"{model}: model.onnx holds no table of words of 8 bits")
    base = name.removesuffix("_quantized")
    scale, zero = (onnx.numpy_helper.to_array(held[f"{base}_{part}"]) for part in ("scale", "zero_point"))
    rows, columns = held[name].dims
    return {
        "model": model.name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "offset": data.index(held[name].raw_data),
        "rows": rows,
        "columns": columns,
        "scale": float(scale),
        "zero": int(zero),
    }


def _keeps_activations(node: onnx.NodeProto) -> bool:
    """Whether what goes into a product stays in 32 bits: where a few great values would leave no steps for the others.

    Those are the outputs of the layers' inner halves; in 8 bits they cost half a point of content F1.
    """
    return "output/dense" in node.name and "attention" not in node.name


def _quantise_weights(path: Path, names: list[str]) -> None:
    """Weights of the named products to 8 bits, one scale a column; they are multiplied out again when it is loaded."""
    model = onnx.load(path)
    weights = {tensor.name: tensor for tensor in model.graph.initializer}
    for node in [node for node in model.graph.node if node.name in names]:
        tensor = weights[node.input[1]]
        values = onnx.numpy_helper.to_array(tensor)
        scale = np.maximum(np.abs(values).max(axis=0) / 127, np.finfo(np.float32).tiny).astype(np.float32)
        parts = {"int8": np.round(values / scale).astype(np.int8), "scale": scale}
        for part, array in parts.items():
            model.graph.initializer.append(onnx.numpy_helper.from_array(array, f"{tensor.name}_{part}"))
        model.graph.initializer.remove(tensor)
        inputs = [f"{tensor.name}_{part}" for part in parts]
        model.graph.node.insert(0, onnx.helper.make_node("DequantizeLinear", inputs, [tensor.name], axis=1))
    onnx.save(model, path)


def _name_outputs(path: Path, names: list[str]) -> None:
    """Give the graph's outputs their names (the tracer numbers an output that depends on no input)."""
    model = onnx.load(path)
    for output, name in zip(model.graph.output, names, strict=True):
        if output.name != name:
            model.graph.node.append(onnx.helper.make_node("Identity", [output.name], [name]))
            output.name = name
    onnx.save(model, path)


def load(run: Path) -> AttributionNetwork:
    """The network of a training run, ready to read."""
    # the fused attention kernel is exported as these plain steps anyway
    network = AttributionNetwork(configuration(start_folder(), attention="eager"))
    network.load_state_dict(torch.load(run / "network.pt", weights_only=True))
    return network.eval()
