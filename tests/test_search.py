"""Every search against brute force, by value."""

import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dateline import Article, DatelineError, Index, PartialDate
from dateline.eval.baselines import score_fusion
from dateline.index.common_words import expected_share
from dateline.index.passages import indexed_text
from dateline.index.ranking import Candidates, Covering, covering
from dateline.index.search import Hit
from dateline.index.words import stems

WORDS = [
    "putin", "macron", "berlin", "paris", "minsk", "talks", "summit", "ceasefire",
    "prisoners", "exchange", "kremlin", "élysée", "sanctions", "the", "of", "and", "in",
    "2016", "2019", "35", "leaders", "ministers", "agreed", "refused", "border", "treaty",
]  # fmt: skip
PUBLISHERS = ["Harbour Gazette", "Élysée Notes", None]
DATES = [None, "2015", "2016-10", "2016-10-19", "2019-09-09", "2022-02", "2025-07-01"]


@pytest.fixture(scope="module")
def archive() -> list[Article]:
    draw = random.Random(11)
    articles = []
    for number in range(60):
        sentences = [" ".join(draw.choices(WORDS, k=draw.randint(4, 30))) + "." for _ in range(12)]
        date = draw.choice(DATES)
        articles.append(
            Article(
                id=f"a{number:02}",
                text=" ".join(sentences),
                title=" ".join(draw.choices(WORDS, k=5)),
                publisher=draw.choice(PUBLISHERS),
                published=PartialDate.parse(date) if date else None,
            )
        )
    return articles


@pytest.fixture(scope="module")
def index(archive: list[Article], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    embedder = _embedder()
    with Index.open(tmp_path_factory.mktemp("oracle"), embedder=embedder) as opened:
        opened.add(archive)
        yield opened


@cache
def _direction(word: str) -> np.ndarray:
    return np.random.default_rng(sum(map(ord, word)) * 7919).standard_normal(48)


def _embedder() -> object:
    class Bag:
        """Each word a fixed direction, so that cosines are of every size."""

        name = "bag@1"

        def embed(self, texts: list[str]) -> np.ndarray:
            rows = np.zeros((len(texts), 48), np.float32)
            for row, text in zip(rows, texts, strict=True):
                for word in stems(text):
                    row += _direction(word)
                row += 1e-3
            return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    return Bag()


def field_length(words: int) -> int:
    """As Lucene and Tantivy keep it, in one byte: exact to 40, then with four significant bits."""
    if words < 24:
        return words
    rest = words - 24
    bits = max(rest.bit_length() - 4, 0)
    return 24 + ((rest >> bits) << bits)


class Oracle(NamedTuple):
    """What is right to find, by passage number."""

    own: Mapping[int, float]
    rarity: Mapping[str, float]
    holds: Mapping[int, set[str]]
    articles: Mapping[int, str]
    cosines: Mapping[int, float]
    words: Mapping[int, float]

    def worth(self, n: int, before: Sequence[int]) -> float:
        """The score of a passage after others, less what they have said."""
        held = sum(self.rarity[word] for word in self.holds[n])
        said = sum(
            self.rarity[word] * (1 - 0.5 ** sum(word in self.holds[b] for b in before))
            for word in self.holds[n]
        )
        lost = 0.4 * said / held if held else 0.0
        heard = sum(self.articles[b] == self.articles[n] for b in before)
        return self.own[n] * (1 - lost) * 0.98**heard

    def check(self, hits: Sequence[Hit], limit: int) -> None:
        """Each hit is the best of those left, whichever of equals was taken before."""
        assert len(hits) == min(limit, len(self.own))
        before: list[int] = []
        for hit in hits:
            number = hit.passage.id
            assert hit.score == pytest.approx(self.worth(number, before), abs=1e-5)
            left = [self.worth(n, before) for n in self.own.keys() - set(before)]
            assert hit.score == pytest.approx(max(left), abs=1e-5)
            assert hit.vector_score == pytest.approx(self.cosines[number], abs=1e-5)
            assert hit.word_score == pytest.approx(self.words[number], rel=1e-4)
            before.append(number)


def oracle(index: Index, question: str, limit: int, allowed: set[str]) -> Oracle:
    store = index._store
    rows = sorted(store.passages(store.all_passage_ids()).items())
    texts = {n: stems(indexed_text(a, p.start, p.end)) for n, (p, a) in rows}
    average = sum(map(len, texts.values())) / len(texts)
    document_frequency = Counter(word for words in texts.values() for word in set(words))
    many = len(texts)

    def bm25(words: list[str]) -> float:
        score, k1, b = 0.0, 1.2, 0.75
        for word in dict.fromkeys(stems(question)):
            frequency = words.count(word)
            n = document_frequency[word]
            rarity = math.log(1 + (many - n + 0.5) / (n + 0.5))
            norm = k1 * (1 - b + b * field_length(len(words)) / average)
            score += rarity * frequency * (k1 + 1) / (frequency + norm)
        return score

    question_vector = index.embed([question])[0]
    found = dict(rows)
    among = [n for n, (_, a) in rows if a.id in allowed]
    vectors = index.embed([indexed_text(a, p.start, p.end) for _, (p, a) in rows])
    cosine = dict(zip([n for n, _ in rows], (vectors @ question_vector).tolist(), strict=True))
    words = {n: bm25(texts[n]) for n in among}
    near = sorted(among, key=lambda n: -cosine[n])[: max(100, limit)]
    said = sorted((n for n in among if words[n] > 0), key=lambda n: -words[n])[: max(100, limit)]
    candidates = set(near) | set(said)
    rarity = {}
    for word in question.split():
        (stem,) = stems(word)
        # "summit" and "élysée": no two words here have one stem, and É is E in the vocabulary.
        n_usual = document_frequency[stem] + 1000 * expected_share(word.replace("é", "e"))
        rarity[stem] = math.log(1 + (many + 1000 - n_usual + 0.5) / (n_usual + 0.5))
    holds = {n: {word for word in rarity if word in texts[n]} for n in candidates}
    articles = {n: found[n][1].id for n in candidates}
    own = _own(cosine, words, rarity, holds, articles)
    return Oracle(own, rarity, holds, articles, cosine, words)


def _own(
    cosine: Mapping[int, float],
    words: Mapping[int, float],
    rarity: Mapping[str, float],
    holds: Mapping[int, set[str]],
    articles: Mapping[int, str],
) -> dict[int, float]:
    """How good each passage is by itself."""
    said = _of_best({n: words[n] for n in holds})
    near = _of_best({n: cosine[n] for n in holds})
    passage = _of_best({n: near[n] + said[n] for n in holds})
    whole = sum(rarity.values())
    subject = {}
    for n in holds:
        together = set().union(*(holds[o] for o in holds if articles[o] == articles[n]))
        subject[n] = sum(rarity[word] for word in together) / whole
    return _of_best({n: passage[n] + 0.3 * subject[n] for n in holds})


def _of_best(scores: Mapping[int, float]) -> dict[int, float]:
    best = max(scores.values(), default=0)
    return {n: max(score, 0) / best if best > 0 else 0.0 for n, score in scores.items()}


filters = st.fixed_dictionaries(
    {
        "after": st.sampled_from([None, "2016", "2016-10-19", "2019-09-09", "2026"]),
        "before": st.sampled_from([None, "2026", "2016-10-01"]),
        "publisher": st.sampled_from([None, "harbour gazette", "ÉLYSÉE NOTES", "nobody"]),
        "now": st.sampled_from([None, "2016-10-18", "2019", "2030"]),
    }
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=8) | st.permutations(WORDS),
    st.integers(1, 30),
    filters,
)
def test_a_search_is_what_brute_force_finds_among_the_articles_that_match(
    index: Index,
    words: list[str],
    limit: int,
    filters: dict[str, str | None],
) -> None:
    assume((filters["after"] or "") < (filters["before"] or "3000"))
    assume((filters["after"] or "") < (filters["now"] or "3000"))
    question = " ".join(words)
    allowed = {article.id for article in index.articles() if _matches(article, **filters)}
    hits = index.search(question, limit=limit, **filters)
    oracle(index, question, limit, allowed).check(hits, limit)
    for hit in hits:
        assert hit.article == index.get(hit.article.id)
        assert hit.passage.text == hit.article.text[hit.passage.start : hit.passage.end]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6),
    st.sets(st.integers(0, 64), max_size=12),  # 60 and more are no articles
    st.sampled_from([None, "harbour gazette"]),
)
def test_a_search_among_articles_is_what_brute_force_finds_among_them(
    index: Index, words: list[str], numbers: set[int], publisher: str | None
) -> None:
    question, ids = " ".join(words), [f"a{number:02}" for number in numbers]
    allowed = {
        article.id
        for article in index.articles()
        if article.id in ids and _matches(article, None, None, publisher)
    }
    hits = index.search(question, limit=15, articles=ids, publisher=publisher)
    if allowed:
        oracle(index, question, 15, allowed).check(hits, 15)
    assert {hit.article.id for hit in hits} <= allowed


def test_articles_are_named_by_a_list_of_ids(index: Index) -> None:
    assert index.search("talks", articles=[]) == []
    assert index.search("talks", articles=["nobody", "\ud800"]) == []
    assert {hit.article.id for hit in index.search("talks", articles={"a07"})} == {"a07"}
    with pytest.raises(DatelineError, match=r"articles: give a list of ids: \['a07'\]"):
        index.search("talks", articles="a07")


def test_a_vector_that_is_known_already_is_used_as_it_is(index: Index) -> None:
    own = index.embed(["putin in berlin"])[0]
    assert index.search("putin in berlin", limit=30, vector=own) == index.search(
        "putin in berlin", limit=30
    )
    other = index.embed(["sanctions"])[0]
    hits = index.search("putin in berlin", limit=30, vector=other)
    vectors = index.embed([indexed_text(h.article, h.passage.start, h.passage.end) for h in hits])
    assert [hit.vector_score for hit in hits] == pytest.approx((vectors @ other).tolist(), abs=1e-5)
    words = {
        hit.passage.id: hit.word_score for hit in index.search("putin in berlin", limit=10_000)
    }
    assert [hit.word_score for hit in hits] == [words[hit.passage.id] for hit in hits]


def test_a_search_scores_and_orders_as_its_ranking_says(index: Index) -> None:
    seen: list[Candidates] = []

    def by_number(candidates: Candidates) -> dict[int, float]:
        seen.append(candidates)
        return {number: -float(number // 3) for number in candidates.cosines if number % 2}

    hits = index.search("kremlin ceasefire", limit=10, ranking=by_number)
    (candidates,) = seen
    cosines, bm25 = candidates.cosines, candidates.bm25
    odd = sorted(number for number in cosines if number % 2)
    assert [hit.passage.id for hit in hits] == odd[:10], "of equals the lower number is first"
    assert [hit.score for hit in hits] == [-float(number // 3) for number in odd[:10]]
    everything = {hit.passage.id: hit for hit in index.search("kremlin ceasefire", limit=10_000)}
    assert cosines == pytest.approx(
        {number: everything[number].vector_score for number in cosines}, abs=1e-6
    )
    assert bm25 == {
        number: everything[number].word_score
        for number in cosines
        if everything[number].word_score > 0
    }, "without a word in common there is no score"
    assert list(candidates.rarity) == ["kremlin", "ceasefir"]
    for number, holds in zip(cosines, candidates.holds.tolist(), strict=True):
        hit = everything[number]
        said = stems(indexed_text(hit.article, hit.passage.start, hit.passage.end))
        assert holds == ["kremlin" in said, "ceasefir" in said]
        assert candidates.articles[number] == hit.article.id
    assert index.search("kremlin", limit=9, ranking=covering) == index.search("kremlin", limit=9)


def test_with_all_its_parts_left_out_the_ranking_is_plain_score_fusion(index: Index) -> None:
    bare = Covering(words=0.8, article=0, repeated=0, heard=1)
    for question in (
        "putin macron talks in berlin",
        "sanctions",
        "the border treaty of minsk 2016",
    ):
        fused = index.search(question, limit=40, ranking=score_fusion)
        bared = index.search(question, limit=40, ranking=bare)
        scores = {hit.passage.id: hit.score for hit in fused}
        best = fused[0].score
        assert [hit.score for hit in bared] == pytest.approx([hit.score / best for hit in fused])
        for hit in bared[:20]:
            assert hit.score == pytest.approx(scores[hit.passage.id] / best)
        assert [hit.score for hit in index.search(question, limit=40)] != [h.score for h in bared]


def _matches(
    article: Article,
    after: str | None,
    before: str | None,
    publisher: str | None,
    now: str | None = None,
) -> bool:
    when = article.published
    if now and when and when.first > PartialDate.parse(now).last:
        return False
    if (after or before or now) and when is None:
        return False
    if after and when and when.last < PartialDate.parse(after).first:
        return False
    if before and when and when.first > PartialDate.parse(before).last:
        return False
    return publisher is None or (article.publisher or "").casefold() == publisher.casefold()


def test_a_date_known_to_the_month_matches_where_it_may_lie_within(index: Index) -> None:
    def months(**bounds: str) -> set[str]:
        hits = index.search("talks", limit=1000, **bounds)
        return {str(hit.article.published) for hit in hits}

    assert "2016-10" in months(after="2016-10-31")
    assert "2016-10" in months(before="2016-10-01")
    assert "2016-10" not in months(after="2016-11")
    assert months(after="2016-10-19", before="2016-10-19") == {"2016-10", "2016-10-19"}
    assert None not in months(after="1900")
    assert months(now="2016-10-01") == {"2015", "2016-10"}
    assert months(now="2016-09") == {"2015"}


def test_filters_do_not_starve_a_search(index: Index) -> None:
    hits = index.search("putin", limit=10_000, publisher="Harbour Gazette")
    found = {(hit.passage.article_id, hit.passage.start) for hit in hits}
    wanted = {
        (passage.article_id, passage.start)
        for passage, article in index._store.passages(index._store.all_passage_ids()).values()
        if article.publisher == "Harbour Gazette"
    }
    assert found == wanted


@pytest.mark.parametrize(
    ("question", "options", "reason"),
    [
        ("", {}, "empty"),
        (" \n", {}, "empty"),
        ("x" * 100_000, {}, "100,000 characters and at most 2,000"),
        ("x", {"after": "soon"}, "after: 'soon' is no date"),
        ("x", {"after": "2020", "before": "2019"}, "nothing is after 2020 and before 2019"),
        ("x", {"limit": 0}, "the limit 0"),
    ],
)
def test_a_senseless_search_is_refused_in_a_sentence(
    index: Index, question: str, options: dict[str, object], reason: str
) -> None:
    with pytest.raises(DatelineError, match=reason.replace("'", ".")):
        index.search(question, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("question", ['"', "a AND (b OR", "+-!^~*?:\\/", "\ud800", "\x00", "😀"])
def test_nothing_in_a_question_is_an_operator(index: Index, question: str) -> None:
    assert len(index.search(question, limit=3)) == 3


def test_how_common_a_word_is_falls_with_its_rank_in_english() -> None:
    assert expected_share("the") == pytest.approx(1, abs=1e-5)  # 13 of 130 words
    assert expected_share("of") > expected_share("did") > expected_share("tell")
    assert expected_share("tell") > expected_share("moscow") > expected_share("putin")
    assert expected_share("tell") == pytest.approx(0.03, abs=0.005)
    assert expected_share("putin") > expected_share("zelenskyy") == expected_share("nosuchword") > 0


def test_in_a_small_archive_a_name_is_rarer_than_a_usual_word_that_it_lacks(tmp_path: Path) -> None:
    with Index.open(tmp_path / "small", embedder=_embedder()) as opened:
        opened.add([Article(id=f"a{n}", text=f"Parly spoke on day {n}.") for n in range(3)])
        rarity = opened.rarity("What did Parly tell?")
        assert rarity["par"] > rarity["tell"] > rarity["did"] > rarity["what"] > 0
        opened.add([Article(id=f"b{n}", text=f"Parly spoke of {n}.") for n in range(3000)])
        assert opened.rarity("Parly tell")["tell"] > opened.rarity("Parly tell")["par"]


def test_words_and_meaning_find_what_the_other_would_miss(sample_index: Index) -> None:
    hits = sample_index.search("Heidi Tagliavini", limit=1)
    assert "Tagliavini" in hits[0].passage.text
    paraphrase = sample_index.search("detainees handed over by both camps", limit=10)
    nearest = max(paraphrase, key=lambda hit: hit.vector_score)
    assert "prisoners" in nearest.passage.text


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    with Index.open(tmp_path / "new") as index:
        assert index.search("anything") == []
