"""Questions to begin with, made from whatever the archive at hand holds."""

import calendar
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice, zip_longest

from ..index.article import Article
from ..index.index import Index
from ..rag.chatbot import Chatbot

_READ = 500  # articles looked through for names and headlines: enough to choose four from
_LONGEST = 150  # characters: a longer one is no way to begin
_MOST_ASKED = 8  # questions tried: each costs as much as a question of a user

_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+(?:[ -][A-Z][a-z]+)*")  # not the first of a sentence
_CALENDAR = frozenset((*calendar.month_name, *calendar.day_name))
_WORD = re.compile(r"\w{4,}")


def example_questions(index: Index, chatbot: Chatbot, *, count: int = 4) -> list[str]:
    """At most `count` questions that this archive answers, always the same for the same archive.

    They ask for its headlines, the newest first, and for the names that most of its articles
    have in common. Each has been asked, and those that were refused are left out.

    Args:
        index: The archive.
        chatbot: Who is asked whether it can answer.
        count: How many are wanted.
    """
    articles = list(islice(index.articles(), _READ))
    by_headline = (_about_headline(title) for title in _headlines(articles))
    by_name = (f"What is said about {name}?" for name in _names(articles))
    turns = zip_longest(by_headline, by_name)
    candidates = _different(
        question
        for question in chain.from_iterable(turns)
        if question and len(question) <= _LONGEST
    )
    tried = islice(candidates, _MOST_ASKED if count > 0 else 0)
    return list(islice((one for one in tried if chatbot.ask(one).answerable), max(count, 0)))


def _headlines(articles: Sequence[Article]) -> Iterator[str]:
    dated = sorted(
        (one for one in articles if one.published),
        key=lambda one: one.published.last.toordinal() if one.published else 0,
        reverse=True,
    )
    for article in [*dated, *(one for one in articles if not one.published)]:
        title = " ".join(article.title.split()).rstrip(".")
        # Markup and control characters in a headline are no way to begin.
        if 3 <= len(title.split()) <= 14 and title.isprintable() and not set(title) & set("<>{}"):
            yield title


def _about_headline(title: str) -> str:
    return title if title.endswith("?") else f"What is reported in “{title}”?"


def _names(articles: Sequence[Article]) -> list[str]:
    found = Counter(
        name
        for article in articles
        for name in sorted(set(_NAME.findall(article.text)))
        if not _CALENDAR & set(name.split())
    )
    several = ((name, times) for name, times in found.items() if times > 1)
    # A full name tells more than one word of it.
    ranked = sorted(several, key=lambda one: (-one[1] * len(one[0].split()), one[0]))
    return [name for name, _ in ranked]


def _different(questions: Iterator[str]) -> Iterator[str]:
    """Those that share few of their words with the ones before."""
    seen: set[str] = set()
    for question in questions:
        words = {word.lower() for word in _WORD.findall(question)} - {"what", "said", "about"}
        if len(words & seen) * 3 <= len(words):
            seen |= words
            yield question
