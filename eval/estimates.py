"""How sure a figure is: bootstrap intervals, and differences of paired runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

_RESAMPLES = 2_000
_SEED = 0
_BATCH = 250  # resamples held in memory at a time

Numbers = Sequence[float] | npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over questions.

    Attributes:
        value: The figure.
        low: The lower end of its 95% interval; None where none is computed.
        high: The upper end.
        questions: How many it rests on.
    """

    value: float
    low: float | None
    high: float | None
    questions: int


@dataclass(frozen=True, slots=True)
class Difference:
    """How two runs differ in a measure over the questions that both have.

    Attributes:
        value: The mean difference, this run minus the other.
        low: The lower end of its 95% bootstrap interval.
        high: The upper end.
        p: How often a difference as large, either way, comes of chance alone: the two-sided paired
            randomisation test (Smucker, Allan and Carterette, CIKM 2007).
        questions: How many it rests on.
    """

    value: float
    low: float
    high: float
    p: float
    questions: int


def mean_of(values: Numbers) -> Estimate:
    """The mean with its 95% percentile bootstrap interval over questions (Efron, 1979)."""
    array = np.asarray(values, dtype=np.float64)
    value = float(array.mean())
    if len(array) < 2 or (array == array[0]).all():  # nothing to resample
        return Estimate(value, value, value, len(array))
    low, high = _interval((array,), np.mean)
    return Estimate(value, low, high, len(array))


def auroc_of(of_positives: Numbers, of_negatives: Numbers) -> Estimate | None:
    """AUROC: how often a positive's score is above a negative's, ties counting half.

    None where one of the two is lacking. The interval is by bootstrap, within each of the two.
    It is the Mann–Whitney U statistic over the number of pairs (Hanley and McNeil, 1982).
    """
    positives, negatives = np.asarray(of_positives, float), np.asarray(of_negatives, float)
    pairs = len(positives) * len(negatives)
    if not pairs:
        return None
    value = float(_auroc(positives, negatives))
    questions = len(positives) + len(negatives)
    if min(len(positives), len(negatives)) < 2:
        return Estimate(value, None, None, questions)
    low, high = _interval((positives, negatives), _auroc)
    return Estimate(value, low, high, questions)


def difference_of(these: Numbers, others: Numbers) -> Difference:
    """The paired difference of two runs over the same questions, in the same order."""
    from scipy.stats import permutation_test

    delta = np.asarray(these, float) - np.asarray(others, float)
    estimate = mean_of(delta)
    p = 1.0
    if len(delta) > 1 and delta.any():  # of one, either sign is as likely
        p = float(
            permutation_test(
                (delta,),
                np.mean,
                permutation_type="samples",
                vectorized=True,
                n_resamples=_RESAMPLES,
                batch=_BATCH,
                rng=np.random.default_rng(_SEED),
            ).pvalue
        )
    low, high = estimate.low, estimate.high
    assert low is not None  # noqa: S101 - for the type checker: a mean has an interval
    assert high is not None  # noqa: S101
    return Difference(estimate.value, low, high, p, len(delta))


def _auroc(positives: Any, negatives: Any, axis: int = -1) -> Any:
    from scipy.stats import mannwhitneyu

    pairs = positives.shape[axis] * negatives.shape[axis]
    return mannwhitneyu(positives, negatives, axis=axis, method="asymptotic").statistic / pairs


def _interval(samples: tuple[Any, ...], statistic: Any) -> tuple[float, float]:
    from scipy.stats import bootstrap

    interval = bootstrap(
        samples,
        statistic,
        vectorized=True,
        method="percentile",
        n_resamples=_RESAMPLES,
        batch=_BATCH,
        rng=np.random.default_rng(_SEED),
    ).confidence_interval
    return float(interval.low), float(interval.high)
