"""The complete examples of docs/embedding, run as a reader runs them."""

import importlib.util
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import numpy as np
import pytest
from fastapi.testclient import TestClient
from nbclient import NotebookClient

from dateline import Article, DatelineError, Index
from dateline.eval.samples import ARTICLES

EXAMPLES = Path(__file__).parent.parent / "docs" / "embedding"
NOTEBOOK = EXAMPLES / "notebook.ipynb"
TWO_PLUS_TWO = "gazette-2019-09-09-two-plus-two"
NINE_HOURS = "gazette-2022-02-11-berlin-advisers"


def example(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.ARTICLES.samefile(ARTICLES)
    return module


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few of the sample articles, so that little need be embedded."""
    folder = tmp_path_factory.mktemp("articles")
    for name in (f"{TWO_PLUS_TWO}.txt", f"{NINE_HOURS}.html", "fjord-talks-this-month.txt"):
        shutil.copy(ARTICLES / name, folder)
    return folder


def test_the_readme_names_each_example() -> None:
    said = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    there = {file.name for file in EXAMPLES.iterdir() if file.suffix in (".py", ".ipynb")}
    assert set(re.findall(r"\]\((\S+)\)", said)) == there
    assert there == {"fastapi_app.py", "own_embedder.py", "langchain_chain.py", "notebook.ipynb"}


# The FastAPI application


@pytest.fixture(scope="module")
def client(articles: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = example("fastapi_app").make_app(tmp_path_factory.mktemp("app") / "index", articles)
    with TestClient(app) as client:
        yield client


def test_the_application_finds_what_the_index_finds(client: TestClient) -> None:
    index: Index = client.app.state.chatbot.index
    filters = {"limit": 2, "after": "2022", "publisher": "Harbour Gazette"}
    found = client.get("/search", params={"question": "advisers", **filters}).json()
    (*hits,) = index.search("advisers", **filters)
    assert [{**one, **hit.to_dict()} for one, hit in zip(found, hits, strict=True)] == found
    assert {one["published"] for one in found} == {"2022-02-11"}
    for one in found:
        article = index.get(one["article_id"])
        assert article
        assert one["text"] == article.text[one["start"] : one["end"]]


def test_the_application_answers_with_quotations(client: TestClient) -> None:
    question = "Who hosted the Berlin meeting of the advisers in 2022?"
    answer = client.get("/ask", params={"question": question}).json()
    assert answer["answerable"]
    assert "The host was Jens Plötner" in answer["text"]
    assert answer["citations"][0]["article_id"] == NINE_HOURS
    before = client.get("/ask", params={"question": question, "before": "2020"}).json()
    assert NINE_HOURS not in {one["article_id"] for one in before["hits"]}


@pytest.mark.parametrize("path", ["/search", "/ask"])
@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"question": " "}, "the question is empty; ask something"),
        (
            {"question": "Who?", "after": "soon"},
            "after: 'soon' is no date; write 2019, 2019-09 or 2019-09-09",
        ),
    ],
)
def test_the_application_says_what_makes_no_sense(
    path: str, params: dict[str, str], said: str, client: TestClient
) -> None:
    refused = client.get(path, params=params)
    assert (refused.status_code, refused.json()) == (400, {"error": said})


# The script with its own embedder


def test_the_script_answers_by_its_own_embedder(
    articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    example("own_embedder").main(["--articles", str(articles)])
    first, best, *_ = said = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"3 articles in \d+ passages by hashed-pieces-2048@1", first)
    assert re.fullmatch(rf"1\.00, cosine 0\.\d\d: {NINE_HOURS}\[\d+:\d+\]", best)
    assert any(line.startswith("The host was Jens Plötner") for line in said)
    cited = "[1] Harbour Gazette, 2022-02-11: Nine hours in Berlin and no paper to show for it"
    assert cited in said


def test_its_embedder_tells_near_words_and_is_remembered(tmp_path: Path, embedder: Any) -> None:
    own = example("own_embedder").HashedPieces()
    exchange, exchanged, ferry = own.embed(["an exchange", "they exchanged", "the ferry"])
    assert exchange.dtype == np.float32
    assert exchange @ exchange == pytest.approx(1)
    assert exchange @ exchanged > 0.3 > exchange @ ferry
    with Index.open(tmp_path, embedder=own) as index:
        index.add([Article(id="ferry", text="The ferry sails.")])
        (hit,) = index.search("the ferry")
    sails, asked = own.embed(["The ferry sails.", "the ferry"])
    assert hit.vector_score == pytest.approx(float(sails @ asked), abs=1e-6)
    with pytest.raises(DatelineError, match="hashed-pieces-2048@1"):
        Index.open(tmp_path, embedder=embedder)


# The LangChain chain


def test_the_chain_shows_the_model_the_passages_with_their_sources(
    sample_index: Index, articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chain = example("langchain_chain")
    chain.main(["--articles", str(articles)])
    said = capsys.readouterr().out
    assert said.startswith("[1] 2019-09-09, ")
    assert "Jean-Yves Le Drian and Florence Parly travelled from Paris" in said
    assert said.endswith(f"\n\nQuestion: {chain.QUESTION}\n")
    assert re.findall(r"^\[(\d)\] ", said, re.MULTILINE) == ["1", "2", "3"]


def test_a_model_in_the_chain_reads_exactly_what_was_found(sample_index: Index) -> None:
    from langchain_core.language_models.fake_chat_models import ParrotFakeChatModel

    from dateline.langchain import DatelineRetriever

    question = "Who was the host of the Milan breakfast in October 2014?"
    retriever = DatelineRetriever(index=sample_index, limit=2)
    said = example("langchain_chain").make_chain(retriever, ParrotFakeChatModel()).invoke(question)
    first, second = sample_index.search(question, limit=2)
    assert first.article.id == "mw-2014-10-17-milan"
    sources = [
        ", ".join(filter(None, (one.publisher, one.published and str(one.published), one.title)))
        for one in (first.article, second.article)
    ]
    assert said == (
        f"[1] {sources[0]}\n{first.passage.text}\n\n[2] {sources[1]}\n{second.passage.text}"
        f"\n\nQuestion: {question}"
    )


# The notebook


def test_the_notebook_runs_to_its_end_and_answers() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    place = {"metadata": {"path": str(EXAMPLES)}}
    NotebookClient(notebook, kernel_name="python3", timeout=120, resources=place).execute()
    said = {
        cell.id: "".join(one.get("text") or one.data["text/plain"] for one in cell.outputs)
        for cell in notebook.cells
        if cell.cell_type == "code"
    }
    assert said["index"].startswith("AddReport(added=35, ")
    assert re.match(r"1\.00  2019-12-\d\d  ", said["search"])
    assert said["ask"] == "Italian Prime Minister Matteo Renzi was the host. [1]\n"
    assert said["check"].startswith("[1] Meridian Wire, 2014-10-17: Ukraine, Russia leaders hold")
    assert said["refusal"].startswith("None of the 35 articles (2014-06-07 to 2025-07-02) says")


def test_the_notebook_is_kept_without_its_outputs() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    kept = [(cell.outputs, cell.execution_count) for cell in notebook.cells if "outputs" in cell]
    assert kept == [([], None)] * 7
