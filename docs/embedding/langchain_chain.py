"""A chain of LangChain that shows a language model the passages of an index.

    pip install dateline[langchain]
    python docs/embedding/langchain_chain.py "Which French minister went to Moscow?"

The model here is one of LangChain's own that repeats what it is told, so that the script runs
without a key and without a network and shows what a real one would read. Put yours in its place.
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from langchain_core.documents import Document
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.fake_chat_models import ParrotFakeChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import Runnable, RunnablePassthrough

from dateline import Index, read_articles
from dateline.langchain import DatelineRetriever

ARTICLES = Path(__file__).parents[2] / "eval" / "samples" / "articles"
QUESTION = "Which French defence minister went to Moscow in September 2019?"
PROMPT = ChatPromptTemplate.from_messages(
    [
        (
            "system",
            "Answer from the passages alone, in their own words, and name the number of each that "
            "you quote. If they do not answer the question, say so.",
        ),
        ("human", "{passages}\n\nQuestion: {question}"),
    ]
)


def make_chain(retriever: DatelineRetriever, model: BaseChatModel) -> Runnable[str, str]:
    """A chain from a question to what a model says, having read the passages found for it."""
    reading = {"passages": retriever | numbered, "question": RunnablePassthrough()}
    return reading | PROMPT | model | StrOutputParser()


def numbered(documents: Sequence[Document]) -> str:
    """The passages as a model reads them: numbered, each with its publisher, date and title."""
    return "\n\n".join(
        f"[{number}] {source(document)}\n{document.page_content}"
        for number, document in enumerate(documents, start=1)
    )


def source(document: Document) -> str:
    """Where a passage comes from, as far as that is known."""
    known = (document.metadata[name] for name in ("publisher", "published", "title"))
    return ", ".join(filter(None, known))


def main(arguments: Sequence[str] | None = None) -> None:
    """Index the articles and ask a question of them through the chain."""
    parser = argparse.ArgumentParser(description="A LangChain chain over news articles.")
    parser.add_argument("question", nargs="?", default=QUESTION)
    parser.add_argument("--articles", type=Path, default=ARTICLES)
    given = parser.parse_args(arguments)

    with tempfile.TemporaryDirectory() as folder, Index.open(folder) as index:
        index.add(read_articles([given.articles]))
        retriever = DatelineRetriever(index=index, limit=3, filters={"after": "2019"})
        print(make_chain(retriever, ParrotFakeChatModel()).invoke(given.question))


if __name__ == "__main__":
    main()
