"""Where in a sentence the short answer stands."""

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dateline.index.words import stems
from dateline.rag.short_answer import WEIGHTS, short_answer, weighed


def marked(question: str, sentence: str) -> str | None:
    span = short_answer(question, sentence)
    return None if span is None else sentence[span.start : span.end]


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        (
            "When was the Tarn bridge opened?",
            "The Tarn bridge was opened on the 1st of May 2019 by the mayor of Quellen.",
            "1st of May 2019",
        ),
        (
            "Until when may the ferry sail?",
            "On 3 May 2019 the council let the ferry sail until 31 July 2020.",
            "31 July 2020",
        ),
        (
            "When did the Quellen council vote?",
            "The Quellen council voted on Tuesday, officials said.",
            "Tuesday",
        ),
        (
            "When was the siege of Orsk?",
            "The siege of Orsk took place between 1870 and 1873.",
            "between 1870 and 1873",
        ),
        (
            "When is the salt fair of Orsk held?",
            "The salt fair of Orsk is held between May 4 and May 9.",
            "between May 4 and May 9",
        ),
        (
            "When was the mayor of Orsk in office?",
            "The mayor of Orsk (in office 1870–1873) sold salt.",
            "1870–1873",
        ),
        (
            "What year was the Tarn bridge built?",
            "The Tarn bridge was built in March 1931 and widened later.",
            "1931",
        ),
        (
            "In which month did the Velm flood the valley?",
            "The Velm flooded the valley in April 2004.",
            "April",
        ),
        (
            "In what century was the abbey of Orsk founded?",
            "The abbey of Orsk was founded in the 14th century.",
            "14th century",
        ),
        (
            "In what decade did the mine of Orsk close?",
            "The mine of Orsk closed in the 1960s.",
            "1960s",
        ),
    ],
)
def test_a_date_is_given_as_whole_as_it_is_asked_for(
    question: str, sentence: str, answer: str
) -> None:
    assert marked(question, sentence) == answer


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        (
            "How many people were hurt in the Quellen fire?",
            "About 300 people were hurt in the Quellen fire, the mayor said.",
            "300",
        ),
        (  # of two numbers the one beside what is asked
            "How many people were driven out by the flood?",
            "More than 300 people were hurt, and some 1,400 were briefly driven out.",
            "1,400",
        ),
        (
            "How many ferries does Norvale own?",
            "Norvale owns twenty-two ferries and 3 harbours.",
            "twenty-two",
        ),
        (
            "How many people live in Norvale?",
            "Some 2.5 million people live in Norvale.",
            "2.5 million",
        ),
        (
            "How much did the Tarn bridge cost?",
            "The Tarn bridge cost $3.5 million, twice the plan.",
            "$3.5 million",
        ),
        (
            "What percentage of Norvale voted for the tunnel?",
            "Some 61.5% of Norvale voted for the tunnel.",
            "61.5%",
        ),
        (
            "What was the percentage of spoilt ballots in Norvale?",
            "In Norvale 4 percent of ballots were spoilt.",
            "4 percent",
        ),
        (
            "How long did the strike at Orsk last?",
            "The strike at Orsk lasted nearly six weeks.",
            "six weeks",
        ),
        ("How tall is the Velm tower?", "The Velm tower is 212 metres tall.", "212 metres"),
        ("How far is Orsk from the sea?", "Orsk lies 40 km from the sea.", "40 km"),
        ("How old is Ulla Brandt?", "Ulla Brandt, 54, leads the council.", "54"),
    ],
)
def test_a_quantity_is_given_with_the_unit_that_is_not_in_the_question(
    question: str, sentence: str, answer: str
) -> None:
    assert marked(question, sentence) == answer


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        (
            "Who designed the Tarn bridge?",
            "The Tarn bridge was designed by Anna de la Cruz and opened in 2019.",
            "Anna de la Cruz",
        ),
        (
            "Who said the tunnel was unsafe?",
            "The tunnel was unsafe, Ivo von Hessel said on Monday.",
            "Ivo von Hessel",
        ),
        (
            "Who is the mayor of Quellen?",
            "I. V. Hessel, the mayor of Quellen, resigned.",
            "I. V. Hessel",
        ),
        (
            "Who did Ulla Brandt succeed as mayor?",
            "Ulla Brandt succeeded Ivo von Hessel as mayor.",
            "Ivo von Hessel",
        ),
        (
            "When the mill burnt, who rebuilt it?",
            "Ulla Brandt rebuilt the mill when it had burnt.",
            "Ulla Brandt",
        ),
        (
            "Who rules the salt lakes?",
            "Duke Ivo of the Two Lakes rules the salt lakes.",
            "Duke Ivo of the Two Lakes",
        ),
        ("Where was Ulla Brandt born?", "Ulla Brandt was born in Orsk in 1960.", "Orsk"),
        (
            "Where is the Velm tower?",
            "The Velm tower stands in northern Quellen.",
            "northern Quellen",
        ),
        ("In which city is the Museum of Salt?", "The Museum of Salt is in Quellen.", "Quellen"),
        ("Which river flows through Orsk?", "The Velm River flows through Orsk.", "Velm River"),
        (
            "Which countries signed the salt treaty?",
            "Norvale, Quellen and Orsk signed the salt treaty.",
            "Norvale, Quellen and Orsk",
        ),
        (
            "What company built the tunnel under the Velm?",
            "Harrow & Pike built the tunnel under the Velm.",
            "Harrow & Pike",
        ),
        ("Which article bans salt?", "Article 49 bans salt in Norvale.", "Article 49"),
        (
            "What is the ferry of Norvale called?",
            'The ferry of Norvale is called "a grey gull".',
            "a grey gull",
        ),
    ],
)
def test_a_name_is_given_whole(question: str, sentence: str, answer: str) -> None:
    assert marked(question, sentence) == answer


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        # nothing of the kind stands there
        ("When did the ferry sink?", "The ferry, which may sink, is old."),
        ("How many goats live in Orsk?", "Ulla Brandt lives in Orsk."),
        ("When was Orsk burnt?", "May Orsk never be burnt again."),
        # several do, and nothing tells them apart
        ("When did the mill of Orsk burn?", "It was sold in 1950, closed in 1960, shut in 1970."),
        ("How many goats live in Orsk?", "Norvale sold 20 boats and 30 cars in 14 towns."),
        ("Who met at the lake?", "Ulla Brandt, Ivo von Hessel and Anna de la Cruz had tea."),
        # all of it was said in the question
        ("Who knows Ulla Brandt?", "Ulla Brandt is known."),
        # no short answer is asked for
        ("Who was Ulla Brandt?", "Ulla Brandt was a brewer from Orsk."),
        ("Why did the mill of Orsk burn?", "The mill of Orsk burnt on 4 May 2020."),
        ("Did the mill that Ulla owned burn?", "The mill that Ulla owned burnt on 4 May 2020."),
        ("", "The mill burnt on 4 May 2020."),
        ("When did the mill burn?", ""),
    ],
)
def test_nothing_is_marked_where_it_is_not_sure(question: str, sentence: str) -> None:
    assert marked(question, sentence) is None


def test_the_text_may_hold_line_ends() -> None:
    sentence = "The siege of Orsk\ntook place in\nMay\n1870."
    assert marked("When was the siege of Orsk?", sentence) == "May\n1870"


def test_every_reason_has_a_weight() -> None:
    found = weighed("Who founded Orsk?", "Orsk was founded by Ulla Brandt, and by Ivo von Hessel.")
    assert [(span.start, span.end) for span, _ in found] == [(20, 31), (40, 54)]
    assert {name for _, why in found for name in why} <= WEIGHTS.keys()


VOCABULARY = """When who where which how many much year is was did by in of the and Orsk Ulla von
Brandt built sold May 1970 1980s 14th century Tuesday 300 twenty million $ % km six weeks old
between from to - – , . ( ) " “ ” 's named said"""
WORDS = st.lists(st.sampled_from([*VOCABULARY.split(), "\n"]), max_size=40).map(" ".join)
TEXTS = WORDS | st.text()


@given(question=TEXTS, sentence=TEXTS)
@example(question="When 1970 between", sentence="between 1970")
@example(question="When?", sentence="\u0661\u0662\u0663\u0664-\u0660\u0661-\u0660\u0661 in ١٩٧٠")
@settings(max_examples=300, deadline=None)
def test_a_mark_stands_in_the_sentence_and_tells_something_new(
    question: str, sentence: str
) -> None:
    span = short_answer(question, sentence)
    if span is not None:
        assert 0 <= span.start < span.end <= len(sentence)
        text = sentence[span.start : span.end]
        assert text == text.strip()
        assert set(stems(text)) - set(stems(question))


@given(sentence=WORDS, question=WORDS)
@settings(max_examples=100, deadline=None)
def test_candidates_are_whole_words(sentence: str, question: str) -> None:
    for (start, end), why in weighed(question, sentence):
        assert not re.search(r"\w\Z", sentence[:start]) or not sentence[start].isalpha()
        assert not re.match(r"[^\W\d_]", sentence[end:]) or not sentence[end - 1].isalpha()
        assert why.keys() <= WEIGHTS.keys()


@pytest.mark.parametrize(
    "question", ["When was it?", "How many?", "How long?", "Where?", "Who is it?"]
)
@pytest.mark.parametrize(
    "piece",
    ["a ", " ", "1", "1 ", "1, ", "Ab ", "Ab of the ", "in ", '"', '" a', "first ", "one-", "May ",
     "between 1990 and ", "hundred ", "A.", "1990-", "more than ", "\n", "early ", "north-"],
)  # fmt: skip
def test_hostile_text_takes_little_time(question: str, piece: str) -> None:
    begun = time.perf_counter()
    short_answer(question, (piece * 4_000)[:4_000])
    short_answer(f"{question} " + (piece * 4_000)[:3_900], "Ulla sold 300 goats in Orsk.")
    assert time.perf_counter() - begun < 2
