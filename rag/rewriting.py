"""A language model rewrites a follow-up, so that it can be understood by itself."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from ..index.errors import LanguageModelError
from ..index.query import LONGEST_QUESTION
from .facts import Source
from .followup import StandAlone, stand_alone
from .language_model import LanguageModel, within
from .prompts import follow_up_messages, prompt_name
from .support import support

_MOST = 80  # tokens
_INVENTED = ("date", "number", "name", "address")


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Understands follow-ups in the words of a language model.

    Questions that stand by themselves never reach it. Where it fails, writes no question, or names
    what the conversation did not, the question is understood as `stand_alone` does.

    Attributes:
        model: Which one.
        seconds: How long it may take.
    """

    model: LanguageModel
    seconds: float = 20.0

    @property
    def prompt(self) -> str:
        """What the model is told, by name and hash: see `prompt_name`."""
        return prompt_name("follow_up")

    def __call__(self, question: str, history: Sequence[Sequence[str]]) -> StandAlone:
        """What is asked by a question that comes after others.

        Raises:
            QuestionError: The history is no list of [question, answer] pairs.
        """
        own = stand_alone(question, history)
        if not own.leans:
            return own
        messages = follow_up_messages(question, history)
        try:
            pieces = within(self.model.stream(messages, most=_MOST), self.seconds)
            with closing(pieces):
                written = "".join(pieces)
        except LanguageModelError:
            return own
        asked = " ".join(written.split())
        said = Source(f"{' '.join(part for turn in history for part in turn)} {question}")
        made_up = support(asked, [said]).fault in _INVENTED
        if not asked.endswith("?") or len(asked) > LONGEST_QUESTION or made_up:
            return own
        return replace(own, question=asked, searched=asked)
