"""Rank the passages that meaning and words have found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_MOST = 100  # passages that are chosen one after another

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages that may be ranked, by number, and what is known of each.

    Attributes:
        cosines: Of the question and each passage, in the order of their numbers.
        bm25: The question's words in each; a passage without any has none.
        rarity: Each word of the question, stemmed, with its inverse document frequency.
        holds: Which passages hold which words, in the order of `cosines` and of `rarity`: shape
            (passages, words).
        articles: The id of the article each stands in.
    """

    cosines: Mapping[int, float]
    bm25: Mapping[int, float]
    rarity: Mapping[str, float]
    holds: NDArray[np.bool_]
    articles: Mapping[int, str]


Ranking = Callable[[Candidates], Mapping[int, float]]
"""From candidates to the scores by which they are ordered; of equals the lower number is first."""


@dataclass(frozen=True, slots=True)
class Covering:
    """Near by meaning and words, from an article on the subject, and not what was said before.

    Three ideas in turn, the first two sums of scores from 0 to 1, for adding normalised scores
    beats adding ranks (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid
    Retrieval", TOIS 2023):

    1. Meaning and words: the cosine and BM25.
    2. The passage, and a little of what the candidates from its article hold together.
    3. One passage after another: each loses by what those before it have said already of its words
       of the question, and a little by those from its article, so that a question about two things
       gets both. This is the redundancy of xQuAD (Santos, Macdonald and Ounis, WWW 2010) with
       words for aspects.

    The values were chosen together on the dev split of MultiHop-RAG, SQuAD, TimeQA, mtRAG and the
    samples.

    Attributes:
        words: The weight of words beside meaning at 1.
        article: The weight of what the article holds of the question beside the passage at 1.
        repeated: What a passage loses of its score where all its words have been said.
        unsaid: What is left to say of a word each time that a passage held it.
        heard: What is left of the score of an article's passages each time that it was chosen.
    """

    words: float = 1.0
    article: float = 0.3
    repeated: float = 0.4
    unsaid: float = 0.5
    heard: float = 0.98

    def __call__(self, candidates: Candidates) -> dict[int, float]:
        """Scores from 0 to 1."""
        numbers = list(candidates.cosines)
        if not numbers:
            return {}
        rarity = np.array(list(candidates.rarity.values()))
        holds = candidates.holds.astype(np.float64)
        _, articles = np.unique([candidates.articles[one] for one in numbers], return_inverse=True)
        together = np.zeros((articles.max() + 1, len(rarity)))
        np.maximum.at(together, articles, holds)
        cosines = np.array(list(candidates.cosines.values()))
        bm25 = np.array([candidates.bm25.get(number, 0.0) for number in numbers])
        whole = rarity.sum() or 1

        passage = _share(_share(cosines) + self.words * _share(bm25))
        subject = (together @ rarity / whole)[articles]
        own = _share(passage + self.article * subject)
        scores = self._in_turn(own, holds * rarity, articles)
        return dict(zip(numbers, scores.tolist(), strict=True))

    def _in_turn(self, own: Scores, holds: Scores, articles: NDArray[np.intp]) -> Scores:
        """What is left of each passage's score when its turn comes.

        Args:
            own: How good each of n passages is, shape (n,).
            holds: For each passage and word the word's rarity, or 0; shape (n, words).
            articles: A number for the article of each, shape (n,).
        """
        scores = np.full_like(own, np.nan)
        new, left = np.ones(holds.shape[1]), own.copy()
        held = holds.sum(axis=1, keepdims=True)
        shares = np.divide(holds, held, out=np.zeros_like(holds), where=held > 0) * self.repeated
        says, same = holds > 0, articles[:, np.newaxis] == articles
        for _ in range(min(len(own), _MOST)):
            worths = left * (1 - shares @ (1 - new))
            best = int(worths.argmax())
            scores[best] = worths[best]
            new[says[best]] *= self.unsaid
            left[same[best]] *= self.heard
            left[best] = -1
        return np.where(np.isnan(scores), left * (1 - shares @ (1 - new)), scores)


covering = Covering()
"""As passages are ranked unless told otherwise."""


def _share(scores: Scores) -> Scores:
    """Of the best, from 0 to 1."""
    best = scores.max()
    return np.maximum(scores, 0) / best if best > 0 else np.zeros_like(scores)
