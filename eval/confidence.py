"""What a confidence is worth: whether it tells right from wrong, and means what it says.

Throughout, `confidence` is a number a question, and `right` whether the answer given at that
confidence is right, or would have been had it not been refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import mean

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions whose confidence lies between two bounds.

    Attributes:
        low: The bound that is excluded, but for the first bin.
        high: The bound that is included.
        confidence: The mean confidence in it.
        right: The share that is right.
        questions: How many there are.
    """

    low: float
    high: float
    confidence: float
    right: float
    questions: int


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """What comes of answering only the questions at or above a confidence.

    Attributes:
        confidence: The lowest that is answered.
        coverage: The share of the questions answered.
        risk: The share of wrong ones among them.
    """

    confidence: float
    coverage: float
    risk: float


def reliability(confidence: Sequence[float], right: Sequence[bool]) -> tuple[Bin, ...]:
    """The reliability curve: confidence against the share that is right, in bins of one width.

    Empty bins are left out. Source: Guo et al., "On Calibration of Modern Neural Networks" (2017).
    """
    bins = []
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        inside = [
            (sure, ok)
            for sure, ok in zip(confidence, right, strict=True)
            if (low < sure or number == 0) and sure <= high
        ]
        if inside:
            sure, ok = mean(one for one, _ in inside), mean(float(one) for _, one in inside)
            bins.append(Bin(low, high, sure, ok, len(inside)))
    return tuple(bins)


def expected_calibration_error(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """ECE: how far confidence lies from the share that is right, mean over questions, by bin.

    Source: Naeini, Cooper and Hauskrecht (AAAI 2015), with ten bins of one width.
    """
    bins = reliability(confidence, right)
    return sum(abs(one.confidence - one.right) * one.questions for one in bins) / len(right)


def risk_coverage(confidence: Sequence[float], right: Sequence[bool]) -> tuple[RiskPoint, ...]:
    """The risk–coverage curve, from the surest question to all; equals come in together.

    Source: El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification" (2010).
    """
    points = []
    answered = wrong = 0
    ordered = sorted(zip(confidence, right, strict=True), key=lambda one: -one[0])
    for sure, equals in groupby(ordered, key=lambda one: one[0]):
        outcomes = [ok for _, ok in equals]
        answered += len(outcomes)
        wrong += outcomes.count(False)
        points.append(RiskPoint(sure, answered / len(ordered), wrong / answered))
    return tuple(points)


def aurc(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """The area under the risk–coverage curve: the mean risk over the coverages 1/n, 2/n, … 1.

    Lower is better; 0 if all is right. Questions of equal confidence count as if each were as
    wrong as they are on average. Source: Geifman, Uziel and El-Yaniv (ICLR 2019).
    """
    total = answered = 0.0
    wrong = 0.0
    ordered = sorted(zip(confidence, right, strict=True), key=lambda one: -one[0])
    for _, equals in groupby(ordered, key=lambda one: one[0]):
        outcomes = [ok for _, ok in equals]
        for _ in outcomes:
            answered += 1
            wrong += outcomes.count(False) / len(outcomes)
            total += wrong / answered
    return total / len(ordered)


def coverage_at_risk(confidence: Sequence[float], right: Sequence[bool], most_risk: float) -> float:
    """The largest share of the questions that can be answered with at most this risk."""
    points = risk_coverage(confidence, right)
    return max((one.coverage for one in points if one.risk <= most_risk), default=0.0)
