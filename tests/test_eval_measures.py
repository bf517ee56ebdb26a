"""Every measure against worked examples, with the arithmetic beside it."""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import mean

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from dateline import Answer, Article, Citation, Index, Passage, Question, Statement
from dateline.eval import GoldEvidence
from dateline.eval.answers import (
    answer_measures,
    exact_match,
    f1,
    holds_answer,
    is_right,
)
from dateline.eval.citations import citation_measures, is_exact
from dateline.eval.confidence import (
    Bin,
    RiskPoint,
    aurc,
    coverage_at_risk,
    expected_calibration_error,
    reliability,
    risk_coverage,
)
from dateline.eval.estimates import Estimate, auroc_of, difference_of, mean_of
from dateline.eval.measures import MEASURES
from dateline.eval.retrieval import evidence_ranks, fact_measures, locate, retrieval_measures
from dateline.index.furniture import furniture

WALL = "Advertisement"  # no passage reaches over it: each sentence below is a passage
SENTENCES = {
    "minsk": (
        "The leaders met in Minsk for sixteen hours.",
        "They signed a package of thirteen measures.",
        "A journalist counted four cups of coffee.",
        "The guns fell silent on a Sunday.",
    ),
    "paris": (
        "The leaders met in Paris four years later.",
        "They promised to exchange all prisoners.",
    ),
    "rome": ("Nobody met in Rome at all.",),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, even_embedder: object) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("measures")
    with Index.open(folder, embedder=even_embedder) as opened:  # type: ignore[arg-type]
        for name, sentences in SENTENCES.items():
            text = f"\n{WALL}\n".join(sentences)
            opened.add([Article(name, text, marks=furniture(text))])
            assert tuple(one.text for one in opened.passages(name)) == sentences
        yield opened


@pytest.fixture(scope="module")
def even_embedder() -> object:
    class Even:
        """Every text the same direction: what is found is decided by the tests."""

        name = "even@1"

        def embed(self, texts: Sequence[str]) -> np.ndarray:
            return np.ones((len(texts), 1), np.float32)

    return Even()


def passages(index: Index, *places: str) -> list[Passage]:
    """ "minsk 2" is the third passage of that article."""
    named = [place.split() for place in places]
    return [index.passages(name)[int(number)] for name, number in named]


def asked(*evidence: GoldEvidence, **known: object) -> Question:
    return Question("q", "When?", evidence=evidence, **known)  # type: ignore[arg-type]


def gold(place: str, **known: int) -> GoldEvidence:
    name, number = place.split()
    return GoldEvidence(name, SENTENCES[name][int(number)], **known)


def ranked(index: Index, question: Question, *found: str, facts: bool = False) -> dict[str, float]:
    return retrieval_measures(index, question, passages(index, *found), facts=facts)


# Ranking


def test_ranking_measures_of_a_worked_example(index: Index) -> None:
    question = asked(gold("minsk 1"), gold("paris 0"))
    measures = ranked(index, question, "minsk 0", "paris 0", "minsk 1", "rome 0")
    second, third = 1 / math.log2(3), 1 / math.log2(4)  # the gold ones are at ranks 2 and 3
    assert measures == pytest.approx(
        {
            "recall@1": 0, "recall@3": 1, "recall@5": 1, "recall@10": 1,
            "hit@1": 0, "hit@3": 1, "hit@5": 1, "hit@10": 1,
            "mrr@10": 1 / 2,
            "ndcg@10": (second + third) / (1 + second),
            "map@10": (1 / 2 + 2 / 3) / 2,
            # By article the ranking is minsk, paris, rome, and the first two are gold.
            "article_recall@1": 1 / 2, "article_recall@3": 1,
            "article_recall@5": 1, "article_recall@10": 1, "article_all@10": 1,
            "article_hit@1": 1, "article_hit@3": 1, "article_hit@5": 1, "article_hit@10": 1,
            "article_mrr@10": 1, "article_ndcg@10": 1, "article_map@10": 1,
        }
    )  # fmt: skip


def test_every_gold_article_must_be_among_the_first_ten_passages(index: Index) -> None:
    question = asked(gold("minsk 1"), gold("paris 0"))
    assert ranked(index, question, "minsk 0", "rome 0")["article_all@10"] == 0
    assert ranked(index, question, "paris 1", "rome 0", "minsk 0")["article_all@10"] == 1


def test_what_is_not_found_among_the_first_ten_is_not_found(index: Index) -> None:
    question = asked(gold("rome 0"))
    nine = [f"minsk {n}" for n in range(4)] + ["paris 0", "paris 1"]
    found = passages(index, *nine)
    others = [Passage(0, f"another {n}", 0, 10, "") for n in range(4)]
    tenth = retrieval_measures(
        index, question, [*found, *others[:3], *passages(index, "rome 0")], facts=False
    )
    assert tenth["recall@5"] == 0
    assert tenth["recall@10"] == tenth["hit@10"] == 1
    assert tenth["mrr@10"] == tenth["map@10"] == pytest.approx(1 / 10)
    assert tenth["ndcg@10"] == pytest.approx(1 / math.log2(11))
    eleventh = retrieval_measures(
        index, question, [*found, *others, *passages(index, "rome 0")], facts=False
    )
    assert set(eleventh.values()) == {0.0}


def test_nothing_found_is_zero_in_every_measure(index: Index) -> None:
    measures = ranked(index, asked(gold("rome 0")), facts=True)
    assert measures
    assert set(measures.values()) == {0.0}
    assert ranked(index, asked(), "rome 0", facts=True) == {}, "without evidence nothing is known"


@settings(max_examples=30, deadline=None)
@given(st.permutations(["minsk 0", "minsk 1", "minsk 2", "paris 0", "rome 0"]))
def test_a_shuffled_ranking_gains_less_than_the_right_one(index: Index, order: list[str]) -> None:
    grades = {"minsk 1": 3, "paris 0": 2, "rome 0": 1}
    question = asked(*(gold(place, grade=grade) for place, grade in grades.items()))
    right = ranked(index, question, "minsk 1", "paris 0", "rome 0", "minsk 0", "minsk 2")
    assert right["ndcg@10"] == pytest.approx(1)
    shuffled = ranked(index, question, *order)["ndcg@10"]
    if order[:3] == list(grades):
        assert shuffled == pytest.approx(1)
    else:
        assert shuffled < 1 - 1e-6


def test_evidence_that_no_passage_holds_is_relevant_and_not_found(index: Index) -> None:
    everything = [f"{name} {n}" for name, all_ in SENTENCES.items() for n in range(len(all_))]
    for lost in (
        GoldEvidence("minsk", "Words that stand nowhere."),
        GoldEvidence("minsk", WALL),  # it stands there, as furniture
        GoldEvidence("no such article", "The leaders met in Minsk for sixteen hours."),
    ):
        measures = ranked(index, asked(gold("minsk 0"), lost), *everything)
        assert measures["recall@10"] == 1 / 2
        assert measures["map@10"] == 1 / 2  # precision 1 at rank 1, nothing for the other
        assert measures["ndcg@10"] == pytest.approx(1 / (1 + 1 / math.log2(3)))
    assert measures["article_recall@10"] == 1 / 2
    twice = asked(*[GoldEvidence("minsk", f"Nowhere {n}.") for n in range(3)], gold("minsk 0"))
    assert ranked(index, twice, *everything)["recall@10"] == 1 / 4, "each counts by itself"


def test_evidence_without_text_measures_articles_alone(index: Index) -> None:
    question = asked(GoldEvidence("paris", grade=3), GoldEvidence("rome", grade=1))
    measures = ranked(index, question, "minsk 0", "rome 0", "rome 0", "paris 1", facts=True)
    assert all(name.startswith("article_") for name in measures)
    # minsk, rome, paris: grade 1 at rank 2, grade 3 at rank 3.
    gain = 1 / math.log2(3) + 3 / math.log2(4)
    assert measures["article_ndcg@10"] == pytest.approx(gain / (3 + 1 / math.log2(3)))
    assert measures["article_recall@1"] == 0
    assert measures["article_recall@3"] == 1
    assert measures["article_map@10"] == pytest.approx((1 / 2 + 2 / 3) / 2)
    mixed = asked(GoldEvidence("paris"), gold("rome 0"))
    assert "recall@10" not in ranked(index, mixed, "rome 0"), "one text is lacking"


def test_grades_change_the_gain_and_nothing_else(index: Index) -> None:
    found = ("rome 0", "minsk 1")
    plain = ranked(index, asked(gold("minsk 1"), gold("rome 0")), *found)
    graded = ranked(index, asked(gold("minsk 1", grade=2), gold("rome 0")), *found)
    assert {name for name in plain if plain[name] != graded[name]} == {
        "ndcg@10",
        "article_ndcg@10",
    }
    # grade 1 at rank 1 and grade 2 at rank 2, against the other way round
    wanted = (1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3))
    assert graded["ndcg@10"] == graded["article_ndcg@10"] == pytest.approx(wanted)


def test_evidence_twice_in_one_passage_is_one_passage_of_the_higher_grade(index: Index) -> None:
    part = GoldEvidence("minsk", "signed a package", grade=2)
    measures = ranked(index, asked(gold("minsk 1"), part, gold("rome 0")), "rome 0", "minsk 1")
    assert measures["recall@1"] == 1 / 2
    wanted = (1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3))
    assert measures["ndcg@10"] == pytest.approx(wanted)


def test_evidence_is_held_by_a_passage_that_has_half_of_the_shorter(index: Index) -> None:
    article = index.get("minsk")
    assert article is not None
    start = article.text.index("thirteen measures")
    evidence = [
        GoldEvidence("minsk", "thirteen measures"),  # 17 characters
        GoldEvidence("minsk", "words that stand nowhere"),
        GoldEvidence("no such article", "thirteen measures"),
        GoldEvidence("minsk"),
    ]

    def passage(first: int, last: int, name: str = "minsk") -> Passage:
        return Passage(0, name, first, last, "")

    found = [
        passage(start, start + 17, "paris"),
        passage(0, start + 8),  # 8 of 17
        passage(start + 9, start + 400),  # 8 of 17
        passage(start - 50, start + 9),  # 9 of 17
        passage(start, start + 17),
    ]
    assert evidence_ranks(index, evidence, found) == (4, None, None, 2)
    inside = [passage(start + 1, start + 3)]
    assert evidence_ranks(index, evidence[:1], inside) == (1,), "a short passage within it"


def test_evidence_is_located_whatever_the_white_space(index: Index) -> None:
    article = index.get("minsk")
    assert article is not None
    found = locate(index, GoldEvidence("minsk", " measures.  Advertisement A\tjournalist "))
    assert found is not None
    stretch = article.text[found.start : found.end]
    assert stretch == "measures.\nAdvertisement\nA journalist"
    for nowhere in ("leaders met in Minsk.", "measures Advertisement", "", " "):
        assert locate(index, GoldEvidence("minsk", nowhere)) is None


# MultiHop-RAG's own


def test_multihop_measures_of_a_worked_example() -> None:
    facts = ["Alpha fell.", "Beta rose.", "Gamma held."]
    found = [
        "nothing",
        "so: Alpha fell. And",
        "Beta rose.",
        "Alpha fell.",
        "Alpha fell. Beta rose.",
    ]
    # Alpha is new at rank 2 and Beta at rank 3; finding them again is worth nothing.
    assert fact_measures(facts, found) == pytest.approx(
        {
            "fact_hits@4": 1,
            "fact_hits@10": 1,
            "fact_mrr@10": 1 / 2,
            "fact_map@10": (1 / 2 + 1 / 3) / 3,
            "fact_recall@10": 2 / 3,
        }
    )


def test_two_facts_in_one_passage_are_both_found_there() -> None:
    measures = fact_measures(["Alpha.", "Beta."], ["x", "Alpha. Beta."])
    assert measures["fact_map@10"] == pytest.approx((2 / 2) / 2)
    assert measures["fact_mrr@10"] == 1 / 2
    assert measures["fact_recall@10"] == 1


def test_the_same_fact_found_twice_counts_once() -> None:
    once = fact_measures(["Alpha.", "Beta."], ["Alpha.", "x", "x"])
    again = fact_measures(["Alpha.", "Beta."], ["Alpha.", "Alpha.", "Alpha."])
    assert once == again
    assert once["fact_map@10"] == 1 / 2


def test_spaces_and_newlines_are_dropped_and_nothing_else_is() -> None:
    found = ["the Nor mandy\nformat met in\n\nMin sk."]
    assert fact_measures(["Normandy format met"], found)["fact_hits@4"] == 1
    for other in ("normandy format", "Normandy-format", "Normandy\tformat"):
        assert fact_measures([other], found)["fact_hits@10"] == 0
    across = ["it ends with Normandy", "format met it begins"]
    assert fact_measures(["Normandy format met"], across)["fact_recall@10"] == 0


@pytest.mark.parametrize(
    ("rank", "hits4", "hits10", "mrr", "recall"),
    [(4, 1, 1, 1 / 4, 1), (5, 0, 1, 1 / 5, 1), (10, 0, 1, 1 / 10, 1), (11, 0, 0, 0, 0)],
)
def test_how_deep_a_fact_may_lie(
    rank: int, hits4: float, hits10: float, mrr: float, recall: float
) -> None:
    found = ["x"] * (rank - 1) + ["Alpha."] + ["x"] * 3
    assert fact_measures(["Alpha."], found) == pytest.approx(
        {
            "fact_hits@4": hits4,
            "fact_hits@10": hits10,
            "fact_mrr@10": mrr,
            "fact_map@10": mrr,
            "fact_recall@10": recall,
        }
    )


def test_map_is_divided_by_the_facts_or_by_ten() -> None:
    facts = [f"Fact {letter}." for letter in "abcdefghijkl"]  # twelve
    assert fact_measures(facts, facts[:1])["fact_map@10"] == pytest.approx(1 / 10)
    assert fact_measures(facts, facts[:1])["fact_recall@10"] == pytest.approx(1 / 12)
    assert fact_measures(facts[:3], facts[:1])["fact_map@10"] == pytest.approx(1 / 3)


def test_facts_are_counted_among_the_passages_found(index: Index) -> None:
    question = asked(gold("minsk 1"), gold("paris 0"))
    found = ("rome 0", "paris 0")
    assert "fact_map@10" not in ranked(index, question, *found, facts=False)
    measures = ranked(index, question, *found, facts=True)
    assert measures["fact_map@10"] == pytest.approx((1 / 2) / 2)
    assert measures["fact_recall@10"] == 1 / 2


# Answers


@pytest.mark.parametrize(
    ("text", "gold", "holds"),
    [
        ("It was held in Berlin, in 2016.", ["2016"], True),
        ("It was held in 20161.", ["2016"], False),
        ("the “2+2” format", ["2+2 Format"], True),
        ("11–12 February", ["12 february"], True),
        ("the ﬁfth meeting", ["Fifth"], True),
        ("Straße", ["STRASSE"], True),
        ("Paris", ["Berlin", "paris"], True),
        ("Paris", [], False),
        ("Paris", ["…"], False),
        ("", ["Paris"], False),
    ],
)
def test_a_gold_answer_is_found_as_whole_words(text: str, gold: list[str], holds: bool) -> None:
    assert holds_answer(text, gold) is holds


# As the official script of SQuAD 2.0 gives them.
@pytest.mark.parametrize(
    ("said", "gold", "exact", "overlap"),
    [
        ("The Normandy format", ["normandy format."], 1, 1),
        ("An apple, a pear", ["apple pear"], 1, 1),
        ("in the year 1066", ["1066"], 0, 2 / 4),  # in, year, 1066 against 1066
        ("Denver Broncos", ["the Broncos", "Denver Broncos team"], 0, 4 / 5),  # 2 of 2 and 3
        ("Denver Broncos", ["Carolina", "Denver Broncos"], 1, 1),
        ("to be or to be", ["to be"], 0, 2 * 2 / (5 + 2)),  # words count as often as they stand
        ("theatre", ["atre"], 0, 0),  # an article is a word
        ("well-known", ["wellknown"], 1, 1),  # punctuation goes without a trace
        ("“Paris”", ["Paris"], 0, 0),  # but curly quotes are no ASCII punctuation
        ("", ["Paris"], 0, 0),
        ("the", ["a"], 1, 1),  # nothing is left of either
        ("Paris", [], 0, 0),
    ],
)
def test_exact_match_and_f1_are_those_of_squad(
    said: str, gold: list[str], exact: float, overlap: float
) -> None:
    assert exact_match(said, gold) == exact
    assert f1(said, gold) == pytest.approx(overlap)


@settings(max_examples=60)
@given(st.text("ab the.", max_size=12), st.lists(st.text("ab the.", max_size=12), max_size=3))
def test_f1_is_at_least_exact_match_and_at_most_one(said: str, gold: list[str]) -> None:
    assert exact_match(said, gold) <= f1(said, gold) <= 1


def test_a_right_answer_has_one_of_each_side() -> None:
    sides = (("sixteen hours", "16 hours"), ("seventeen hours",))
    answers = tuple(itertools.chain(*sides))
    question = asked(answers=answers, sides=sides, answerable=True)
    for said, right in (
        ("Some say 16 hours, some seventeen hours.", True),
        ("Sixteen hours. Others: seventeen hours.", True),
        ("It took sixteen hours, or 16 hours.", False),
        ("It took seventeen hours.", False),
        ("", False),
    ):
        assert is_right(question, said) is right
        measures = answer_measures(question, said)
        assert measures["sides_shown"] == right
        assert measures["contains"] == bool(said), "any of them is contained"


def test_a_false_answer_that_is_shown_makes_it_wrong() -> None:
    question = asked(
        answers=("7 July 1979",), wrong_answers=("1979", "8 July 1979"), answerable=True
    )
    for said, settled in (
        ("She was born on 7 July 1979.", False),  # "1979" is part of the right one
        ("She was born in 1979.", False),
        ("She was born on 7 July 1979 or 8 July 1979.", True),
        ("She was born on 8 July 1979.", True),
    ):
        assert answer_measures(question, said)["wrong_as_settled"] == settled
        assert is_right(question, said) is (not settled and "7 July" in said)
    assert "wrong_as_settled" not in answer_measures(asked(answers=("x",)), "x")
    assert "sides_shown" not in answer_measures(asked(answers=("x",)), "x")


def test_a_short_answer_is_judged_where_one_is_marked() -> None:
    question = asked(answers=("sixteen hours",))
    said = "They talked for sixteen hours in Minsk."
    bare = answer_measures(question, said)
    assert bare["short_answers"] == 0
    assert "short_answer_f1" not in bare
    assert bare["f1"] == pytest.approx(2 * 2 / (7 + 2))
    short = answer_measures(question, said, "sixteen")
    assert (short["short_answers"], short["contains"]) == (1, 1)
    assert short["short_answer_f1"] == short["f1"] == pytest.approx(2 / 3)
    assert answer_measures(question, said, "sixteen hours")["exact_match"] == 1
    assert "short_answers" not in answer_measures(question, ""), "a refusal marks nothing"


def test_where_nothing_can_be_compared_nothing_is() -> None:
    for question in (
        asked(answerable=True),
        asked(answers=("Yes",), extractive=False, answerable=True),
        asked(),
    ):
        assert is_right(question, "Yes") is None
        assert answer_measures(question, "Yes") == {}


def test_nothing_is_right_of_what_the_articles_do_not_say() -> None:
    question = asked(answerable=False)
    assert is_right(question, "Yes") is False
    assert is_right(question, "") is False
    assert answer_measures(question, "Yes") == {}


# Citations


def citation(index: Index, place: str, **changed: object) -> Citation:
    """The whole of a passage, or something made up of it."""
    passage = passages(index, place)[0]
    known: dict[str, object] = {
        "article_id": passage.article_id,
        "start": passage.start,
        "end": passage.end,
        "quote": passage.text,
    }
    return Citation(
        number=1,
        title="",
        publisher=None,
        published=None,
        url=None,
        passage_start=passage.start,
        passage_end=passage.end,
        **known | changed,  # type: ignore[arg-type]
    )


def answer(*citations: Citation) -> Answer:
    numbered = tuple(replace(one, number=number) for number, one in enumerate(citations, 1))
    return Answer("q", (Statement("They did.", (1,)),), numbered, None, 1, ())


def test_a_made_up_citation_is_not_exact(index: Index) -> None:
    right = citation(index, "minsk 1")
    assert is_exact(index, right)
    start, end, quote = right.start, right.end, right.quote
    made_up = [
        citation(index, "minsk 1", start=start + 1, end=end + 1),
        citation(index, "minsk 1", start=start - 1, end=end - 1),
        citation(index, "minsk 1", quote=quote.replace("thirteen", "fourteen")),
        citation(index, "minsk 1", quote=quote[:-1]),
        citation(index, "minsk 1", quote=quote.upper()),
        citation(index, "minsk 1", article_id="paris"),
        citation(index, "minsk 1", article_id="no such article"),
        citation(index, "minsk 1", start=end, end=end, quote=""),
    ]
    for one in made_up:
        assert not is_exact(index, one), one
    measures = citation_measures(index, asked(), answer(right, made_up[0], made_up[2]), facts=True)
    # One statement cites the first; the other two, which nobody uses, are shown as well.
    assert measures == {"citation_exact": pytest.approx(1 / 3), "verbatim": 0}


def test_offsets_outside_the_article_are_not_where_it_says(index: Index) -> None:
    last = citation(index, "minsk 3")
    assert is_exact(index, last)
    article = index.get("minsk")
    assert article is not None
    past = citation(index, "minsk 3", end=last.end + 500)
    assert article.text[past.start : past.end] == past.quote, "Python forgives it"
    assert not is_exact(index, past)
    length = len(article.text)
    before = citation(index, "minsk 2")
    before = citation(index, "minsk 2", start=before.start - length, end=before.end - length)
    assert article.text[before.start : before.end] == before.quote
    assert not is_exact(index, before)


def test_citation_measures_of_a_worked_example(index: Index) -> None:
    question = asked(gold("minsk 0"), gold("paris 1"), gold("paris 0"))
    cited = answer(
        citation(index, "minsk 0"),  # gold
        citation(index, "paris 1"),  # gold
        citation(index, "minsk 2"),  # of a gold article
        citation(index, "rome 0"),  # of no gold article
    )
    assert citation_measures(index, question, cited, facts=True) == pytest.approx(
        {
            "citation_exact": 1,
            "verbatim": 0,
            "citation_precision": 2 / 4,
            "citation_recall": 2 / 3,
            "attribution": 3 / 4,
        }
    )


def test_evidence_that_is_lost_can_be_cited_by_nobody(index: Index) -> None:
    question = asked(gold("minsk 0"), GoldEvidence("minsk", "Words that stand nowhere."))
    measures = citation_measures(index, question, answer(citation(index, "minsk 0")), facts=True)
    assert measures["citation_recall"] == 1 / 2
    assert measures["citation_precision"] == 1


def test_evidence_without_text_measures_attribution_alone(index: Index) -> None:
    cited = answer(citation(index, "minsk 0"), citation(index, "paris 0"))
    measures = citation_measures(index, asked(GoldEvidence("paris")), cited, facts=False)
    assert measures == {"citation_exact": 1, "verbatim": 0, "attribution": 1 / 2}


def test_a_refusal_has_no_citations_to_measure(index: Index) -> None:
    refused = Answer("q", (), (), "No.", 0.1, ())
    assert citation_measures(index, asked(gold("minsk 0")), refused, facts=True) == {}


def test_what_is_said_without_a_citation_is_not_exact(index: Index) -> None:
    true = citation(index, "minsk 0")
    said = (Statement(true.quote, (1,)), Statement("The moon is made of cheese.", ()))
    answered = Answer("q", said, (true,), None, 1, ())
    assert citation_measures(index, asked(), answered, facts=True) == {
        "citation_exact": 1 / 2, "verbatim": 1 / 2,
    }  # fmt: skip
    nothing = Answer("q", said[1:], (), None, 1, ())
    assert citation_measures(index, asked(gold("minsk 0")), nothing, facts=True) == {
        "citation_exact": 0, "verbatim": 0, "attribution": 0,
        "citation_precision": 0, "citation_recall": 0,
    }  # fmt: skip


# Confidence


SURE = [0.9, 0.8, 0.8, 0.6, 0.3]
RIGHT = [True, True, False, True, False]


def test_reliability_and_calibration_of_a_worked_example() -> None:
    assert reliability(SURE, RIGHT) == (
        Bin(0.2, 0.3, 0.3, 0.0, 1),  # the upper bound belongs to the bin
        Bin(0.5, 0.6, 0.6, 1.0, 1),
        Bin(0.7, 0.8, 0.8, 0.5, 2),
        Bin(0.8, 0.9, 0.9, 1.0, 1),
    )
    # |.3 − 0| · 1 + |.6 − 1| · 1 + |.8 − .5| · 2 + |.9 − 1| · 1, over 5 questions
    wanted = (0.3 + 0.4 + 0.6 + 0.1) / 5
    assert expected_calibration_error(SURE, RIGHT) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("confidence", "right", "error"),
    [
        ([0.0, 0.0], [False, False], 0),
        ([1.0, 1.0], [True, True], 0),
        ([1.0, 1.0], [False, False], 1),
        ([0.0], [True], 1),
        ([0.5, 0.5], [True, False], 0),
        # .75 and .71 lie in one bin: mean .73, half of it right
        ([0.75, 0.71], [True, False], 0.23),
    ],
)
def test_the_calibration_of_plain_cases(
    confidence: list[float], right: list[bool], error: float
) -> None:
    assert expected_calibration_error(confidence, right) == pytest.approx(error)


def test_risk_and_coverage_of_a_worked_example() -> None:
    assert risk_coverage(SURE, RIGHT) == (
        RiskPoint(0.9, 1 / 5, 0),
        RiskPoint(0.8, 3 / 5, 1 / 3),  # the two at 0.8 come in together
        RiskPoint(0.6, 4 / 5, 1 / 4),
        RiskPoint(0.3, 5 / 5, 2 / 5),
    )
    # Half a wrong answer at each of the two at 0.8: 0/1, .5/2, 1/3, 1/4, 2/5
    assert aurc(SURE, RIGHT) == pytest.approx((0 + 0.5 / 2 + 1 / 3 + 1 / 4 + 2 / 5) / 5)
    assert coverage_at_risk(SURE, RIGHT, 0.05) == 1 / 5
    assert coverage_at_risk(SURE, RIGHT, 0.25) == 4 / 5
    assert coverage_at_risk(SURE, RIGHT, 1.0) == 1
    assert coverage_at_risk([0.9], [False], 0.05) == 0


def test_the_area_of_the_best_the_worst_and_of_no_order() -> None:
    confidence = [0.9, 0.8, 0.7, 0.6]
    best = aurc(confidence, [True, True, False, False])  # risks 0, 0, 1/3, 2/4
    worst = aurc(confidence, [False, False, True, True])  # risks 1, 1, 2/3, 2/4
    assert best == pytest.approx((1 / 3 + 1 / 2) / 4)
    assert worst == pytest.approx((1 + 1 + 2 / 3 + 1 / 2) / 4)
    assert aurc([0.5] * 4, [True, True, False, False]) == pytest.approx(1 / 2)
    assert aurc(confidence, [True] * 4) == 0
    assert aurc(confidence, [False] * 4) == 1


outcomes = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.95, 1.0]), st.booleans()),
    min_size=1,
    max_size=7,
)


@settings(max_examples=100)
@given(outcomes)
def test_no_order_is_better_than_the_right_ones_first(pairs: list[tuple[float, bool]]) -> None:
    confidence, right = [one for one, _ in pairs], [ok for _, ok in pairs]
    area = aurc(confidence, right)
    falling = [1 - n / 100 for n in range(len(right))]
    best, worst = sorted(right, reverse=True), sorted(right)
    assert 0 <= area <= 1 + 1e-9
    assert aurc(falling, best) <= area + 1e-9
    assert area <= aurc(falling, worst) + 1e-9
    # Equals count as they do on average: the mean over every order among them.
    orders = itertools.permutations(pairs)
    areas = [
        aurc(falling, [ok for _, ok in order])
        for order in orders
        if [one for one, _ in order] == sorted(confidence, reverse=True)
    ]
    assert area == pytest.approx(mean(areas))


@settings(max_examples=60)
@given(outcomes)
def test_calibration_and_coverage_are_shares(pairs: list[tuple[float, bool]]) -> None:
    confidence, right = [one for one, _ in pairs], [ok for _, ok in pairs]
    assert 0 <= expected_calibration_error(confidence, right) <= 1
    assert sum(one.questions for one in reliability(confidence, right)) == len(right)
    last = risk_coverage(confidence, right)[-1]
    assert (last.coverage, last.risk) == (1, pytest.approx(1 - mean(map(float, right))))
    lenient, strict = (coverage_at_risk(confidence, right, most) for most in (0.5, 0.05))
    assert strict <= lenient


scores = st.lists(st.sampled_from([0.1, 0.2, 0.2, 0.5, 0.9]), min_size=2, max_size=9)


@settings(max_examples=25, deadline=None)
@given(scores, scores)
@example([0.5, 0.5], [0.5, 0.5])
@example([0.9, 0.9], [0.1, 0.1])
def test_auroc_is_that_of_sklearn_ties_included(
    positives: list[float], negatives: list[float]
) -> None:
    figure = auroc_of(positives, negatives)
    labels = [1] * len(positives) + [0] * len(negatives)
    assert figure is not None
    assert figure.value == pytest.approx(roc_auc_score(labels, positives + negatives))
    assert figure.questions == len(labels)
    assert figure.low is not None
    assert figure.high is not None
    assert 0 <= figure.low <= figure.high <= 1
    assert figure.low - 1e-9 <= figure.value <= figure.high + 1e-9


def test_auroc_needs_both_kinds() -> None:
    assert auroc_of([], [0.5]) is None
    assert auroc_of([0.5], []) is None
    # .8 is above both, .3 above one of two: three pairs of four
    assert auroc_of([0.8, 0.3], [0.2, 0.4]) is not None
    assert auroc_of([0.8, 0.3], [0.2, 0.4]).value == 3 / 4  # type: ignore[union-attr]
    one = auroc_of([0.8], [0.8, 0.2])  # half of the tie, and the other
    assert one == Estimate(3 / 4, None, None, 3)


# Intervals and differences


def test_a_mean_lies_in_its_interval_which_is_the_same_each_time() -> None:
    values = [0.0] * 30 + [1.0] * 20
    figure = mean_of(values)
    assert figure.value == pytest.approx(0.4)
    assert figure.questions == 50
    assert figure.low is not None
    assert figure.high is not None
    # Normal approximation: .4 ± 1.96 · √(.4 · .6 / 50) = .4 ± .136
    assert figure.low == pytest.approx(0.4 - 0.136, abs=0.03)
    assert figure.high == pytest.approx(0.4 + 0.136, abs=0.03)
    assert mean_of(values) == figure


def test_an_interval_shrinks_with_more_questions() -> None:
    widths = []
    for many in (10, 100, 1000):
        figure = mean_of([0.0, 1.0] * (many // 2))
        assert figure.low is not None
        assert figure.high is not None
        widths.append(figure.high - figure.low)
    # by √10 each time
    assert widths[1] / widths[0] == pytest.approx(1 / math.sqrt(10), rel=0.25)
    assert widths[2] / widths[1] == pytest.approx(1 / math.sqrt(10), rel=0.25)


def test_what_is_always_the_same_has_the_exact_interval_or_none() -> None:
    assert mean_of([0.7, 0.7]) == Estimate(0.7, None, None, 2)
    # Clopper and Pearson: with n of n the lower end is (α/2)^(1/n).
    assert mean_of([1.0] * 3) == Estimate(1, pytest.approx(0.025 ** (1 / 3)), 1, 3)
    assert mean_of([0.0] * 40) == Estimate(0, 0, pytest.approx(1 - 0.025 ** (1 / 40)), 40)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=20))
def test_the_interval_holds_the_mean(values: list[float]) -> None:
    figure = mean_of(values)
    assert figure.value == pytest.approx(mean(values))
    assume(figure.low is not None and len(set(values)) > 1)
    assert figure.low is not None
    assert figure.high is not None
    assert min(values) - 1e-9 <= figure.low <= figure.value + 1e-9
    assert figure.value - 1e-9 <= figure.high <= max(values) + 1e-9


@pytest.mark.parametrize(
    ("these", "others", "value", "p"),
    [
        # Of the 32 ways to flip five signs, two are as far from 0: all + and all −.
        ([1, 1, 1, 1, 1], [0, 0, 0, 0, 0], 1, 2 / 32),
        ([0, 0, 0, 0, 0], [1, 1, 1, 1, 1], -1, 2 / 32),
        # +1 +1 +1 −1: sums of ±2 or ±4 are as far as 2, all but the six that sum to 0.
        ([1, 1, 1, 0], [0, 0, 0, 1], 1 / 2, 10 / 16),
        # Ties flip to themselves: of +1 +1 0 each of 8 flips, 4 give ±2.
        ([1, 1, 0], [0, 0, 0], 2 / 3, 4 / 8),
        ([1, 0], [0, 1], 0, 1),
        ([1], [0], 1, 1),  # either sign is as far
        ([0.3, 0.7], [0.3, 0.7], 0, 1),
        ([0.3], [0.3], 0, 1),
    ],
)
def test_the_p_of_small_differences_is_exact(
    these: list[float], others: list[float], value: float, p: float
) -> None:
    difference = difference_of(these, others)
    assert difference.value == pytest.approx(value)
    assert difference.p == pytest.approx(p)
    assert difference.low <= difference.value <= difference.high
    assert difference.questions == len(these)


def test_a_difference_is_paired() -> None:
    easy_and_hard = [0.1, 0.9] * 20
    better = [value + 0.05 for value in easy_and_hard]
    difference = difference_of(better, easy_and_hard)
    assert difference.value == pytest.approx(0.05)
    assert difference.low == pytest.approx(0.05), "the spread of the questions plays no part"
    assert difference.p < 0.01
    assert difference_of(better, easy_and_hard) == difference


def test_a_difference_by_chance_is_not_sure() -> None:
    draw = np.random.default_rng(3)
    these, others = draw.random(60), draw.random(60)
    difference = difference_of(these, others)
    assert difference.low < 0 < difference.high
    assert difference.p > 0.05


# Names


def test_every_measure_that_is_computed_is_explained(index: Index) -> None:
    question = asked(
        gold("minsk 0"),
        answers=("sixteen hours",),
        sides=(("sixteen hours",),),
        wrong_answers=("ten hours",),
        answerable=True,
    )
    made = [
        *ranked(index, question, "minsk 0", facts=True),
        *answer_measures(question, "sixteen hours"),
        *citation_measures(index, question, answer(citation(index, "minsk 0")), facts=True),
    ]
    assert set(made) <= set(MEASURES)
    assert {name for name in made if MEASURES[name].more_is_better is False} == {"wrong_as_settled"}
