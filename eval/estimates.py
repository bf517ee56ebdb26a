"""How sure a figure is: bootstrap intervals, and differences of paired runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

_RESAMPLES = 2_000
_SEED = 0
_BATCH = 250  # resamples held in memory at a time
_UNLIKELY = 0.05

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
    """How two runs differ in a figure over the questions that both have.

    Attributes:
        value: This run's figure minus the other's.
        low: The lower end of its 95% bootstrap interval, questions drawn in pairs.
        high: The upper end.
        p: How often a difference as large, either way, comes of chance alone: the two-sided paired
            randomisation test (Smucker, Allan and Carterette, CIKM 2007). None where the figure is
            no mean.
        questions: How many it rests on.
    """

    value: float
    low: float
    high: float
    p: float | None
    questions: int

    @property
    def sure(self) -> bool:
        """Whether the interval leaves out 0 and chance alone is unlikely (p below .05)."""
        return not self.low <= 0 <= self.high and (self.p is None or self.p < _UNLIKELY)


def mean_of(values: Numbers) -> Estimate:
    """The mean with its 95% percentile bootstrap interval over questions (Efron, 1979).

    Where all are 0 or all are 1 the bootstrap has nothing to draw from; the interval is then the
    exact binomial one (Clopper and Pearson, 1934). Other equal values have none.
    """
    array = np.asarray(values, dtype=np.float64)
    value = float(array.mean())
    if (array == array[0]).all():
        if value not in (0, 1):
            return Estimate(value, None, None, len(array))
        from scipy.stats import binomtest

        exact = binomtest(int(array.sum()), len(array)).proportion_ci()
        return Estimate(value, float(exact.low), float(exact.high), len(array))
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
    """The difference of two runs' means over the same questions, in the same order.

    NaN where a measure does not apply to a question in a run, such as whether an answer was right
    where nothing was answered: each mean is over what applies, as in the tables.
    """
    from scipy.stats import bootstrap, permutation_test

    new, old = np.asarray(these, float), np.asarray(others, float)
    value = float(_gap(new, old))
    either = int((~(np.isnan(new) & np.isnan(old))).sum())
    if np.array_equal(new, old, equal_nan=True):
        return Difference(0.0, 0.0, 0.0, 1.0, either)
    if len(new) < 2:
        return Difference(value, value, value, 1.0, either)
    drawn: Any = {"vectorized": True, "n_resamples": _RESAMPLES, "batch": _BATCH}
    interval = bootstrap(
        (new, old),
        _gap,
        paired=True,
        method="percentile",
        rng=np.random.default_rng(_SEED),
        **drawn,
    ).confidence_interval
    test = permutation_test(
        (new, old), _gap, permutation_type="samples", rng=np.random.default_rng(_SEED), **drawn
    )
    low, high = float(interval.low), float(interval.high)
    return Difference(value, low, high, float(test.pvalue), either)


def _gap(new: Any, old: Any, axis: int = -1) -> Any:
    return _mean(new, axis) - _mean(old, axis)


def _mean(values: Any, axis: int) -> Any:
    """The mean of what is not NaN; 0 of nothing."""
    known = ~np.isnan(values)
    total = np.where(known, values, 0.0).sum(axis=axis)
    return total / np.maximum(known.sum(axis=axis), 1)


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
