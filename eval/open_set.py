"""Find the question set that a user names: a file of their own, a downloaded or a known one."""

from collections.abc import Container
from functools import partial
from pathlib import Path

from ..index.errors import QuestionError
from ..index.problem import OnProblem
from ..index.readers import read_articles
from .downloaded import beir, squad_file
from .public_sets import PUBLIC_SETS, public_set
from .questions import read_questions
from .samples import ARTICLES, CONVERSATIONS, QUESTIONS, TIME
from .sets import QuestionSet

OWN_SETS = {
    "samples": QUESTIONS,
    "samples-time": TIME,
    "samples-conversations": CONVERSATIONS,
}
KNOWN_SETS = (*OWN_SETS, *PUBLIC_SETS)


def known_set(name: str, folder: Path | None = None) -> QuestionSet:
    """A set by its name, one of `KNOWN_SETS`; all but `OWN_SETS` lie in a folder of sets.

    Raises:
        QuestionError: There is no such set.
    """
    if name not in KNOWN_SETS:
        raise QuestionError(f"there is no set {name!r}; there are {', '.join(KNOWN_SETS)}")
    if name in OWN_SETS:
        articles = partial(read_articles, [ARTICLES])
        return QuestionSet(name, tuple(read_questions(OWN_SETS[name])), articles)
    if folder is None:
        raise QuestionError(f"name the folder that holds the set {name!r} with --sets")
    return public_set(name, folder)


def set_of_files(
    questions: Path,
    articles: Path | None = None,
    *,
    ids: Container[str] | None = None,
    on_problem: OnProblem | None = None,
) -> QuestionSet:
    """A set from files: a BEIR folder, a SQuAD `.json`, or questions as `read_questions` reads.

    The first two bring their articles. The articles of the last are read from a file or folder,
    `.jsonl.gz` too, or are in an index already.

    Args:
        questions: The file or folder.
        articles: Where the articles are read from, if they are not in an index.
        ids: The ids that the index has, to check the questions against.
        on_problem: Told of each broken line of the questions.

    Raises:
        QuestionError: The questions cannot be used, or bring articles and were given others.
        ArticleError: The articles cannot be used.
    """
    if brings_articles(questions):
        if articles is not None or ids is not None:
            raise QuestionError(f"{questions} brings its own articles; name no index and no others")
        return beir(questions) if questions.is_dir() else squad_file(questions)
    read = partial(read_articles, [articles]) if articles is not None else None
    if read:
        ids = {article.id for article in read()}
    asked = read_questions(questions, articles=ids, on_problem=on_problem)
    return QuestionSet(questions.name.partition(".")[0], tuple(asked), read)


def brings_articles(questions: Path) -> bool:
    """Whether questions come with their articles: a BEIR folder, or a SQuAD file."""
    return questions.is_dir() or questions.suffix.lower() == ".json"
