"""How well a sentence fits the time asked about, and which is the latest, by worked examples."""

from datetime import date
from pathlib import Path

import pytest

from dateline import Article, Chatbot, Index, PartialDate
from dateline.index.named_dates import Days
from dateline.index.said_dates import dates_said_in
from dateline.rag.retrieve import retrieve
from dateline.rag.timely import event_days, timeliness

SEPTEMBER_2022 = (Days(date(2022, 9, 1), date(2022, 9, 30)),)


def read(text: str, published: str | None) -> Article:
    return Article(id="a", text=text, published=PartialDate.parse(published) if published else None)


@pytest.mark.parametrize(
    ("text", "published", "fits"),
    [
        ("They spoke on 11 September 2022.", "2025-07-01", 1.0),
        ("They have spoken since May 2021.", "2025-07-01", 1.0),
        ("They have spoken since May 2021.", "2021-07-01", -1.0),
        ("They spoke yesterday.", "2022-09-12", 1.0),
        ("They spoke about the plant.", "2022-09-12", 1.0),
        ("They spoke about the plant.", "2022-10-20", 1.0),  # what happened weeks ago is news
        ("They spoke about the plant.", "2023-03-01", 0.0),  # it may look back
        ("They spoke about the plant.", "2023-10-02", -0.5),  # after so long it would say so
        ("They spoke on 1 July 2025.", "2025-07-01", -0.5),  # of another time by its own words
        ("They spoke about the plant.", "2022-08-31", -1.0),  # nobody could know
        ("They spoke on 11 September 2022.", None, 1.0),
        ("They spoke in May 2021.", None, 0.0),  # of whatever time the article is
        ("They will speak on 11 September 2022.", "2022-08-31", 1.0),  # announced
        ("They spoke until May 2023.", "2024-07-01", 1.0),  # since nobody says when
        ("The ban runs until 31 October 2022.", "2022-08-31", 1.0),
        ("The ban runs until 31 July 2026.", "2025-12-19", -0.5),  # from then on
    ],
)
def test_a_sentence_fits_by_the_dates_it_tells_else_by_its_publication(
    text: str, published: str | None, fits: float
) -> None:
    article = read(text, published)
    assert timeliness(SEPTEMBER_2022, article, dates_said_in(article)) == fits
    assert timeliness((), article, dates_said_in(article)) == 0


def test_a_sentence_tells_of_the_days_it_names_else_of_its_publication() -> None:
    named = read("They met on 9 May 2019 and on 2 June 2019.", "2020-01-01")
    assert event_days(named, dates_said_in(named)) == (date(2019, 5, 9), date(2019, 6, 2))
    month = read("They met.", "2020-02")
    assert event_days(month, ()) == (date(2020, 2, 1), date(2020, 2, 29))
    assert event_days(read("They met.", None), ()) is None


FERRIES = [
    Article(
        id=f"ferry-{year}",
        title=f"Ferry Petrel breaks down {year}",
        text=f"The ferry Petrel broke down on {day} {year} off Skerry Point. {more}",
        published=PartialDate.parse(published),
    )
    for day, year, published, more in [
        ("3 March", 2017, "2017-03-04", "A rope had caught in its screw."),
        ("12 May", 2019, "2019-05-12", "Its engine had run dry."),
        ("8 June", 2018, "2020-01-05", "Divers have looked back at it this week."),
    ]
]


@pytest.fixture(scope="module")
def ferries(tmp_path_factory: pytest.TempPathFactory, embedder: object) -> Chatbot:
    index = Index.open(tmp_path_factory.mktemp("ferries"), embedder=embedder)
    index.add(FERRIES)
    return Chatbot(index, threshold=0)


@pytest.mark.parametrize(
    ("question", "now", "told"),
    [
        ("When did the ferry Petrel last break down?", None, "12 May 2019"),
        ("When did the ferry Petrel first break down?", None, "3 March 2017"),
        ("When did the ferry Petrel last break down?", "2018-12", "3 March 2017"),
        ("When did the ferry Petrel break down in 2018?", None, "8 June 2018"),
        ("When did the ferry Petrel break down before 2018?", None, "3 March 2017"),
    ],
)
def test_the_latest_is_by_the_day_of_the_event_and_a_period_only_prefers(
    ferries: Chatbot, question: str, now: str | None, told: str
) -> None:
    answer = ferries.ask(question, now=now)
    assert told in answer.statements[0].text


def test_what_is_of_another_time_is_no_answer_though_it_fits_the_words_best(
    ferries: Chatbot,
) -> None:
    asked = "When did divers look back at the ferry Petrel breaking down in 2017?"
    texts = [one.text for one in ferries.ask(asked).statements]
    assert texts
    assert all("2017" in text or "rope" in text for text in texts), texts
    last = "The ferry Petrel broke down on 12 May 2019 off Skerry Point."
    follow = ferries.ask("And what about its engine?", history=[[asked, last]])
    assert "Its engine had run dry." in [one.text for one in follow.statements], (
        "what goes on from the last answer is heard, though its article is of another year"
    )


@pytest.mark.parametrize(
    "question",
    [
        "When did Reed and Sand last speak before the 2025 call?",
        "When did Reed last speak with Sand before the call of 2025?",
    ],
)
def test_the_last_before_a_time_is_not_of_that_time(
    tmp_path: Path, embedder: object, question: str
) -> None:
    last = "The mayors last spoke in September 2022, six months after the lock had closed."
    call = (
        "Anna Reed, the mayor of Alder, spoke by telephone with Igor Sand, the mayor of Orsk, on "
        "Tuesday. During the call, Reed told Sand that the dispute over the canal was a result of "
        f"the tolls. {last}"
    )
    published = PartialDate.parse("2025-07-01")
    with Index.open(tmp_path / "index", embedder=embedder) as index:
        index.add([Article(id="call", title="Mayors speak", text=call, published=published)])
        assert Chatbot(index, threshold=0).ask(question).statements[0].text == last


@pytest.mark.parametrize("year", [2017, 2018])
def test_passages_of_another_time_count_less_and_stay(ferries: Chatbot, year: int) -> None:
    texts = ["Where did the ferry Petrel break down?"]
    vectors = ferries.index.embed(texts)
    days = (Days(date(year, 1, 1), date(year, 12, 31)),)
    plain = {hit.article.id: hit.score for hit in retrieve(ferries.index, texts, vectors)}
    timely = {hit.article.id: hit.score for hit in retrieve(ferries.index, texts, vectors, days)}
    assert timely.keys() == plain.keys() == {one.id for one in FERRIES}
    own = f"ferry-{year}"
    for other in plain.keys() - {own}:
        left = 0.6 if other < own and year == 2018 else 0.8
        assert timely[other] / timely[own] == pytest.approx(left * plain[other] / plain[own])
