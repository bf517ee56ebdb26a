"""Train the re-ranker: the bundled encoder, reading a question and a sentence together.

    python -m dateline.eval.train_reranker ../shared/sets FOLDER

The same command again goes on where it was stopped. It uses an accelerator if torch finds one. The
folder gets

- `examples.jsonl`: what is learnt from and measured on, see `reranker_examples`;
- `checkpoint.pt`: every few minutes;
- `figures.jsonl`: what is measured on the examples held out, of the nearest vector first (epoch 0),
  then after each epoch;
- `reranker.safetensors`, at the end: the weights in half precision, with the recipe and the figures
  in its header.
"""

import hashlib
import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file

from ..index.embedder import Vectors, bundled_folder, open_embedder
from ..index.lines import numbered_lines
from ..rag.cross_encoder import CrossEncoder, fast_in_bfloat16, in_batches
from ..rag.pairs import Candidate
from .reranker_examples import Example, examples
from .reranker_measures import nearest_vector, reranker_measures

_WORD_PIECES = 4_096  # in one pass through the network; more is no faster on a CPU
_SAVED_EVERY = 180  # seconds
_SAID_EVERY = 20  # steps


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. What is given here was chosen by trials on the examples held out.

    Attributes:
        epochs: How often each example is seen.
        questions: Examples in a step.
        learning_rate: The highest; it rises over the first tenth of the steps and falls to 0.
        seed: Draws the order of the examples and the sentences shown.
        sentences: With a question in an epoch: the right ones, and wrong ones drawn anew.
    """

    epochs: int = 3
    questions: int = 16
    learning_rate: float = 7e-5
    sentences: int = 6
    seed: int = 7


def main(sets: Path, folder: Path) -> None:
    """Train on the sets in a folder, or go on with it, and write the weights."""
    folder.mkdir(parents=True, exist_ok=True)
    every = _kept_examples(sets, folder / "examples.jsonl")
    _say_counts(every)
    own = [one for one in every if not one.held_out]
    held = [one for one in every if one.held_out]
    figures = folder / "figures.jsonl"
    if not figures.exists():
        nearest = nearest_vector(held, open_embedder())
        _record(figures, 0, reranker_measures(held, nearest))
    course = train(own, held, folder, Recipe())
    weights = written(course, folder / "reranker.safetensors", figures)
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    _say(f"{weights}: {weights.stat().st_size / 1e6:.1f} MB, SHA-256 {digest}")


class Course:
    """A network that is being trained, with all that a checkpoint must hold.

    Args:
        recipe: How to train.
        questions: How many examples there are.
    """

    def __init__(self, recipe: Recipe, questions: int) -> None:
        self.recipe = recipe
        self.epoch_steps = -(-questions // recipe.questions)
        self.steps = recipe.epochs * self.epoch_steps
        self.step = 0
        self._questions = questions
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self.network = CrossEncoder(bundled_folder(), attention="eager").to(self._device)
        self._optimizer = torch.optim.AdamW(
            self.network.learnt().values(), lr=recipe.learning_rate, weight_decay=0.01
        )
        self._schedule = torch.optim.lr_scheduler.LambdaLR(self._optimizer, self._rate)

    def learn(self, examples: Sequence[Example]) -> float:
        """Take one step with the examples whose turn it is, of all; return its loss."""
        epoch, at = divmod(self.step, self.epoch_steps)
        draw = random.Random(f"{self.recipe.seed} {epoch}")  # noqa: S311
        order = draw.sample(examples, len(examples))
        turn = order[at * self.recipe.questions : (at + 1) * self.recipe.questions]
        batch = [_shown(one, self.recipe.sentences, draw) for one in turn]
        self.network.train()
        scores = self._scores(batch)
        losses = [loss(own, one.right) for own, one in zip(scores, batch, strict=True)]
        mean = torch.stack(losses).mean()
        self._optimizer.zero_grad()
        torch.autograd.backward(mean)
        torch.nn.utils.clip_grad_norm_(self.network.learnt().values(), 1.0)
        self._optimizer.step()
        self._schedule.step()
        self.step += 1
        return mean.item()

    @torch.inference_mode()
    def scores(self, asked: Sequence[Example]) -> list[Vectors]:
        """The scores of the candidates of each example."""
        self.network.eval()
        return [
            np.asarray(own.numpy(), dtype=np.float32)
            for start in range(0, len(asked), 64)
            for own in self._scores(asked[start : start + 64])
        ]

    def save(self, file: Path) -> None:
        """Write a checkpoint, all or nothing."""
        draft = file.with_suffix(".part")
        torch.save(
            {
                "recipe": asdict(self.recipe) | {"examples": self._questions},
                "step": self.step,
                "learnt": {name: own.detach() for name, own in self.network.learnt().items()},
                "optimizer": self._optimizer.state_dict(),
                "schedule": self._schedule.state_dict(),
            },
            draft,
        )
        draft.replace(file)

    def resume(self, file: Path) -> None:
        """Go on from a checkpoint.

        Raises:
            ValueError: It is one of another recipe.
        """
        saved: dict[str, Any] = torch.load(file, map_location=self._device, weights_only=True)
        if saved["recipe"] != asdict(self.recipe) | {"examples": self._questions}:
            raise ValueError(f"{file} is of another recipe ({saved['recipe']}); name a new folder")
        self.network.load_state_dict(saved["learnt"], strict=False)
        self._optimizer.load_state_dict(saved["optimizer"])
        self._schedule.load_state_dict(saved["schedule"])
        self.step = saved["step"]

    def _scores(self, asked: Sequence[Example]) -> list[torch.Tensor]:
        pairs = [
            pair for one in asked for pair in self.network.encode(one.question, one.candidates)
        ]
        with torch.autocast(self._device, torch.bfloat16, enabled=fast_in_bfloat16(self._device)):
            scores = in_batches(self.network, pairs, _WORD_PIECES)
        return list(torch.split(scores.float().cpu(), [len(one.candidates) for one in asked]))

    def _rate(self, step: int) -> float:
        done = step / self.steps
        return min(done / 0.1, (1 - done) / 0.9)


def train(own: Sequence[Example], held: Sequence[Example], folder: Path, recipe: Recipe) -> Course:
    """Train on some examples and measure on others after each epoch.

    Args:
        own: To learn from.
        held: To measure on.
        folder: Where the checkpoint and the figures are kept.
        recipe: How.

    Raises:
        ValueError: The folder holds a checkpoint of another recipe.
    """
    course = Course(recipe, len(own))
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        course.resume(checkpoint)
    first, began = course.step, time.monotonic()
    saved, losses = began, list[float]()
    while course.step < course.steps:
        losses.append(course.learn(own))
        epoch, left = divmod(course.step, course.epoch_steps)
        if not course.step % _SAID_EVERY:
            pace = (time.monotonic() - began) / (course.step - first)
            _say(
                f"step {course.step} of {course.steps}: loss {np.mean(losses[-100:]):.3f}, "
                f"{pace:.2f} s a step, {pace * (course.steps - course.step) / 60:.0f} min to go"
            )
        if not left:
            measures = reranker_measures(held, course.scores(held))
            _record(folder / "figures.jsonl", epoch, measures)
        if not left or time.monotonic() - saved > _SAVED_EVERY:
            course.save(checkpoint)
            saved = time.monotonic()
    return course


def written(course: Course, file: Path, figures: Path) -> Path:
    """Write what was learnt in half precision, with the recipe and the figures; return the file."""
    half = {name: own.detach().half().cpu() for name, own in course.network.learnt().items()}
    measured = [json.loads(line) for _, line in numbered_lines(figures)]
    header = {"recipe": asdict(course.recipe), "figures": measured}
    save_file(half, file, {"made by": json.dumps(header)})  # safetensors sorts no second entry
    return file


def _shown(one: Example, sentences: int, draw: random.Random) -> Example:
    """The example with so many sentences, or a few more where many are right."""
    wrong = [at for at, right in enumerate(one.right) if not right]
    drawn = draw.sample(wrong, min(len(wrong), max(sentences - sum(one.right), 2)))
    kept = sorted({*range(len(one.right))} - {*wrong} | {*drawn})
    candidates = tuple(one.candidates[at] for at in kept)
    return replace(one, candidates=candidates, right=tuple(one.right[at] for at in kept))


def loss(scores: torch.Tensor, right: Sequence[bool]) -> torch.Tensor:
    """How unlikely the right choice is: any right sentence, or none where nothing answers.

    A softmax over the sentences and "none of these", whose logit is 0: for choosing, the listwise
    loss of ListNet (Cao et al., 2007); for refusing, the no-answer score of SQuAD 2.0's baselines
    (Rajpurkar, Jia and Liang, 2018).
    """
    none = scores.new_zeros(1)
    chosen = scores[torch.tensor(right)] if any(right) else none
    return torch.cat([none, scores]).logsumexp(0) - chosen.logsumexp(0)


def _kept_examples(sets: Path, file: Path) -> list[Example]:
    """The examples, read from a file if it is there: the code that makes them may have changed."""
    if not file.exists():
        draft = file.with_suffix(".part")
        with draft.open("w", encoding="utf-8") as lines:
            lines.writelines(f"{json.dumps(asdict(one))}\n" for one in examples(sets))
        draft.replace(file)
    rows = (json.loads(line) for _, line in numbered_lines(file))
    return [
        Example(
            row["kind"],
            row["document"],
            row["question"],
            tuple(Candidate(*one) for one in row["candidates"]),
            tuple(row["right"]),
        )
        for row in rows
    ]


def _record(figures: Path, epoch: int, measures: dict[str, float]) -> None:
    line = {"epoch": epoch} | {name: round(value, 4) for name, value in measures.items()}
    with figures.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    _say(json.dumps(line, indent=2))


def _say_counts(every: Sequence[Example]) -> None:
    _say("| examples | to learn from | sentences | right | held out | sentences | right |")
    _say("|---|---:|---:|---:|---:|---:|---:|")
    for kind in dict.fromkeys(one.kind for one in every):
        cells = [kind]
        for held in (False, True):
            those = [one for one in every if one.kind == kind and one.held_out is held]
            sentences = sum(len(one.candidates) for one in those)
            cells += map(str, (len(those), sentences, sum(sum(one.right) for one in those)))
        _say(f"| {' | '.join(cells)} |")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
