"""Dateline: ask an archive of news articles, get quotations you can check.

    from dateline import Chatbot, Index, read_articles

    with Index.open("my-index") as index:
        index.add(read_articles(["articles/"]))
        answer = Chatbot(index).ask("when was the last Normandy meeting?")

Every public name is on this page. Each is loaded when it is first used (PEP 562), so that
`import dateline` costs nothing and a program that only searches never loads the answering part.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .eval.questions import Question as Question
    from .eval.questions import read_questions as read_questions
    from .eval.runner import evaluate as evaluate
    from .index.article import Article as Article
    from .index.article import Mark as Mark
    from .index.article import Origin as Origin
    from .index.article import Passage as Passage
    from .index.dates import PartialDate as PartialDate
    from .index.embedder import Embedder as Embedder
    from .index.errors import DatelineError as DatelineError
    from .index.errors import EmbedderError as EmbedderError
    from .index.errors import IndexFolderError as IndexFolderError
    from .index.errors import LanguageModelError as LanguageModelError
    from .index.errors import QuestionError as QuestionError
    from .index.index import AddReport as AddReport
    from .index.index import Index as Index
    from .index.problem import Problem as Problem
    from .index.readers import read_articles as read_articles
    from .index.search import Hit as Hit
    from .index.stories import Story as Story
    from .rag.answer import Answer as Answer
    from .rag.answer import Citation as Citation
    from .rag.answer import Side as Side
    from .rag.answer import Statement as Statement
    from .rag.chatbot import Chatbot as Chatbot
    from .rag.language_model import LanguageModel as LanguageModel
    from .rag.language_model import Message as Message
    from .rag.local_model import LocalModel as LocalModel
    from .rag.openai_model import OpenAIModel as OpenAIModel
    from .rag.pairs import Candidate as Candidate
    from .rag.reranker import Reranker as Reranker
    from .rag.rewriting import Rewriter as Rewriter
    from .rag.writer import Writer as Writer

_HOMES = {
    "AddReport": "index.index",
    "Answer": "rag.answer",
    "Article": "index.article",
    "Candidate": "rag.pairs",
    "Chatbot": "rag.chatbot",
    "Citation": "rag.answer",
    "DatelineError": "index.errors",
    "Embedder": "index.embedder",
    "EmbedderError": "index.errors",
    "Hit": "index.search",
    "Index": "index.index",
    "IndexFolderError": "index.errors",
    "LanguageModel": "rag.language_model",
    "LanguageModelError": "index.errors",
    "LocalModel": "rag.local_model",
    "Mark": "index.article",
    "Message": "rag.language_model",
    "OpenAIModel": "rag.openai_model",
    "Origin": "index.article",
    "PartialDate": "index.dates",
    "Passage": "index.article",
    "Problem": "index.problem",
    "Question": "eval.questions",
    "QuestionError": "index.errors",
    "Reranker": "rag.reranker",
    "Rewriter": "rag.rewriting",
    "Side": "rag.answer",
    "Statement": "rag.answer",
    "Story": "index.stories",
    "Writer": "rag.writer",
    "evaluate": "eval.runner",
    "read_articles": "index.readers",
    "read_questions": "eval.questions",
}

__all__ = list(_HOMES)
__version__ = version("dateline")


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'dateline' has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted([*_HOMES, "__version__"])
