"""The public sets that Dateline is measured on, each with what it can and cannot measure.

A folder holds a folder for each set, with `articles.jsonl.gz` and `questions.jsonl.gz`. None of
their text is part of this project.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..index.article import Article
from ..index.dates import PartialDate
from ..index.describe import described
from ..index.errors import QuestionError
from ..index.lines import numbered_lines
from .downloaded import reading
from .questions import GoldEvidence, Question
from .sets import QuestionSet

Row = dict[str, Any]


def public_set(name: str, folder: Path) -> QuestionSet:
    """Read a set by its name, one of `PUBLIC_SETS`, from the folder that holds them all.

    Raises:
        QuestionError: The folder does not hold it.
    """
    if not (folder / name).is_dir():
        raise QuestionError(f"there is no set {name!r} in {folder}; name its folder with --sets")
    with reading(folder / name / "questions.jsonl.gz"):
        return PUBLIC_SETS[name](folder / name)


def multihoprag(folder: Path) -> QuestionSet:
    """MultiHop-RAG (Tang and Yang, 2024): questions that need facts from several news articles.

    Each question is its own document: the articles of one are among those of many others. Answers
    are compared for the inference questions alone; the others want yes or no.
    """
    questions = [
        _question(row, document=row["id"], extractive=row["type"] == "inference_query")
        for row in _rows(folder / "questions.jsonl.gz")
    ]
    cannot = "Answers are compared for inference questions alone: the others want yes or no."
    return _set(folder, questions, cannot=cannot)


def squad(folder: Path) -> QuestionSet:
    """SQuAD 2.0, half of its dev set (Rajpurkar, Jia and Liang, 2018), over all its paragraphs.

    The document is the Wikipedia page. An unanswerable question carries the paragraph that does
    not answer it as its evidence, which is no evidence.
    """
    titles = {row["id"]: row["title"] for row in _rows(folder / "articles.jsonl.gz")}
    questions = [
        _question(
            row,
            type="answerable" if row["answerable"] else "impossible",
            document=titles[row["evidence"][0]["article_id"]],
            evidence=row["evidence"] if row["answerable"] else [],
        )
        for row in _rows(folder / "questions.jsonl.gz")
    ]
    cannot = "A question is unanswerable from its own paragraph; another might answer it."
    return _set(folder, questions, cannot=cannot)


def timeqa(folder: Path) -> QuestionSet:
    """TimeQA, human questions (Chen, Wang and Wang, 2021): the same question at different times.

    The document is the Wikipedia page. A question without evidence belongs to the page of one of
    its neighbours, for they are in the order of the pages: to the one whose title it names.
    """
    titles: dict[str, str] = {}
    for row in _rows(folder / "articles.jsonl.gz"):
        titles.setdefault(_page(row["id"]), row["title"])
    rows = list(_rows(folder / "questions.jsonl.gz"))
    known = [_page(row["evidence"][0]["article_id"]) if row["evidence"] else "" for row in rows]
    pages = list(titles)
    questions = []
    for number, row in enumerate(rows):
        page = known[number]
        if not page:
            first = next(filter(None, reversed(known[:number])), pages[0])
            last = next(filter(None, known[number:]), pages[-1])
            between = pages[pages.index(first) : pages.index(last) + 1]
            page = max(between, key=lambda one: _named(titles[one], row["question"]))
        questions.append(_question(row, document=page))
    return _set(folder, questions)


def ramdocs(folder: Path) -> QuestionSet:
    """RAMDocs (Wang et al., 2025): each question over its own documents, which disagree.

    Several answers are right, of several entities of one name; others are false. No publisher and
    no date is known.
    """
    questions = [
        _question(
            row,
            document=row["id"],
            sides=tuple((answer,) for answer in row["answers"]),
            wrong_answers=tuple(row["wrong_answers"]),
            candidates=tuple(row["candidates"]),
        )
        for row in _rows(folder / "questions.jsonl.gz")
    ]
    cannot = "Each question is asked of its own few documents alone."
    return _set(folder, questions, cannot=cannot)


def mtrag_un(folder: Path) -> QuestionSet:
    """MTRAG-UN (IBM, 2025): the last turns of conversations, many of them not to be answered.

    The document is the conversation. Gold answers are essays, and compared with nothing.
    """
    questions = [
        _question(
            row,
            document=row["id"].partition("<::>")[0],
            answers=row["answers"] if row["answerable"] else [],
            extractive=False,
            history=tuple(_turns(row["history"])),
        )
        for row in _rows(folder / "questions.jsonl.gz")
    ]
    cannot = "Its gold answers are essays."
    return _set(folder, questions, cannot=cannot)


PUBLIC_SETS: Mapping[str, Callable[[Path], QuestionSet]] = MappingProxyType(
    {one.__name__: one for one in (multihoprag, squad, timeqa, ramdocs, mtrag_un)}
)
"""The readers of the public sets, by name."""


def _set(folder: Path, questions: Iterable[Question], *, cannot: str = "") -> QuestionSet:
    articles = partial(_articles, folder / "articles.jsonl.gz")
    return QuestionSet(folder.name, tuple(questions), articles, cannot)


def _question(
    row: Row, *, answers: list[str] | None = None, evidence: list[Row] | None = None, **known: Any
) -> Question:
    answers = row["answers"] if answers is None else answers
    evidence = row["evidence"] if evidence is None else evidence
    return Question(
        id=row["id"],
        question=row["question"],
        answers=tuple(answers),
        answerable=row["answerable"],
        evidence=tuple(GoldEvidence(one["article_id"], one["text"]) for one in evidence),
        **{"type": row["type"].lower(), **known},
    )


def _articles(file: Path) -> Iterator[Article]:
    with reading(file):
        yield from described(
            Article(
                id=row["id"],
                text=row["text"],
                title=row["title"] or "",
                published=PartialDate.parse(row["date"]) if row["date"] else None,
                url=row["url"],
                source=str(file),
            )
            for row in _rows(file)
        )


def _rows(file: Path) -> Iterator[Row]:
    return (json.loads(line) for _, line in numbered_lines(file))


def _page(article_id: str) -> str:
    return article_id.rpartition("-")[0]


def _named(title: str, question: str) -> float:
    words = _words(title)
    return len(words & _words(question)) / len(words)


def _words(text: str) -> set[str]:
    return set("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _turns(history: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """[speaker, text] turns as [question, answer] pairs."""
    question = ""
    for speaker, text in history:
        if speaker == "user":
            if question:
                yield question, ""
            question = text
        else:
            yield question, text
            question = ""
    if question:
        yield question, ""
