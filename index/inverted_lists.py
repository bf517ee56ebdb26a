"""Many vectors in lists of near ones, of which a search reads a few: chosen and trained by itself.

An inverted file (Jégou, Douze and Schmid, "Product Quantization for Nearest Neighbor Search", PAMI
2011) with a byte for each number, of FAISS. A graph answers as fast, but takes ten times as long to
build, forgets no vector, and loses its way where a filter leaves few.
"""

from collections.abc import Callable, Collection, Iterator

import faiss
import numpy as np
from faiss.contrib.exhaustive_search import knn_ground_truth
from numpy.typing import NDArray

from .embedder import Vectors

Ids = NDArray[np.int64]
Exact = Callable[[Collection[int] | Ids], tuple[Ids, Vectors]]
"""Gives the vectors under some numbers as they were made, with the numbers that there are."""

DEPTH = 100
"""How many vectors, at least, the lists bring for the exact ones to decide between."""

_PER_LIST = 40  # vectors that a list's centre is learnt from
_ROUNDS = 6  # of k-means; more, or of more vectors, make no better lists
_AT_ONCE = 20_000  # vectors in memory
_ASKED, _OF_BEST, _RECALL = 200, 10, 0.99
_FEWEST = 8  # lists that are read
_FEW = 1000  # of which each is compared


def made_lists(ids: Ids, exact: Exact, dimension: int) -> tuple[faiss.IndexIVF, float]:
    """Lists of n vectors, four times as many as the root of n, and how well they are searched.

    As many are read in a search as bring 99 of 100 of the ten nearest, measured against comparing
    all. What asks are 200 sums of three of the vectors each, as far from any passage as questions
    are; the neighbours of a passage itself are found in far fewer lists. (Where passages ask, .94
    of what is nearest to the questions of MultiHop-RAG, dev, is found among 100,000 passages drawn
    around its own; where such sums ask, .99.)

    Args:
        ids: The numbers of the vectors.
        exact: Gives the vectors.
        dimension: How many numbers each has.

    Returns:
        The lists, with how many to read, and the recall@10, 0 to 1.
    """
    draw = np.random.default_rng(0)
    many = min(len(ids), round(4 * len(ids) ** 0.5))
    centres = faiss.IndexFlatIP(dimension)
    lists = faiss.IndexIVFScalarQuantizer(
        centres, dimension, many, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT, False
    )
    lists.cp.niter, lists.cp.spherical = _ROUNDS, True
    sample = draw.choice(ids, min(len(ids), many * _PER_LIST), replace=False)
    lists.train(_gathered(np.sort(sample), exact, dimension))
    for some, vectors in in_chunks(ids, exact):
        lists.add_with_ids(vectors, some)
    return lists, _choose_how_many_to_read(lists, ids, exact, _like_questions(draw, ids, exact))


def outgrown(lists: faiss.IndexIVF) -> bool:
    """Whether there are so many more vectors than when it was trained that it should be again.

    There are four times as many then.
    """
    return bool(lists.ntotal > lists.nlist**2 / 4)


def nearest(
    lists: faiss.IndexIVF, exact: Exact, vector: Vectors, limit: int, among: Ids | None = None
) -> dict[int, float]:
    """The nearest vectors with their exact inner product, the nearest first.

    Where few are allowed each is compared. Otherwise as many more lists are read as a smaller share
    is allowed, so that the nearest of those come from as many candidates as of all. Where all that
    is allowed is far from the question, what comes may not be the least far.

    Args:
        lists: What is searched.
        exact: Gives the vectors that the lists hold roughly.
        vector: Of shape (dimension,) and unit length.
        limit: How many at most; so many come wherever there are so many.
        among: Search these alone, sorted; None for all.
    """
    if among is not None and len(among) <= _FEW:
        return _compared(exact, vector, among, limit)
    depth = max(limit, DEPTH)
    allowed = lists.ntotal if among is None else len(among)
    chooses = None if among is None else _selector(among)
    read = min(lists.nlist, round(lists.nprobe * lists.ntotal / allowed))
    while True:
        how = faiss.SearchParametersIVF(sel=chooses, nprobe=read)
        _, found = lists.search(vector[None], depth, params=how)
        near = found[0][found[0] >= 0]
        if len(near) >= min(limit, allowed) or read == lists.nlist:
            return _compared(exact, vector, near, limit)
        read = lists.nlist


def ids_in(lists: faiss.IndexIVF) -> Ids:
    """The numbers of the vectors that it holds, sorted."""
    own = lists.invlists
    each = [
        faiss.rev_swig_ptr(own.get_ids(at), own.list_size(at))
        for at in range(lists.nlist)
        if own.list_size(at)
    ]
    return np.sort(np.concatenate([np.empty(0, np.int64), *each]))


def in_chunks(ids: Ids, exact: Exact) -> Iterator[tuple[Ids, Vectors]]:
    """Some vectors with their numbers, so many at a time that memory does not mind."""
    for at in range(0, len(ids), _AT_ONCE):
        yield exact(ids[at : at + _AT_ONCE])


def _gathered(ids: Ids, exact: Exact, dimension: int) -> Vectors:
    """Vectors in one array, which memory holds once: of many, `exact` would hold them thrice."""
    rows = np.empty((len(ids), dimension), np.float32)
    done = 0
    for _, vectors in in_chunks(ids, exact):
        rows[done : done + len(vectors)] = vectors
        done += len(vectors)
    return rows[:done]


def brought_into_memory(lists: faiss.IndexIVF) -> None:
    """Make lists that lie in a mapped file, which cannot be changed, such as can."""
    if isinstance(faiss.downcast_InvertedLists(lists.invlists), faiss.OnDiskInvertedLists):
        own = faiss.ArrayInvertedLists(lists.nlist, lists.code_size)
        every = (0, np.iinfo(np.int64).max)
        lists.invlists.copy_subset_to(own, faiss.InvertedLists.SUBSET_TYPE_ID_RANGE, *every)
        lists.replace_invlists(own, True)
        own.this.disown()  # they are the lists' own now


def _like_questions(draw: np.random.Generator, ids: Ids, exact: Exact) -> Vectors:
    threes = [exact(draw.choice(ids, 3, replace=False))[1].sum(axis=0) for _ in range(_ASKED)]
    rows = np.stack(threes)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def _choose_how_many_to_read(
    lists: faiss.IndexIVF, ids: Ids, exact: Exact, asked: Vectors
) -> float:
    vectors = (some for _, some in in_chunks(ids, exact))
    best, _ = knn_ground_truth(asked, vectors, _OF_BEST, faiss.METRIC_INNER_PRODUCT)
    lists.nprobe = min(lists.nlist, _FEWEST)
    while (recall := _recall(lists, exact, asked, best)) < _RECALL and lists.nprobe < lists.nlist:
        lists.nprobe = min(lists.nlist, round(1.5 * lists.nprobe))
    return recall


def _recall(lists: faiss.IndexIVF, exact: Exact, asked: Vectors, best: Vectors) -> float:
    """Which share of the ten nearest is found; equals are as good."""
    found = sum(
        score >= scores[-1] - 1e-5
        for vector, scores in zip(asked, best, strict=True)
        for score in nearest(lists, exact, vector, _OF_BEST).values()
    )
    return float(found / best.size)


def _compared(exact: Exact, vector: Vectors, ids: Ids, limit: int) -> dict[int, float]:
    known, vectors = exact(ids)
    scores = vectors @ vector
    best = np.argsort(-scores, kind="stable")[:limit]
    return dict(zip(known[best].tolist(), scores[best].tolist(), strict=True))


def _selector(among: Ids) -> faiss.IDSelector:
    allowed = np.zeros(int(among[-1]) + 1, dtype=bool)
    allowed[among] = True
    return faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
