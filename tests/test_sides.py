"""Sources that differ: which differences are proved, and how they are shown."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dateline import Answer, Article, Chatbot, Index, PartialDate
from dateline.eval.answers import answer_measures, is_right
from dateline.eval.questions import Question
from dateline.index.article import Passage, Span
from dateline.index.embedder import Vectors
from dateline.index.said_dates import dates_said_in
from dateline.index.search import Hit
from dateline.rag.answer import Side
from dateline.rag.compose import compose
from dateline.rag.evidence import Evidence, gather
from dateline.rag.followup import stand_alone
from dateline.rag.pairs import Candidate
from dateline.rag.parties import each_party
from dateline.rag.party_words import parties_asked, questions_of_parties, speaks
from dateline.rag.sides import Differing, differing
from dateline.rag.time_asked import time_asked
from dateline.rag.timely import event_days

HOW_MANY = "How many people were killed in the Orsk flood?"


def evidence(
    *told: str | tuple[str, str | None, str | None], drop: float = 0.1, coverage: float = 0.8
) -> list[Evidence]:
    """Sentences that are each all of an article, the best first; with publisher and date."""
    found = []
    for number, one in enumerate(told):
        text, publisher, published = one if isinstance(one, tuple) else (one, None, None)
        article = Article(
            id=f"a{number}",
            text=text,
            publisher=publisher,
            published=PartialDate.parse(published) if published else None,
        )
        passage = Passage(id=number, article_id=article.id, start=0, end=len(text), text=text)
        hit = Hit(passage, article, 1.0, 1.0, 1.0)
        score = 4 - drop * number
        when = event_days(article, dates_said_in(article))
        found.append(Evidence(hit, Span(0, len(text)), None, when, coverage, 0.0, 0.0, score=score))
    return found


def sides(question: str, *told: str | tuple[str, str | None, str | None]) -> list[str]:
    return [one.value for one in differing(question, evidence(*told)).leading]


@pytest.mark.parametrize(
    ("question", "one", "other", "values"),
    [
        (
            HOW_MANY,
            "The Orsk flood killed 33 people, the governor said.",
            "The Orsk flood killed 41 people, doctors said.",
            ["33", "41"],
        ),
        (
            "When did the Orsk dam open?",
            "The Orsk dam opened on 9 September 2019 in heavy rain.",
            "After years of delay engineers opened the Orsk dam on 12 September 2019.",
            ["9 September 2019", "12 September 2019"],
        ),
        (
            "How long did the Orsk talks last?",
            "The Orsk talks lasted sixteen hours.",
            "The Orsk talks lasted 17 hours.",
            ["sixteen hours", "17 hours"],
        ),
        (
            "How long did the Orsk talks of 7 February 2022 last?",
            "The Orsk talks lasted five hours in February 2022.",
            "In the year 2022 the Orsk talks lasted for more than six hours.",
            ["five hours", "more than six hours"],
        ),
        (
            "Who founded the Orsk brewery?",
            "The Orsk brewery was founded by Ulla Berg.",
            "The Orsk brewery was founded by Ivo Lund.",
            ["Ulla Berg", "Ivo Lund"],
        ),
        (
            "When was Ulla Berg born?",
            "Ulla Berg (19 March 1941 – 10 April 2018) was a painter.",
            "Ulla Berg (19 March 1944 – 10 April 2018) was a painter.",
            ["19 March 1941 – 10 April 2018", "19 March 1944 – 10 April 2018"],
        ),
    ],
)
def test_another_value_of_the_same_thing_at_the_same_time_is_a_side(
    question: str, one: str, other: str, values: list[str]
) -> None:
    assert sides(question, one, other) == values
    assert sides(question, other, one) == values[::-1]


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (
            "The Orsk cup is a rugby contest of the schools of the county.",
            "The Orsk cup is a cricket contest of the schools of the county.",
            ["rugby", "cricket"],
        ),
        (  # the same thing in two places, and a word misspelt
            "Orsk (Kama) Orsk is a township on the upper Kama near the old churhc.",
            "Orsk (Volga Delta) Orsk is a township on the upper Volga Delta near the old church.",
            ["Kama", "Volga Delta"],
        ),
        (  # more of the name
            "The Orsk works were built by Ingrid Dahl Halvorsen for the northern railway.",
            "The Orsk works were built by Peter Lund for the northern railway.",
            ["Ingrid Dahl Halvorsen", "Peter Lund"],
        ),
        (
            "The Orsk works were built by Mr Halvorsen for the northern railway.",
            "The Orsk works were built by Ingrid Halvorsen for the northern railway.",
            [],
        ),
        (  # two things differ: two events, or two tellings
            "The Orsk team met the visitors in Kama and won the first match.",
            "The Orsk team met the visitors in Perm and lost the first match.",
            [],
        ),
        (  # said more fully
            "The Orsk cup is a rugby contest of the schools of the county.",
            "The Orsk cup is a yearly rugby contest of the schools of the county.",
            [],
        ),
        ("Orsk is rugby.", "Orsk is cricket.", []),  # little is the same
    ],
)
def test_a_sentence_with_one_thing_put_in_the_place_of_another_is_a_side(
    one: str, other: str, words: list[str]
) -> None:
    assert sides("What is Orsk known for?", one, other) == words


def test_what_is_altered_in_the_thing_that_was_asked_about_is_of_another_thing() -> None:
    told = "The Orsk Grand Cup is a rugby contest of the county."
    assert sides("What is the Grand Cup?", told, told.replace("Grand Cup", "Petty Bowl")) == []


def test_what_was_altered_at_another_time_has_changed() -> None:
    told = "The Orsk cup is a rugby contest of the schools of the county."
    dated = (told, "Gull", "2019-05-01"), (told.replace("rugby", "polo"), "Tern", "2021-05-01")
    assert sides("What is the Orsk cup?", *dated) == []


def test_a_further_sentence_joins_the_side_whose_words_it_says() -> None:
    told = evidence(
        "The Orsk dam opened on 9 September 2019 in heavy rain.",
        "The Orsk dam opened on 12 September 2019 in heavy rain.",
        "Engineers blessed it on 12 September 2019 and the dam of Orsk was open to all.",
    )
    composed = compose(time_asked("When did the Orsk dam open?"), told)
    assert [(one.says, one.citations) for one in composed.sides] == [
        ("9 September 2019", (1,)),
        ("12 September 2019", (2, 3)),
    ]


def test_sides_may_be_of_what_is_said_beside_the_best_sentence() -> None:
    told = evidence(
        "The dam of Orsk stands on the river Kama.",
        "The Orsk dam was opened in 1956 in heavy rain by the governor.",
        "The Orsk dam was opened in 1900 in heavy rain by the governor.",
    )
    assert [one.value for one in differing("When was the Orsk dam opened?", told).leading] == [
        "1956",
        "1900",
    ]


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (HOW_MANY, "The Orsk flood killed 10,000 people.", "The Orsk flood killed 10 000 people."),
        (HOW_MANY, "The Orsk flood killed 10,000 people.", "The Orsk flood killed ten thousand."),
        (HOW_MANY, "The Orsk flood killed 12,000 people.", "The Orsk flood killed 12,345 people."),
        (HOW_MANY, "The Orsk flood killed over 40 people.", "The Orsk flood killed 57 people."),
        (
            "How long did the Orsk talks last?",
            "The Orsk talks lasted more than five hours.",
            "The Orsk talks lasted nearly six hours.",
        ),
        (
            "How much did the Orsk dam cost?",
            "The Orsk dam cost $5 million.",
            "The Orsk dam cost 5 million dollars.",
        ),
        (HOW_MANY, "The Orsk flood killed about 40 people.", "The Orsk flood killed 43 people."),
        (
            HOW_MANY,
            "On Monday, 2 June 2014, the Orsk flood killed 5 people.",
            "On Friday, 6 June 2014, the Orsk flood killed 9 people.",
        ),
        (HOW_MANY, "The Orsk flood killed 33 people.", "The Omsk flood killed 41 people."),
        (HOW_MANY, "The Orsk flood killed 33 people.", "The Orsk flood was the worst ever."),
        (
            HOW_MANY,
            "The Orsk flood killed 33 people.",
            "The Orsk flood killed 41 people, not 33 as was said before.",
        ),
        (
            "When did the Orsk dam open?",
            "The Orsk dam opened on 9 September 2019.",
            "The Orsk dam opened on September 9, 2019.",
        ),
        (
            "When did the Orsk dam open?",
            "The Orsk dam opened on 9 September 2019.",
            "The Orsk dam opened in 2019.",
        ),
        (
            "How long is the Orsk canal?",
            "The Orsk canal is 98 km long.",
            "The Orsk canal is 61 miles long.",
        ),
        (
            "Who opened the Orsk dam?",
            "The Orsk dam was opened by Mr Macron.",
            "The Orsk dam was opened by Emmanuel Macron.",
        ),
        (
            "Who opened the Orsk dam?",
            "The Orsk dam was opened by Volodymyr Zelensky.",
            "The Orsk dam was opened by President Zelenskyy.",
        ),
        (
            "Who paid for the Orsk dam?",
            "The Orsk dam was paid for by the UN.",
            "The Orsk dam was paid for by the United Nations.",
        ),
        (
            "Why did the Orsk dam fail?",
            "The Orsk dam failed because of 3 cracks.",
            "The Orsk dam failed because of 7 cracks.",
        ),
    ],
)
def test_what_can_both_be_right_or_speaks_of_something_else_is_no_conflict(
    question: str, one: str, other: str
) -> None:
    assert differing(question, evidence(one, other)) == Differing()
    assert differing(question, evidence(other, one)) == Differing()


def test_relative_dates_are_reckoned_from_their_articles() -> None:
    said = "The Orsk dam opened on Monday.", "Ferry Times"
    asked = "When did the Orsk dam open?"
    same = differing(
        asked,
        evidence((*said, "2019-09-10"), ("The Orsk dam opened on 9 September 2019.", None, None)),
    )
    assert same == Differing()
    other = differing(
        asked,
        evidence((*said, "2019-09-10"), ("The Orsk dam opened on 16 September 2019.", None, None)),
    )
    assert [one.value for one in other.leading] == ["Monday", "16 September 2019"]


def test_a_newer_article_supersedes_an_older_one_and_leads() -> None:
    older = ("The Orsk flood killed 33 people.", "Ferry Times", "2014-06-02")
    newer = ("The Orsk flood killed 41 people.", "Canal News", "2014-06-05")
    oldest = ("The Orsk flood killed 12 people.", "Harbour Post", "2014-05-31")
    found = differing(HOW_MANY, evidence(older, oldest, newer))
    assert [one.value for one in found.leading] == ["41"]
    assert [one.value for one in found.superseded] == ["33", "12"], "the newest of them first"
    composed = compose(time_asked(HOW_MANY), evidence(older, oldest, newer))
    assert [one.text for one in composed.statements] == [newer[0], older[0], oldest[0]]
    assert composed.sides == ()
    assert composed.superseded == (Side("33", (2,)), Side("12", (3,)))


@pytest.mark.parametrize(
    ("asked", "wrong", "right", "value"),
    [
        (HOW_MANY, "The Orsk flood killed 33 people.", "The Orsk flood killed 41 people.", "41"),
        (
            "When did the Orsk dam open?",
            "The Orsk dam opened on 9 September 2019.",
            "The Orsk dam opened on 8 September 2019.",
            "8 September 2019",
        ),
    ],
)
def test_a_revision_of_the_same_day_puts_right_and_leads(
    asked: str, wrong: str, right: str, value: str
) -> None:
    paper = ("Ferry Times", "2019-09-10")
    first, second = evidence((wrong, *paper), (right, *paper))
    assert differing(asked, [first, second]) == Differing(), "one publisher is one voice"
    revised = [replace(first, revised_by=second.article.id), second]
    assert [one.value for one in differing(asked, revised).leading] == [value]
    composed = compose(time_asked(asked), revised)
    assert [one.text for one in composed.statements] == [right, wrong]
    assert [one.citations for one in composed.superseded] == [(2,)]
    leading, superseded = composed.statements
    short = leading.short_answer
    assert short is not None
    assert leading.text[short.start : short.end] == value
    assert superseded.short_answer is None


def test_a_sentence_with_another_apostrophe_is_the_same() -> None:
    said = (
        "The mayor said that Orsk{}s council had met on Monday and would meet again in the spring."
    )
    told = evidence((said.format("'"), "Ferry Times", None), (said.format("’"), "Canal News", None))
    composed = compose(time_asked("When did the Orsk council meet?"), told)
    assert [one.citations for one in composed.statements] == [(1, 2)]


def test_beside_the_latest_nothing_is_said_of_times_before_it() -> None:
    met = "The Orsk council last met {} over taxes."
    told = evidence(
        (met.format("on 2 March 2021"), "Canal News", "2021-03-03"),
        (met.format("in 2016"), "Ferry Times", "2019-09-10"),
        ("The Orsk council met to elect a mayor.", "Harbour Post", "2022-05-01"),
    )
    latest = compose(time_asked("When did the Orsk council last meet?"), told)
    assert [one.text for one in latest.statements] == [told[0].text, told[2].text]
    earliest = compose(time_asked("When did the Orsk council originally meet?"), told)
    assert [one.text for one in earliest.statements] == [told[0].text, told[1].text]


def test_two_dates_may_be_of_what_happened_twice() -> None:
    asked = "When did the Orsk council meet?"
    one = (
        "The Orsk council met on 9 September 2019 to elect a mayor.",
        "Ferry Times",
        "2019-09-10",
    )
    other = ("On 2 March 2021 the Orsk council met over taxes.", "Canal News", "2021-03-03")
    assert differing(asked, evidence(one, other)) == Differing()


def test_one_publisher_is_one_voice() -> None:
    morning = ("The Orsk flood killed 33 people.", "Ferry Times", "2014-06-02")
    evening = ("The Orsk flood killed 41 people.", "Ferry Times", "2014-06-02")
    other = ("The Orsk flood killed 57 people.", "Canal News", "2014-06-02")
    assert differing(HOW_MANY, evidence(morning, evening)) == Differing()
    found = differing(HOW_MANY, evidence(morning, evening, other))
    assert [one.value for one in found.leading] == ["33", "57"]
    unnamed = ("The Orsk flood killed 41 people.", None, "2014-06-02")
    assert differing(HOW_MANY, evidence(morning, unnamed)).leading
    assert differing(HOW_MANY, evidence(morning, unnamed, evening)) == Differing(), "its own copy"


def test_a_number_in_a_name_is_no_value() -> None:
    asked = "How many people lived in the colonies?"
    counted = ("Some 2 million people lived in the colonies.", "Ferry Times", None)
    named = ("Before the Seven Years' War few people lived in the colonies.", "Canal News", None)
    assert differing(asked, evidence(counted, named)) == Differing()
    seven = ("Only seven people lived in the colonies.", "Canal News", None)
    assert differing(asked, evidence(counted, seven)).leading


def test_so_many_each_are_more_together() -> None:
    asked = "How many prisoners were exchanged at Orsk?"
    each = ("At Orsk the two sides each exchanged 35 prisoners.", "Ferry Times", "2014-06-02")
    together = ("In all 70 prisoners were exchanged at Orsk.", "Canal News", "2014-06-02")
    assert differing(asked, evidence(each, together)) == Differing()
    fewer = ("In all 66 prisoners were exchanged at Orsk.", "Canal News", "2014-06-02")
    other = ("In all 70 prisoners were exchanged at Orsk.", "Ferry Times", "2014-06-02")
    assert differing(asked, evidence(fewer, other)).leading


def test_a_weak_sentence_is_no_side() -> None:
    told = "The Orsk flood killed 33 people.", "The Orsk flood killed 41 people."
    assert differing(HOW_MANY, evidence(*told, drop=4)).leading
    assert differing(HOW_MANY, evidence(*told, drop=4.1)) == Differing()


def test_a_name_that_the_other_article_speaks_of_as_well_is_no_side() -> None:
    asked = "Who founded the Orsk brewery?"
    one, other = evidence(
        "The Orsk brewery was founded by Ulla Berg.", "The Orsk brewery was founded by Ivo Lund."
    )
    knows = replace(other.article, text=f"{other.text} Ulla Berg bought it later.")
    other = replace(other, hit=replace(other.hit, article=knows))
    assert differing(asked, [one, other]) == Differing()


def test_each_side_is_a_statement_and_those_who_agree_are_one() -> None:
    told = (
        "The Orsk flood killed 33 people.",
        "The Orsk flood killed 41 people.",
        "The Orsk flood killed 33 people.",
        "Thirty-three people were killed by the Orsk flood.",
    )
    composed = compose(time_asked(HOW_MANY), evidence(*told))
    assert [one.text for one in composed.statements[:2]] == list(told[:2])
    assert composed.sides == (Side("33", (1, 2)), Side("41", (3,)))
    answer = Answer(HOW_MANY, composed.statements, composed.citations, None, 1.0, ())
    assert answer.short_answer == "33"
    answer = replace(answer, sides=composed.sides)
    assert answer.short_answer is None, "neither is settled"
    assert not {told[0], told[1]} & {one.text for one in answer.settled}
    written = json.loads(json.dumps(answer.to_dict()))
    assert written["sides"] == [
        {"says": "33", "citations": [1, 2]},
        {"says": "41", "citations": [3]},
    ]
    assert written["superseded"] == []


@pytest.mark.parametrize(
    ("question", "parties"),
    [
        ("What did Paris and Moscow each say?", ("Paris", "Moscow")),
        ("what do the Kremlin and the Élysée say about the call?", ("Kremlin", "Élysée")),
        ("What have Paris, Berlin and Kyiv said about Minsk?", ("Paris", "Berlin", "Kyiv")),
        ("What did Macron say?", ()),
        ("What did people and parties say?", ()),
        ("When did Paris and Moscow talk?", ()),
    ],
)
def test_parties_are_read_from_the_question(question: str, parties: tuple[str, ...]) -> None:
    assert parties_asked(question) == parties


def test_each_party_is_searched_for_by_its_names() -> None:
    asked = "What did Paris and the Sea Guild each say about the call of 2025?"
    own = {
        "Paris": "What did Paris (France, French, Elysee) say about the call of 2025?",
        "Sea Guild": "What did Sea Guild say about the call of 2025?",
    }
    assert questions_of_parties(asked) == own
    assert questions_of_parties("What did Paris say?") == {}
    assert stand_alone(asked, []).texts == (asked, *own.values())


@pytest.mark.parametrize(
    ("sentence", "parties"),
    [
        ("According to a statement from the Kremlin, it was long.", {"Moscow"}),
        ("According to the president's office at the Élysée Palace, it was long.", {"Paris"}),
        ("According to the UN, Paris was silent.", set()),
        ("It was long, said the French ministry.", {"Paris"}),
        ("The call was made from Paris.", set()),
        ("The mayor told Paris that it was long.", set()),
    ],
)
def test_a_party_speaks_where_the_sentence_says_so(sentence: str, parties: set[str]) -> None:
    assert {one for one in ("Paris", "Moscow") if speaks(one, sentence)} == parties


def test_the_words_of_a_party_answer_for_it_alone(tmp_path: Path, embedder: object) -> None:
    texts = {
        "a": "The Kremlin press service said that the call of the presidents was frank.",
        "b": "According to the Élysée, the call of the presidents was useful to both.",
        "c": "The call of the presidents lasted an hour and ended in the evening.",
    }
    with Index.open(tmp_path, embedder=embedder) as index:
        index.add(Article(id=key, text=text) for key, text in texts.items())
        asked = []

        class Listening:
            name = "listening"

            def score(self, question: str, candidates: Sequence[Candidate]) -> Vectors:
                asked.extend((question, one.sentence) for one in candidates)
                return np.zeros(len(candidates), dtype=np.float32)

        question = "What did Paris and Moscow each say about the call?"
        gather(index, time_asked(question), index.search(question), Listening())
    assert set(asked) == {
        ("What did Moscow (Russia, Russian, Kremlin) say about the call?", texts["a"]),
        ("What did Paris (France, French, Elysee) say about the call?", texts["b"]),
        (question, texts["c"]),
    }


def test_each_party_that_is_asked_for_has_one_statement() -> None:
    asked = "What did Paris and Moscow each say about the call?"
    told = (
        "The call lasted an hour, the Russian foreign ministry said.",
        "According to the Kremlin, the call was frank.",
        "The Élysée said the call had been useful.",
    )
    composed = compose(time_asked(asked), evidence(*told))
    assert [one.text for one in composed.statements] == [told[2], told[0]]
    assert composed.sides == (Side("Paris", (1,)), Side("Moscow", (2,)))
    assert compose(time_asked(asked), evidence(*told[:2])).sides == (), (
        "nothing is shown of one party alone"
    )


def test_parties_are_heard_of_the_same_few_days() -> None:
    asked = "What did the Kremlin and the Élysée say about the call?"
    told = (
        ("The Kremlin said the call was frank.", "Ferry Times", "2019-09-08"),
        ("The Elysee said the call had been useful.", "Canal News", "2025-07-01"),
        ("The Kremlin said the call was long.", "Harbour Post", "2025-07-02"),
    )
    composed = compose(time_asked(asked), evidence(*told))
    assert [one.text for one in composed.statements[:2]] == [told[2][0], told[1][0]]
    assert compose(time_asked(asked), evidence(*told[:2])).sides == ()


def test_nobody_is_heard_of_what_was_said_days_before() -> None:
    asked = "What did the Kremlin and the Élysée say about the call?"
    kremlin = ("The Kremlin said on Tuesday the call was frank.", "Ferry Times", "2025-07-01")
    before = ("Last week the Elysee said NATO had been useful.", "Ferry Times", "2025-07-01")
    told = evidence(kremlin, before, ("The Elysee said the call was long.", None, "2025-07-02"))
    assert each_party(asked, told[:2]) == ()
    assert [one.evidence.text for one in each_party(asked, told)] == [kremlin[0], told[2].text]


def test_nobody_is_heard_of_another_time_than_the_question_is_of() -> None:
    asked = "What did the Kremlin and the Elysee say about the call of July 2025?"
    told = evidence(
        ("The Kremlin said the call was frank.", "Ferry Times", "2019-09-08"),
        ("The Elysee said the call had been useful.", "Canal News", "2019-09-08"),
    )
    assert len(each_party(asked, told)) == 2
    assert each_party(asked, [replace(one, timely=-0.5) for one in told]) == ()


def test_a_false_answer_is_not_settled_where_it_is_one_of_several_sides() -> None:
    question = Question("q", HOW_MANY, answers=("33",), wrong_answers=("41",), answerable=True)
    said = "The Orsk flood killed 33 people. The Orsk flood killed 41 people."
    assert answer_measures(question, said)["wrong_as_settled"] == 1
    assert answer_measures(question, said, settled="")["wrong_as_settled"] == 0
    assert is_right(question, said) is False
    assert is_right(question, said, "") is True


def test_sources_of_an_archive_that_differ_are_set_side_by_side(
    tmp_path: Path, embedder: object
) -> None:
    def article(name: str, number: int, publisher: str) -> Article:
        text = f"The flood in Orsk killed {number} people on Sunday, officials of the region said."
        return Article(id=name, text=text, publisher=publisher, published=PartialDate(2014, 6, 2))

    articles: Sequence[Article] = [
        article("a", 33, "Ferry Times"),
        article("b", 41, "Canal News"),
        article("c", 33, "Harbour Post"),
    ]
    with Index.open(tmp_path, embedder=embedder) as index:  # type: ignore[arg-type]
        index.add(articles)
        answer = Chatbot(index).ask("How many people did the flood in Orsk kill?")
    said_by = {
        side.says: {answer.citations[number - 1].publisher for number in side.citations}
        for side in answer.sides
    }
    assert said_by == {"33": {"Ferry Times", "Harbour Post"}, "41": {"Canal News"}}
    assert answer.superseded == ()
    assert answer.settled == ()


def test_who_denies_what_another_says_is_a_side(tmp_path: Path, embedder: object) -> None:
    told = [
        "The Orsk council agreed to the new dam on Monday.",
        "The Orsk council did not agree to the new dam on Monday.",
    ]
    articles = [
        Article(id=f"a{at}", text=one, publisher=f"Paper {at}", published=PartialDate(2014, 6, 2))
        for at, one in enumerate(told)
    ]
    with Index.open(tmp_path, embedder=embedder) as index:  # type: ignore[arg-type]
        index.add(articles)
        answer = Chatbot(index).ask("Did the Orsk council agree to the new dam?")
    assert {one.says for one in answer.sides} == {"agreed", "did not agree"}
    assert answer.yes_or_no
    assert {one.article_id for one in answer.citations} == {"a0", "a1"}


def test_who_denied_it_before_is_superseded() -> None:
    told = differing(
        "Did the Orsk council agree to the new dam?",
        evidence(
            ("The Orsk council did not agree to the new dam.", "Ferry Times", "2014-06-02"),
            ("The Orsk council agreed to the new dam.", "Canal News", "2014-07-01"),
        ),
    )
    assert [one.value for one in told.leading] == ["agreed"]
    assert [one.value for one in told.superseded] == ["did not agree"]
