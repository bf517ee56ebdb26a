"""Sets as they are downloaded: BEIR folders and SQuAD files bring their own articles."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from ..index.article import Article
from ..index.describe import described
from ..index.errors import QuestionError
from ..index.lines import numbered_lines
from .questions import GoldEvidence, Question
from .sets import QuestionSet


def beir(folder: Path) -> QuestionSet:
    """A BEIR folder (Thakur et al., 2021): `corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv`.

    What is relevant is known by article, with grades, and there are no answers: retrieval is
    measured, at article level. Queries without a relevant article in `qrels` are left out.

    Raises:
        QuestionError: A file is missing or is not what it should be.
    """
    relevant: defaultdict[str, list[GoldEvidence]] = defaultdict(list)
    with reading(folder / "qrels" / "test.tsv"):
        for query, article, grade in _qrels(folder / "qrels" / "test.tsv"):
            if grade > 0:
                relevant[query].append(GoldEvidence(article, grade=grade))
    with reading(folder / "queries.jsonl"):
        questions = _queries(folder / "queries.jsonl", relevant)
    return QuestionSet(
        folder.name,
        tuple(questions),
        partial(_beir_articles, folder / "corpus.jsonl"),
        cannot="What is relevant is known by article; those of the first ten passages are ranked.",
    )


def squad_file(file: Path) -> QuestionSet:
    """A SQuAD JSON file, 1.1 or 2.0: each paragraph is an article, and asked of them all.

    The document, by which it is split, is the title.

    Raises:
        QuestionError: It cannot be read or is no such file.
    """
    with reading(file):
        questions, articles = _squad(file)
    return QuestionSet(
        file.stem,
        tuple(questions),
        lambda: iter(articles),
        cannot="A question is unanswerable from its own paragraph; another might answer it.",
    )


@contextmanager
def reading(file: Path) -> Iterator[None]:
    """Turn whatever is wrong with a file into a sentence.

    Raises:
        QuestionError: It cannot be read or is not what its name says.
    """
    try:
        yield
    except OSError as error:
        where = error.filename or file
        raise QuestionError(f"{where} cannot be read ({error.strerror})") from error
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as error:
        raise QuestionError(
            f"{file} is not what its name says ({type(error).__name__}: {error})"
        ) from error


def _queries(file: Path, relevant: Mapping[str, list[GoldEvidence]]) -> list[Question]:
    rows = (json.loads(line) for _, line in numbered_lines(file))
    return [
        Question(
            id=str(row["_id"]),
            question=row["text"],
            answerable=True,
            evidence=tuple(relevant[str(row["_id"])]),
            document=str(row["_id"]),
        )
        for row in rows
        if str(row["_id"]) in relevant
    ]


def _qrels(file: Path) -> list[tuple[str, str, int]]:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return [(row["query-id"], row["corpus-id"], int(row["score"])) for row in rows]


def _beir_articles(file: Path) -> Iterator[Article]:
    with reading(file):
        yield from described(_beir_rows(file))


def _beir_rows(file: Path) -> Iterator[Article]:
    for _, line in numbered_lines(file):
        row = json.loads(line)
        title = row.get("title") or ""
        text = row.get("text") or title
        if text.strip():  # some have neither
            yield Article(str(row["_id"]), text, title, source=str(file))


def _squad(file: Path) -> tuple[list[Question], list[Article]]:
    questions, articles = [], []
    for page in json.loads(file.read_bytes())["data"]:
        title = page["title"].replace("_", " ")
        for number, paragraph in enumerate(page["paragraphs"]):
            text = paragraph["context"]
            article = Article(f"{title}-{number}", text, title, source=str(file))
            articles.append(article)
            for row in paragraph["qas"]:
                answers = tuple(dict.fromkeys(one["text"] for one in row["answers"]))
                answerable = not row.get("is_impossible", False)
                questions.append(
                    Question(
                        id=row["id"],
                        question=row["question"],
                        answers=answers if answerable else (),
                        answerable=answerable,
                        evidence=(GoldEvidence(article.id, text),) if answerable else (),
                        type="answerable" if answerable else "impossible",
                        document=title,
                    )
                )
    return questions, list(described(articles))
