"""The retrievers for other frameworks, in the real frameworks, by value against `Index.search`."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dateline import Article, DatelineError, Hit, Index, PartialDate

os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "false"  # before it is imported

QUESTION = "Which French defence minister went to Moscow in September 2019?"
OPTIONS: list[dict[str, Any]] = [
    {},
    {"limit": 3},
    {"limit": 4, "collapse": True},
    {"limit": 4, "filters": {"publisher": "Radio Fjord"}},
    {"filters": {"after": "2019-09", "before": PartialDate(2019, 12)}},
    {"filters": {"now": "2016", "articles": ["mw-2014-10-17-milan", "post-2015-10-03-paris"]}},
]


class Found(NamedTuple):
    """What a framework was given of a passage."""

    id: str | None
    text: str
    score: float | None
    metadata: dict[str, Any]


Find = Callable[..., list[Found]]


def by_langchain(index: Index, question: str, **options: Any) -> list[Found]:
    from dateline.langchain import DatelineRetriever

    documents = DatelineRetriever(index=index, **options).invoke(question)
    scores = [document.metadata.pop("score") for document in documents]
    return [
        Found(one.id, one.page_content, score, one.metadata)
        for one, score in zip(documents, scores, strict=True)
    ]


def by_llamaindex(index: Index, question: str, **options: Any) -> list[Found]:
    from dateline.llamaindex import DatelineRetriever

    nodes = DatelineRetriever(index, **options).retrieve(question)
    return [Found(one.node_id, one.text, one.score, one.metadata) for one in nodes]


def by_haystack(index: Index, question: str, **options: Any) -> list[Found]:
    from dateline.haystack import DatelineRetriever

    if "limit" in options:
        options["top_k"] = options.pop("limit")
    documents = DatelineRetriever(index, **options).run(query=question)["documents"]
    return [Found(one.id, one.content, one.score, one.meta) for one in documents]


ways = pytest.mark.parametrize("find", [by_langchain, by_llamaindex, by_haystack])


def as_searched(
    index: Index, question: str, filters: Mapping[str, Any] | None = None, **options: Any
) -> list[Found]:
    return [as_found(hit) for hit in index.search(question, **options, **(filters or {}))]


def as_found(hit: Hit) -> Found:
    article, start, end = hit.article, hit.passage.start, hit.passage.end
    metadata = {
        "article_id": article.id,
        "revision": article.revision,
        "start": start,
        "end": end,
        "title": article.title,
        "publisher": article.publisher,
        "published": None if article.published is None else str(article.published),
        "published_from": article.published_from.how,
        "url": article.url,
        "extra": article.extra,
    }
    name = f"{article.id}@{article.revision}:{start}-{end}"
    return Found(name, article.text[start:end], hit.score, metadata)


# What all of them do


@ways
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_it_finds_what_the_index_finds(
    find: Find, options: dict[str, Any], sample_index: Index
) -> None:
    found = find(sample_index, QUESTION, **options)
    assert found == as_searched(sample_index, QUESTION, **options)
    assert found


def test_the_options_tried_differ_in_what_they_find(sample_index: Index) -> None:
    names = [[one.id for one in as_searched(sample_index, QUESTION, **one)] for one in OPTIONS]
    assert len({tuple(each) for each in names}) == len(OPTIONS)


@ways
def test_a_text_is_that_of_the_article_at_its_offsets(find: Find, sample_index: Index) -> None:
    for one in find(sample_index, QUESTION):
        told = one.metadata
        article = sample_index.get(told["article_id"], revision=told["revision"])
        assert article
        assert one.text == article.text[told["start"] : told["end"]]
        json.dumps(told)  # what is stored or sent by others must be plain


@ways
@pytest.mark.parametrize(
    ("question", "filters", "said"),
    [
        (" ", {}, "the question is empty; ask something"),
        ("Who?", {"after": "soon"}, "after: 'soon' is no date; write 2019, 2019-09 or 2019-09-09"),
    ],
)
def test_what_makes_no_sense_raises_the_error_of_the_index(
    find: Find, question: str, filters: dict[str, str], said: str, sample_index: Index
) -> None:
    with pytest.raises(DatelineError) as raised:
        find(sample_index, question, filters=filters)
    assert (type(raised.value).__name__, str(raised.value)) == ("QuestionError", said)


@pytest.fixture
def small_index(tmp_path: Path, hash_embedder: Any) -> Iterator[Index]:
    """An article of which little is known, in its second revision, and one with metadata."""
    ferry = Article(id="ferry", text="The ferry sails on Monday.")
    tax = Article(id="tax", text="Taxes were raised.", extra={"section": "home", "words": 3})
    with Index.open(tmp_path / "small", embedder=hash_embedder) as index:
        index.add([ferry, tax])
        index.add([replace(ferry, text="The ferry sails on Tuesday.")])
        yield index


@ways
def test_what_is_not_known_is_none_and_the_newest_revision_is_named(
    find: Find, small_index: Index
) -> None:
    (ferry,) = find(small_index, "ferry", filters={"articles": ["ferry"]})
    assert (ferry.id, ferry.text) == ("ferry@2:0-27", "The ferry sails on Tuesday.")
    assert ferry.metadata == {
        "article_id": "ferry",
        "revision": 2,
        "start": 0,
        "end": 27,
        "title": "",
        "publisher": None,
        "published": None,
        "published_from": "unknown",
        "url": None,
        "extra": {},
    }


@ways
def test_metadata_of_the_users_own_comes_along_and_filters(find: Find, small_index: Index) -> None:
    (tax,) = find(small_index, "ferry", filters={"extra": {"words": {"lt": 9}}})
    assert tax.metadata["extra"] == {"section": "home", "words": 3}


WITHOUT = """
import json, sys
frameworks = ("langchain_core", "llama_index", "haystack")
sys.modules.update(dict.fromkeys(frameworks))  # as if they were not installed
from dateline import Chatbot, Index
import dateline.ui.cli, dateline.ui.question_commands
said = []
for name in ("langchain", "llamaindex", "haystack"):
    try:
        __import__(f"dateline.{name}")
    except ImportError as error:
        said.append(str(error))
print(json.dumps(said))
"""


def test_dateline_does_without_them_and_an_adapter_says_what_to_install() -> None:
    command = [sys.executable, "-c", WITHOUT]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [
        "dateline.langchain needs langchain-core: pip install dateline[langchain]",
        "dateline.llamaindex needs llama-index-core: pip install dateline[llamaindex]",
        "dateline.haystack needs haystack-ai: pip install dateline[haystack]",
    ]


# LangChain


def test_langchain_runs_it_in_batches_and_asynchronously(sample_index: Index) -> None:
    from dateline.langchain import DatelineRetriever

    retriever = DatelineRetriever(index=sample_index, limit=2)
    questions = [QUESTION, "Who was the host of the Milan breakfast?"]
    one_by_one = [retriever.invoke(question) for question in questions]
    assert one_by_one[0] != one_by_one[1]
    assert retriever.batch(questions) == one_by_one
    assert asyncio.run(retriever.abatch(questions)) == one_by_one
    assert asyncio.run(retriever.ainvoke(QUESTION)) == one_by_one[0]


def test_langchain_may_set_the_filters_with_each_question(sample_index: Index) -> None:
    from langchain_core.runnables import ConfigurableField

    from dateline.langchain import DatelineRetriever

    retriever = DatelineRetriever(index=sample_index).configurable_fields(
        filters=ConfigurableField(id="filters")
    )
    config = {"configurable": {"filters": {"publisher": "Radio Fjord"}}}
    found = retriever.invoke(QUESTION, config=config)
    assert {one.metadata["publisher"] for one in found} == {"Radio Fjord"}


# LlamaIndex


def test_llamaindex_retrieves_the_same_asynchronously(sample_index: Index) -> None:
    from dateline.llamaindex import DatelineRetriever

    retriever = DatelineRetriever(sample_index, limit=3)
    assert asyncio.run(retriever.aretrieve(QUESTION)) == retriever.retrieve(QUESTION)


def test_llamaindex_knows_the_place_and_shows_a_model_who_said_it(sample_index: Index) -> None:
    from llama_index.core.schema import MetadataMode, TextNode

    from dateline.llamaindex import DatelineRetriever

    (hit,) = sample_index.search(QUESTION, limit=1, publisher="Meridian Wire")
    filters = {"publisher": "Meridian Wire"}
    (found,) = DatelineRetriever(sample_index, limit=1, filters=filters).retrieve(QUESTION)
    node = found.node
    assert isinstance(node, TextNode)
    assert (node.start_char_idx, node.end_char_idx) == (hit.passage.start, hit.passage.end)
    assert node.ref_doc_id == hit.article.id
    assert node.get_content(MetadataMode.LLM) == (
        f"title: {hit.article.title}\npublisher: Meridian Wire\npublished: {hit.article.published}"
        f"\n\n{hit.passage.text}"
    )


# Haystack


def test_a_haystack_pipeline_comes_back_from_its_file(sample_index: Index) -> None:
    from haystack import Pipeline

    from dateline.haystack import DatelineRetriever

    asked = {"retriever": {"query": QUESTION}}
    filters = {"after": "2019-09", "articles": ["mw-2019-09-08-call", "fjord-osce-mission"]}
    options = {"top_k": 1, "filters": filters, "collapse": True}
    pipeline = Pipeline()
    pipeline.add_component("retriever", DatelineRetriever(sample_index, **options))
    before = pipeline.run(asked)
    first, _ = as_searched(sample_index, QUESTION, filters)
    assert [one.id for one in before["retriever"]["documents"]] == [first.id]

    loaded = Pipeline.loads(pipeline.dumps(), allowed_modules=["dateline"])
    kept = loaded.to_dict()["components"]["retriever"]["init_parameters"]
    assert kept == {"index": str(sample_index.folder), **options}
    assert loaded.run(asked) == before
    assert asyncio.run(loaded.run_async(asked)) == before

    loaded.close()
    with pytest.raises(Exception, match="closed database"):
        loaded.run(asked)
    pipeline.close()  # whose index is not its own
    assert pipeline.run(asked) == before


def test_haystack_may_give_filters_and_a_limit_with_each_question(sample_index: Index) -> None:
    from haystack.components.retrievers import MultiQueryTextRetriever

    from dateline.haystack import DatelineRetriever

    retriever = DatelineRetriever(sample_index, filters={"publisher": "Radio Fjord"})
    fjord = MultiQueryTextRetriever(retriever=retriever).run([QUESTION])["documents"]
    assert {one.meta["publisher"] for one in fjord} == {"Radio Fjord"}
    given = {"filters": {"publisher": "Meridian Wire"}, "top_k": 2}
    wire = MultiQueryTextRetriever(retriever=retriever).run([QUESTION], given)["documents"]
    searched = as_searched(sample_index, QUESTION, {"publisher": "Meridian Wire"}, limit=2)
    assert [one.id for one in wire] == [one.id for one in searched]
    free = retriever.run(QUESTION, filters={})["documents"]
    assert [one.id for one in free] == [one.id for one in as_searched(sample_index, QUESTION)]


def test_haystack_tells_the_error_of_the_index(sample_index: Index, tmp_path: Path) -> None:
    from haystack import Pipeline
    from haystack.core.errors import PipelineRuntimeError

    from dateline.haystack import DatelineRetriever

    pipeline = Pipeline()
    pipeline.add_component("retriever", DatelineRetriever(sample_index))
    with pytest.raises(PipelineRuntimeError, match="the question is empty") as raised:
        pipeline.run({"retriever": {"query": ""}})
    assert isinstance(raised.value.__cause__, DatelineError)
    with pytest.raises(DatelineError, match="there is no index in"):
        DatelineRetriever(str(tmp_path))
