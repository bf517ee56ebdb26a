"""How an answer that a language model has worded came about."""

from dataclasses import dataclass
from typing import Any

from .support import Kind


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A sentence that was taken out, because what it cites does not bear it out.

    Attributes:
        text: As the model wrote it.
        fault: What of it is not borne out.
        words: The words in question; "" where no few words are at fault.
    """

    text: str
    fault: Kind
    words: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The sentence as JSON holds it."""
        return {"text": self.text, "fault": self.fault, "words": self.words}


@dataclass(frozen=True, slots=True)
class Wording:
    """What a language model had to do with an answer.

    Attributes:
        model: Its name.
        prompt: What it was told, by the name and hash of the prompt.
        failure: Why the answer is of quotations after all, in a clause; None where it is worded.
        unsupported: What it wrote and was taken out.
    """

    model: str
    prompt: str
    failure: str | None = None
    unsupported: tuple[Unsupported, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The wording as JSON holds it."""
        return {
            "model": self.model,
            "prompt": self.prompt,
            "failure": self.failure,
            "unsupported": [one.to_dict() for one in self.unsupported],
        }
