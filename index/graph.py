"""Networks as graphs that run without torch, made once and kept in the user's cache.

torch takes seconds to import, and its networks more time for one short text than OpenVINO's. So a
network is traced once by torch, compiled for this machine, checked, and from then on run by
OpenVINO alone. The compiled form is kept, and mapped into memory, for compiling takes a second.
"""

import hashlib
import logging
import shutil
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from platformdirs import user_cache_path

if TYPE_CHECKING:
    import torch
    from tokenizers import Encoding

Rows = npt.NDArray[np.float32]

_log = logging.getLogger("dateline")

_FILE, _TOKENIZER = "graph.blob", "tokenizer.json"
_DIGEST, _REFUSED = "sha256", "refused"
# Of BERT's products, six a layer: the last of the first three layers, whose inputs are the most
# uneven. Left whole they more than halve what eight bits change in the scores of sentences.
_WHOLE = (5, 11, 17)
# Of each shape that it reads it keeps how; without a bound that is some megabytes a question.
_SHAPES = "128"
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class Graph:
    """A network over word pieces, ready to run on this machine's CPU.

    Safe to use from several threads.

    Args:
        folder: As `kept_graph` writes it.
        exact: Whether to reckon in float32 even where the CPU is faster with bfloat16.

    Attributes:
        tokenizer: The file of the tokenizer that makes its word pieces.
    """

    def __init__(self, folder: Path, *, exact: bool) -> None:
        import openvino

        # Copied on write, for OpenVINO takes no array that is read-only; it writes nothing.
        self._mapped = openvino.Tensor(
            np.memmap(folder / _FILE, np.uint8, mode="c"), shared_memory=True
        )
        self._compiled = openvino.Core().import_model(self._mapped, "CPU", _settings(exact=exact))
        self.tokenizer = folder / _TOKENIZER
        self._own = threading.local()

    def run(self, texts: Sequence["Encoding"], word_pieces: int) -> Rows:
        """A row for each of n texts: shape (n, …), in float32.

        Args:
            texts: Their word pieces; one text at least. They are read in batches of about the same
                length.
            word_pieces: How many a batch holds at most, padding included, if it holds several.
        """
        batches = batches_by_length(texts, word_pieces)
        found = np.concatenate([self._read([texts[at] for at in batch]) for batch in batches])
        rows = np.empty_like(found)
        rows[np.concatenate(batches)] = found
        return rows

    def _read(self, texts: Sequence["Encoding"]) -> Rows:
        if not hasattr(self._own, "request"):  # one is not for two threads
            self._own.request = self._compiled.create_infer_request()
        return np.array(self._own.request.infer(_inputs(texts))[0], dtype=np.float32)


def _settings(*, exact: bool) -> dict[str, str]:
    settings = {"PERFORMANCE_HINT": "LATENCY", "CPU_RUNTIME_CACHE_CAPACITY": _SHAPES}
    if exact:
        settings["INFERENCE_PRECISION_HINT"] = "f32"
    return settings


def _inputs(texts: Sequence["Encoding"]) -> dict[str, npt.NDArray[np.int64]]:
    """A batch of texts, padded to the last of them, each of shape (n, length)."""
    shape = (len(texts), len(texts[-1].ids))
    pieces, read, sides = (np.zeros(shape, dtype=np.int64) for _ in _INPUTS)
    for row, text in enumerate(texts):
        length = len(text.ids)
        pieces[row, :length] = text.ids
        read[row, :length] = text.attention_mask
        sides[row, :length] = text.type_ids
    return dict(zip(_INPUTS, (pieces, read, sides), strict=True))


def batches_by_length(texts: Sequence["Encoding"], word_pieces: int) -> list[list[int]]:
    """The places of texts, one at least, in batches of about the same length, see `Graph.run`."""
    batches: list[list[int]] = [[]]
    for at in sorted(range(len(texts)), key=lambda at: len(texts[at].ids)):
        if batches[-1] and (len(batches[-1]) + 1) * len(texts[at].ids) > word_pieces:
            batches.append([])
        batches[-1].append(at)
    return batches


def kept_graph(
    name: str,
    network: Callable[[], tuple["torch.nn.Module", Path]],
    check: Callable[[Graph], bool],
    examples: Callable[[], Sequence["Encoding"]] | None = None,
) -> Graph | None:
    """The graph of a network, from the cache or made now; None where it cannot be made or trusted.

    Args:
        name: Of the network and its revision, fit for a file name.
        network: Gives it and its tokenizer's file; called where there is no graph yet. Its
            `forward` takes `input_ids`, `attention_mask` and `token_type_ids`, each of shape
            (n, length), and gives n rows.
        check: Whether a graph that was just made does as the network does.
        examples: Word pieces such as it may be given, for one that need not be exact; it is then
            reckoned in eight bits, see `to_eight_bits`.
    """
    exact = examples is None
    form = f"{name}-openvino-{version('openvino')}{'-exact' if exact else '-eight-bits'}"
    folder = user_cache_path("dateline") / "graphs" / form
    try:
        if (folder / _REFUSED).exists():
            return None
        if graph := _whole(folder, exact=exact):
            return graph
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        _log.warning("preparing %s for this machine, once; half a minute or so", name)
        with tempfile.TemporaryDirectory(dir=folder.parent) as made:
            beside = Path(made) / "graph"
            beside.mkdir()
            module, tokenizer = network()
            (beside / _FILE).write_bytes(_compiled(module, examples() if examples else ()))
            shutil.copyfile(tokenizer, beside / _TOKENIZER)
            if not check(Graph(beside, exact=exact)):
                folder.mkdir()
                (folder / _REFUSED).touch()  # not to be tried at every start
                return None
            (beside / _DIGEST).write_text(_digest(beside))
            with suppress(OSError):  # another process was faster
                beside.rename(folder)
        return Graph(folder, exact=exact)
    except (OSError, RuntimeError):
        return None


def _whole(folder: Path, *, exact: bool) -> Graph | None:
    try:
        if (folder / _DIGEST).read_bytes() == _digest(folder).encode():
            return Graph(folder, exact=exact)
    except (OSError, RuntimeError):  # not all of it is there, or it is of another kind of machine
        pass
    return None


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in (_FILE, _TOKENIZER):
        with (folder / name).open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _compiled(network: "torch.nn.Module", examples: Sequence["Encoding"]) -> bytes:
    import openvino
    import torch
    from openvino.frontend import FrontEndManager
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder

    pieces = torch.tensor([[101, 2054, 102, 2003, 102]] * 2)
    sides = torch.tensor([[0, 0, 0, 1, 1]] * 2)
    example = dict(zip(_INPUTS, (pieces, torch.ones_like(pieces), sides), strict=True))
    # Not by `openvino.convert_model`, for that reports its use over the network.
    front: Any = FrontEndManager().load_by_framework("pytorch")
    with torch.inference_mode(), _hushed():
        traced = TorchScriptPythonDecoder(network.eval(), example_input=example)
        model = front.convert(front.load(traced))
    for one in model.inputs:
        one.get_node().set_element_type(openvino.Type.i64)
        one.get_node().set_partial_shape(openvino.PartialShape([-1, -1]))
    model.validate_nodes_and_infer_types()
    if examples:
        from openvino._offline_transformations import compress_quantize_weights_transformation

        from .eight_bits import to_eight_bits

        to_eight_bits(model, [_inputs([one]) for one in examples], _WHOLE)
        compress_quantize_weights_transformation(model)
    # Weights in sixteen bits are half to read at each start and to hold, and change the vectors of
    # the bundled model by less than a millionth (of the cosine); it reckons in thirty-two.
    with tempfile.TemporaryDirectory(prefix="dateline-graph-") as folder:
        file = Path(folder) / "graph.xml"
        openvino.save_model(model, file, compress_to_fp16=True)
        settings = _settings(exact=not examples)
        exported = openvino.Core().compile_model(file, "CPU", settings).export_model()
    return bytes(exported.getbuffer())


@contextmanager
def _hushed() -> Iterator[None]:
    """Without what tracing makes torch and transformers say of branches that no input changes."""
    log = logging.getLogger("transformers")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)
