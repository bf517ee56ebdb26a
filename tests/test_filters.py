"""Filters choose the articles before the search: one passage in ten thousand, or all of them."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline import Article, DatelineError, Index, PartialDate
from dateline.index.article import Extra
from dateline.index.embedder import Embedder
from dateline.index.ranking import Candidates
from dateline.index.search import CANDIDATES, Hit

WORDS = [f"{first}{second}o" for first in "bdfgklmnprst" for second in ("ar", "el", "im", "on")]
SECTIONS = ("world", "europe", "sport")


def _articles() -> Iterator[Article]:
    """Of 1 to 300 passages; some 10,000 together."""
    draw = random.Random(3)
    for number, many in enumerate([1, 1, 2, 3, 5, 8, 20, 50] * 12 + [300] * 28):
        said = [
            " ".join(draw.choices(WORDS, k=12)).capitalize() + f" {number} {at}."
            for at in range(many)
        ]
        extra: dict[str, Extra] = {"number": number, "share": number / 124, "odd": number % 2 == 1}
        if number % 5:
            extra["section"] = SECTIONS[number % 3]
        yield Article(
            id=f"a{number:03}",
            text="\n\n".join(said),
            publisher=("Gull", "Tern", None)[number % 3],
            published=PartialDate(2019, number % 12 + 1) if number % 4 else None,
            extra=extra,
        )


ARTICLES = list(_articles())


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    class Sentences:
        """A direction for each text; one passage holds one paragraph."""

        name = "sentences@1"

        def embed(self, texts: list[str]) -> np.ndarray:
            rows = [
                np.random.default_rng(list(text.encode())).standard_normal(16) for text in texts
            ]
            return (np.array(rows) / np.linalg.norm(rows, axis=1, keepdims=True)).astype("f4")

        def fits(self, text: str) -> bool:
            return "\n\n" not in text.strip()

    with Index.open(tmp_path_factory.mktemp("large"), embedder=Sentences()) as index:
        index.add(ARTICLES)
        assert 9_000 < index.stats()["passages"] < 11_000
        yield index


def plain(candidates: Candidates) -> dict[int, float]:
    """What does not depend on which others were found."""
    return {n: one + candidates.bm25.get(n, 0) / 20 for n, one in candidates.cosines.items()}


def check(index: Index, question: str, limit: int, ids: set[str], hits: list[Hit]) -> None:
    """Each hit against the scores of every passage of some articles; of equals any may come."""
    store = index._store
    numbers, vectors = store.vectors(store.all_passage_ids())
    standing = store.articles_of(numbers)
    cosine = dict(zip(numbers, (vectors @ index.embed([question])[0]).tolist(), strict=True))
    with index._derived.reading() as (_, words):
        bm25 = words.scores(question, numbers)
    among = [n for n in numbers if standing[n] in ids]
    many = max(CANDIDATES, limit)
    near = sorted((cosine[n] for n in among), reverse=True)[:many]
    said = sorted((bm25[n] for n in among if n in bm25), reverse=True)[:many]
    score = {n: cosine[n] + bm25.get(n, 0) / 20 for n in among}
    surely = {
        n
        for n in among
        if len(near) < many
        or cosine[n] > near[-1]
        or (n in bm25 and (len(said) < many or bm25[n] > said[-1]))
    }
    found = {hit.passage.id: hit.score for hit in hits}
    assert len(found) == len(hits) == min(limit, len(among))
    assert found == pytest.approx({n: score[n] for n in found}, abs=1e-5)
    assert list(found.values()) == sorted(found.values(), reverse=True)
    last = min(found.values(), default=0)
    assert not [n for n in surely - found.keys() if score[n] > last + 1e-5]


def holds(article: Article, name: str, wanted: Any) -> bool:
    """What a condition on the extra means, said in Python."""
    if name not in article.extra:
        return False
    value = article.extra[name]
    if not isinstance(wanted, Mapping):
        several = wanted if isinstance(wanted, list) else [wanted]
        return any(value == one and isinstance(value, bool) == isinstance(one, bool)
                   for one in several)  # fmt: skip
    for relation, bound in wanted.items():
        if isinstance(value, bool) or isinstance(value, str) != isinstance(bound, str):
            return False
        if not {"gt": value > bound, "gte": value >= bound, "lt": value < bound,
                "lte": value <= bound}[relation]:  # fmt: skip
            return False
    return True


numbers = st.integers(-1, 130) | st.floats(-0.5, 1.5)
bounds = st.dictionaries(st.sampled_from(["gt", "gte", "lt", "lte"]), numbers, min_size=1)
sections = st.sampled_from([*SECTIONS, "weather"])
wanted = st.fixed_dictionaries(
    {},
    optional={
        "number": numbers | bounds | st.lists(numbers, max_size=9) | st.booleans(),
        "share": bounds,
        "odd": st.booleans() | st.lists(st.booleans() | numbers, max_size=2) | bounds,
        "section": sections | st.lists(sections | numbers, max_size=3)
        | st.dictionaries(st.sampled_from(["gte", "lt"]), sections, min_size=1),
        "desk": st.just("none"),
    },
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    question=st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join),
    limit=st.sampled_from([1, 10, 300]),
    extra=wanted,
    publisher=st.sampled_from([None, "gull", ["gull", "TERN"], ("Gull",), []]),
    named=st.none() | st.sets(st.sampled_from([one.id for one in ARTICLES]), max_size=4),
)
def test_as_many_as_match_come_back_the_best_first(
    large: Index,
    question: str,
    limit: int,
    extra: dict[str, Any],
    publisher: str | Sequence[str] | None,
    named: set[str] | None,
) -> None:
    chosen = [publisher] if isinstance(publisher, str) else publisher or ()
    allowed = {name.capitalize() for name in map(str.lower, chosen)}
    ids = {
        one.id
        for one in ARTICLES
        if all(holds(one, name, value) for name, value in extra.items())
        and (not publisher or one.publisher in allowed)
        and (named is None or one.id in named)
    }
    hits = large.search(
        question, limit=limit, extra=extra, publisher=publisher, articles=named, ranking=plain
    )
    check(large, question, limit, ids, hits)
    assert large.matching(extra=extra, publisher=publisher, articles=named) == (len(ids), 0)
    left = [one for one in ARTICLES if one.id in ids]
    names = Counter(one.publisher for one in left if one.publisher)
    assert large.publishers(extra=extra, publisher=publisher, articles=named) == names
    for each, length in (("year", 4), ("month", 7), ("day", 10)):
        counted = large.periods(each, extra=extra, publisher=publisher, articles=named)
        assert counted == Counter(str(one.published)[:length] for one in left if one.published)
        assert list(counted) == sorted(counted, reverse=True)


@pytest.mark.parametrize("article", ["a000", "a005", "a120"])
def test_one_passage_of_ten_thousand_is_found_whatever_is_asked(large: Index, article: str) -> None:
    number = int(article[1:])
    hits = large.search("baro delo", limit=5, extra={"number": number})
    assert [hit.article.id for hit in hits] == [article] * min(5, len(large.passages(article)))
    assert hits[0].article.extra["number"] == number


def test_what_is_kept_of_an_article_comes_back_as_it_was_given(large: Index) -> None:
    for one in ARTICLES[:9]:
        known = large.get(one.id)
        assert known is not None
        assert known.extra == one.extra
        assert list(map(type, known.extra.values())) == list(map(type, one.extra.values()))


def test_another_extra_is_a_revision_and_the_newest_counts(
    tmp_path: Any, hash_embedder: Any
) -> None:
    text = "The ferry was late again."
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        index.add([Article(id="ferry", text=text, extra={"desk": "news"})])
        assert index.add([Article(id="ferry", text=text, extra={"desk": "news"})]).unchanged == 1
        assert index.add([Article(id="ferry", text=text, extra={"desk": "sea"})]).revised == 1
        assert index.matching(extra={"desk": "news"}) == (0, 0)
        assert index.matching(extra={"desk": "sea"}) == (1, 0)
        before = index.get("ferry", revision=1)
        assert before is not None
        assert before.extra == {"desk": "news"}
        index.remove(["ferry"])
        assert index._store.rows("SELECT * FROM extras") == []


def test_a_story_is_its_copies_and_revisions(tmp_path: Any, hash_embedder: Any) -> None:
    said = (
        "The harbour authority closed the northern quay on Tuesday after divers had found cracks "
        "in its foundations, and said that repairs would take until spring. Ferries to the islands "
        "leave from the fish dock for the time being, an hour later than usual, and lorries are "
        "sent round by the old customs house, where the council has put up signs and a wardens' "
        "hut. Fishermen asked who would pay for the ice that melts while they wait."
    )
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        index.add(
            [
                Article(id="one", text=said, publisher="Gull"),
                Article(id="copy", text=said, publisher="Tern"),
                Article(id="other", text="The harbour fair opens on Sunday with a regatta."),
            ]
        )
        for article, story in (("one", {"one", "copy"}), ("copy", {"one", "copy"}),
                               ("other", {"other"}), ("none", set())):  # fmt: skip
            hits = index.search("the harbour", story=article)
            assert {hit.article.id for hit in hits} == story
        hits = index.search("the harbour", story="one", publisher="tern")
        assert [hit.article.id for hit in hits] == ["copy"]
        assert index.search("the harbour", story="one", articles=["other"]) == []


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        ("sport", r'give what is wanted by name: {"section": \'sport\'}'),
        ({"section": None}, "'section' cannot be None"),
        ({"section": [["sport"]]}, "'section' cannot be .'sport'.; give a string"),
        ({"number": {"above": 3}}, "'number' has the bounds .* they may be gt, gte, lt, lte"),
        ({"number": {}}, "they may be gt, gte, lt, lte"),
        ({"odd": {"gt": True}}, "'odd' cannot be gt True"),
        ({"number": float("nan")}, "'number' cannot be nan"),
        ({"number": 2**63}, "'number' cannot be 9223372036854775808"),
        ({"number": list(range(10_001))}, "may be one of 10,001; give at most 10,000"),
    ],
)
def test_a_senseless_wish_is_refused_in_a_sentence(large: Index, extra: Any, reason: str) -> None:
    with pytest.raises(DatelineError, match=reason):
        large.search("baro", extra=extra)


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        ([], "its extra is list and must be an object"),
        ({"": 1}, "the name '' in its extra must be 1 to 100 printable"),
        ({"tags": ["a"]}, "'tags' in its extra is list .* it must be a string"),
        ({"n": float("inf")}, "'n' in its extra is float inf"),
        ({"n": 2**63}, "'n' in its extra is int"),
        ({"n": "\ud800"}, "'n' in its extra is str"),
        ({str(n): n for n in range(101)}, "its extra has 101 names, and at most 100 are kept"),
    ],
)
def test_an_extra_that_is_no_flat_object_is_refused(extra: Any, reason: str) -> None:
    with pytest.raises(DatelineError, match=f"article 'a': {reason}"):
        Article(id="a", text="Some text.", extra=extra)


def test_what_is_counted_follows_the_archive_whoever_changes_it(
    tmp_path: Path, hash_embedder: Embedder
) -> None:
    def article(name: str, publisher: str, year: int) -> Article:
        said = f"The {name} was seen at sea."
        return Article(name, said, publisher=publisher, published=PartialDate(year))

    with (
        Index.open(tmp_path / "index", embedder=hash_embedder) as one,
        Index.open(tmp_path / "index", embedder=hash_embedder) as other,
    ):
        one.add([article("ship", "Gull", 2019)])
        for _ in range(2):
            assert (len(one), one.matching(publisher="gull")) == (1, (1, 0))
            counted = one.publishers()
            assert counted == {"Gull": 1}
            counted.clear()  # a copy of its own
        other.add([article("buoy", "Gull", 2020), article("crate", "Tern", 2021)])
        assert (len(one), one.matching(publisher="gull")) == (3, (2, 0))
        assert one.publishers() == {"Gull": 2, "Tern": 1}
        assert one.periods("year") == {"2021": 1, "2020": 1, "2019": 1}
        assert one.dates(publisher="Gull") == (PartialDate(2019), PartialDate(2020))
        other.remove(["ship"])
        assert one.dates(publisher="Gull") == (PartialDate(2020), PartialDate(2020))
        assert (len(one), one.matching(publisher="gull")) == (2, (1, 0))
