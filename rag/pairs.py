"""The word pieces of a question together with a sentence, as the re-ranker reads them."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tokenizers import Encoding, Tokenizer

_LONGEST = 192  # word pieces of question and sentence together
_CHARACTERS = 4_000  # of a text, far more than so many word pieces; the rest costs time alone


class Candidate(NamedTuple):
    """A sentence that may answer a question, with what a reader knows when coming to it.

    Attributes:
        sentence: As it stands in the article.
        before: The sentence right before it, for what "he" and "there" mean; "" if there is none.
        headline: The article's; "" if there is none.
    """

    sentence: str
    before: str = ""
    headline: str = ""


class PairTokenizer:
    """Cuts a question and what may answer it into word pieces.

    Args:
        file: Which word pieces these are, as the tokenizers library has it.
    """

    def __init__(self, file: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(file))
        self._tokenizer.no_padding()
        # Cut on the left: the headline goes first, then the sentence before.
        self._tokenizer.enable_truncation(_LONGEST, direction="left")

    def encode(self, question: str, candidates: Sequence[Candidate]) -> list[Encoding]:
        """The word pieces of the question with each candidate."""
        asked = question[:_CHARACTERS]
        pairs = [(asked, _in_context(candidate)[-_CHARACTERS:]) for candidate in candidates]
        return self._tokenizer.encode_batch(pairs)


def _in_context(candidate: Candidate) -> str:
    around = f"{candidate.headline}. {candidate.before}".strip(". ")
    return f"{around} » {candidate.sentence}"
