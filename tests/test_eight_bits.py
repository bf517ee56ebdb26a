"""Products of matrices in eight bits, by worked examples."""

from collections.abc import Collection, Sequence

import numpy as np
import openvino
import openvino.opset13 as operations
import pytest

from dateline.index.eight_bits import to_eight_bits

Rows = Sequence[Sequence[float]]


def network(*weights: Rows, turned: bool = True) -> openvino.Model:
    """Multiplies whole numbers by each of these, whose rows are units if they are turned."""
    given = operations.parameter([-1, len(weights[0][0])], np.int64, name="x")
    given.output(0).set_names({"x"})
    numbers = operations.convert(given, "f32")
    results = []
    for one in weights:
        matrix = np.array(one, dtype=np.float32)
        constant = operations.constant(np.array(matrix if turned else matrix.T, order="C"))
        results.append(operations.result(operations.matmul(numbers, constant, False, turned)))
    return openvino.Model(results, [given], "products")


def given(model: openvino.Model, row: Sequence[int]) -> list[list[float]]:
    """What each of its products makes of a row."""
    exactly = {"INFERENCE_PRECISION_HINT": "f32"}
    found = openvino.Core().compile_model(model, "CPU", exactly)({"x": np.array([row])})
    return [found[at][0].tolist() for at in range(len(model.outputs))]


def in_eight_bits(model: openvino.Model, examples: Rows, whole: Collection[int] = ()) -> None:
    to_eight_bits(model, [{"x": np.array([one], dtype=np.int64)} for one in examples], whole)


@pytest.mark.parametrize("turned", [True, False])
def test_products_are_nearly_the_same(turned: bool) -> None:
    model = network([[0.5, -2.0, 1.0], [3.0, 0.25, -1.0]], turned=turned)
    in_eight_bits(model, [[100, 0, -100], [-100, 100, 100]])
    ((one, other),) = given(model, [40, -20, 60])
    assert one == pytest.approx(0.5 * 40 + 2 * 20 + 60, abs=4)
    assert other == pytest.approx(3 * 40 - 0.25 * 20 - 60, abs=4)
    assert (one, other) != (120, 55), "they would be in full"


def test_a_wide_channel_does_not_drown_a_narrow_one() -> None:
    model = network([[0.001, 1.0]])
    in_eight_bits(model, [[10_000, 10], [-10_000, -10]])
    ((narrow,),) = given(model, [0, 5])
    assert narrow == pytest.approx(5, abs=0.5), "a step of the wide one alone would be 78"
    ((both,),) = given(model, [8000, 5])
    assert both == pytest.approx(13, abs=0.5)


def test_what_no_example_reached_counts_as_the_most_that_one_did() -> None:
    model = network([[2.0]])
    in_eight_bits(model, [[0], [10]])
    assert given(model, [7])[0] == pytest.approx([14], abs=0.2)
    assert given(model, [500])[0] == pytest.approx([20], abs=0.2)
    assert given(model, [-500])[0] == pytest.approx([0], abs=0.2)


@pytest.mark.parametrize("whole", [[], [0], [1], [0, 1]])
def test_products_of_one_input_are_left_whole_one_by_one(whole: list[int]) -> None:
    model = network([[0.5, -2.03]], [[1.017, 3.0]])
    in_eight_bits(model, [[100, 0], [-100, 90]], whole)
    exact = [0.5 * 31 + 2.03 * 17], [1.017 * 31 - 3 * 17]
    found = given(model, [31, -17])
    assert found == [pytest.approx(one, abs=4) for one in exact]
    left = [one == pytest.approx(own, rel=1e-5) for one, own in zip(found, exact, strict=True)]
    assert sum(left) == len(whole)
