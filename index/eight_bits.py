"""A network with its products with weights in eight bits: nearly the same, in half the time."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import openvino
import openvino.opset13 as operations

_Rows = npt.NDArray[np.float32]

_EVENLY = 0.6  # how much of what sets wide channels apart is moved into the weights
_SMALLEST = 1e-5

# Of weights seven bits are used: a CPU without VNNI adds two of their products in sixteen bits.
_ROOM = 2.0


def to_eight_bits(
    model: openvino.Model,
    examples: Sequence[Mapping[str, npt.NDArray[np.int64]]],
    whole: Collection[int],
) -> None:
    """Have a network reckon its products with weights in eight bits.

    The weights of each unit have a range of their own. What is put in has one in all, as wide as it
    was in the examples; so channels that are much wider than others are first made narrower, and
    their weights larger (Xiao et al., "SmoothQuant: Accurate and Efficient Post-Training
    Quantization for Large Language Models", ICML 2023).

    Args:
        model: The network; it is changed.
        examples: What it may be asked, by the names of its inputs.
        whole: The places, in order, of products that are left as they are.
    """
    products = [one for one in model.get_ordered_ops() if _weights(one) is not None]
    inputs = {_key(one.input_value(0)): one.input_value(0) for one in products}
    ranges = dict(zip(inputs, _ranges(model, list(inputs.values()), examples), strict=True))
    for key, (lowest, highest) in ranges.items():
        those = [
            one
            for at, one in enumerate(products)
            if at not in whole and _key(one.input_value(0)) == key
        ]
        if those:
            _reckon_in_eight_bits(inputs[key], those, lowest, highest)
    model.validate_nodes_and_infer_types()


def _reckon_in_eight_bits(
    source: Any, products: Sequence[Any], lowest: _Rows, highest: _Rows
) -> None:
    """Change products of the same input, whose channels go from lowest to highest: (channels,)."""
    weights = [_by_unit(one) for one in products]  # (units, channels) each
    widest = np.maximum(np.maximum(-lowest, highest), _SMALLEST)
    heaviest = np.maximum(np.abs(np.concatenate(weights)).max(axis=0), _SMALLEST)
    narrower = widest**_EVENLY / heaviest ** (1 - _EVENLY)
    narrowed = operations.multiply(source, _constant(1 / narrower))
    rounded = _rounded(narrowed, (lowest / narrower).min(), (highest / narrower).max(), 256)
    for product, own in zip(products, weights, strict=True):
        larger = own * narrower
        bound = _ROOM * np.abs(larger).max(axis=1, keepdims=True)
        if not _turned(product):
            larger, bound = larger.T, bound.T
        product.input(0).replace_source_output(rounded.output(0))
        own_rounded = _rounded(_constant(larger), -bound, bound, 255)
        product.input(1).replace_source_output(own_rounded.output(0))


def _rounded(values: Any, lowest: Any, highest: Any, levels: int) -> Any:
    ends = _constant(lowest), _constant(highest)
    return operations.fake_quantize(values, *ends, *ends, levels)


def _constant(values: Any) -> Any:
    return operations.constant(np.array(values, dtype=np.float32, order="C"))


def _ranges(
    model: openvino.Model,
    outputs: Sequence[Any],
    examples: Sequence[Mapping[str, npt.NDArray[np.int64]]],
) -> Iterator[tuple[_Rows, _Rows]]:
    """The lowest and the highest of each channel of each output in the examples: (channels,)."""
    results = [operations.result(one) for one in outputs]
    probe = openvino.Model(results, model.get_parameters(), "ranges")
    exactly = {"INFERENCE_PRECISION_HINT": "f32"}
    request = openvino.Core().compile_model(probe, "CPU", exactly).create_infer_request()
    lowest: list[list[_Rows]] = [[] for _ in outputs]
    highest: list[list[_Rows]] = [[] for _ in outputs]
    for example in examples:
        found = request.infer(dict(example))
        for at in range(len(outputs)):
            rows = found[at].reshape(-1, found[at].shape[-1])
            lowest[at].append(rows.min(axis=0))
            highest[at].append(rows.max(axis=0))
    for low, high in zip(lowest, highest, strict=True):
        yield np.min(low, axis=0), np.max(high, axis=0)


def _weights(operation: Any) -> Any:
    """The constant that it multiplies by; None where it is no such product."""
    if operation.get_type_name() != "MatMul":
        return None
    node = operation.input_value(1).get_node()
    return node if node.get_type_name() == "Constant" else None


def _by_unit(product: Any) -> _Rows:
    weights = np.array(_weights(product).get_data(), dtype=np.float32)
    return weights if _turned(product) else weights.T


def _turned(product: Any) -> bool:
    return bool(product.get_attributes()["transpose_b"])


def _key(output: Any) -> tuple[str, int]:
    return output.get_node().get_friendly_name(), output.get_index()
