"""Copies of a passage come as one hit, their sentence as one statement with several citations."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import Article, Chatbot, Hit, Index, PartialDate, Passage
from dateline.index.collapse import collapsed, enough
from dateline.index.embedder import Embedder
from dateline.index.search import Scored

PARAGRAPHS = (
    "The harbour council voted on Monday to close the old swing bridge to lorries from June.",
    "Engineers had found cracks in two of the eleven main girders during an inspection in winter.",
    "The council set aside 2.4 million euros for the repair and expects it to take seven months.",
    "Until then lorries must use the ring road, which adds about nine kilometres to the way to "
    "the fish market.",
    "The hauliers' association called the decision hasty and asked for a ferry at night.",
)
CORRECTED = PARAGRAPHS[2].replace("2.4 million", "2.9 million")
OTHER = (
    "Volunteers counted 312 puffins on the outer island this spring, the most since 1998.",
    "The warden said that a ban on dogs had helped, and so had a mild winter without storms.",
    "Boats may land again from August, when the young birds have left their burrows.",
)


def article(name: str, publisher: str | None, day: str, *paragraphs: str) -> Article:
    return Article(
        id=name,
        title="Swing bridge closed to lorries",
        publisher=publisher,
        published=PartialDate.parse(day),
        text="\n\n".join(paragraphs),
    )


WIRE = article("wire", "Coast Wire", "2024-04-08", *PARAGRAPHS)
POST = article("post", "The Harbour Post", "2024-04-09", *PARAGRAPHS[:4])
FIXED = article("fixed", "Coast Wire", "2024-04-10", *PARAGRAPHS[:2], CORRECTED, *PARAGRAPHS[3:])
PUFFINS = replace(article("puffins", "Coast Wire", "2024-04-08", *OTHER), title="Puffins counted")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("collapse") / "index", embedder=embedder) as index:
        index.add([PUFFINS, POST, WIRE])
        yield index


def test_a_passage_in_two_copies_is_one_hit_that_names_both(index: Index) -> None:
    plain = index.search("swing bridge lorries", limit=10)
    assert {hit.article.id for hit in plain} == {"wire", "post", "puffins"}
    hits = index.search("swing bridge lorries", limit=10, collapse=True)
    assert {hit.article.id for hit in hits[:1]} < {"wire", "post"}
    assert [len(hit.copies) for hit in hits] == [1, 0]
    (copy,) = hits[0].copies
    assert {hits[0].article.id, copy.article.id} == {"wire", "post"}
    assert hits[1].article.id == "puffins"
    assert hits[0].score == plain[0].score


def test_collapsing_leaves_room_for_others(index: Index) -> None:
    assert {hit.article.id for hit in index.search("swing bridge lorries", limit=2)} == {
        "wire",
        "post",
    }
    found = index.search("swing bridge lorries", limit=2, collapse=True)
    assert found[1].article.id == "puffins"


def test_a_sentence_in_two_copies_is_one_statement_with_two_citations(index: Index) -> None:
    answer = Chatbot(index).ask("How long will the repair of the swing bridge take?")
    assert [statement.text for statement in answer.statements] == [PARAGRAPHS[2]]
    assert {citation.article_id for citation in answer.citations} == {"wire", "post"}
    assert answer.statements[0].citations == (1, 2)
    for citation in answer.citations:
        source = index.get(citation.article_id)
        assert source
        assert source.text[citation.start : citation.end] == citation.quote == PARAGRAPHS[2]
        assert citation.newer_revision is None


def test_the_newest_revision_leads_and_an_older_one_says_that_it_is_old(
    tmp_path: Path, embedder: Embedder
) -> None:
    with Index.open(tmp_path / "index", embedder=embedder) as index:
        index.add([WIRE, FIXED, PUFFINS])
        hit, *_ = index.search("How much is set aside for the bridge?", collapse=True)
        assert hit.article.id == "fixed"
        assert [copy.article.id for copy in hit.copies] == ["wire"]
        answer = Chatbot(index).ask("How much did the council set aside for the repair?")
        assert answer.statements[0].text == CORRECTED
        assert [citation.article_id for citation in answer.citations] == ["fixed"]
        unchanged = Chatbot(index).ask("How many girders were found to have cracks?")
        newer = {one.article_id: one.newer_revision for one in unchanged.citations}
        assert newer == {"fixed": None, "wire": "fixed"}
        assert unchanged.to_dict()["citations"][1]["newer_revision"] == "fixed"
        before = Chatbot(index).ask(
            "How many girders were found to have cracks?", now=str(WIRE.published)
        )
        assert {one.article_id: one.newer_revision for one in before.citations} == {"wire": None}


def test_a_copy_that_says_something_else_is_heard(tmp_path: Path, embedder: Embedder) -> None:
    differing = replace(FIXED, id="differing", publisher="Hill Radio")
    with Index.open(tmp_path / "index", embedder=embedder) as index:
        index.add([WIRE, differing])
        hits = index.search("How much is set aside for the bridge?", collapse=True)
        assert {hit.article.id for hit in hits} == {"wire", "differing"}


@settings(deadline=None)
@given(
    drawn=st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 2)), max_size=12),
    pairs=st.sets(st.sampled_from([("a", "b"), ("b", "c"), ("a", "c")])),
    limit=st.integers(1, 6),
)
def test_the_passages_that_are_left_unread_would_have_changed_nothing(
    drawn: list[tuple[str, int]], pairs: set[tuple[str, str]], limit: int
) -> None:
    kin = pairs | {(other, one) for one, other in pairs}
    articles = {name: article(name, None, "2024-04-08", *PARAGRAPHS[:3]) for name in "abcd"}
    hits, scored = [], []
    for number, (name, at) in enumerate(drawn):
        score = 1 - number / 20
        start = articles[name].text.index(PARAGRAPHS[at])
        passage = Passage(number, name, start, start + len(PARAGRAPHS[at]), PARAGRAPHS[at])
        hits.append(Hit(passage, articles[name], score, score, score))
        scored.append(Scored(number, name, score, score, score))
    read = {one.id for one in enough(scored, kin, limit)}
    some = [hit for hit in hits if hit.passage.id in read]
    assert collapsed(some, kin)[:limit] == collapsed(hits, kin)[:limit]
