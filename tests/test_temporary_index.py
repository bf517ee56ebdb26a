"""Indexes for measuring are kept by content."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from made_sets import MakeEmbedder

from dateline import Article, DatelineError
from dateline.eval.temporary_index import temporary_index

FEW = [Article(f"a{n}", f"The leaders met for the {n}. time.") for n in range(3)]


def test_the_same_articles_are_not_embedded_again(
    tmp_path: Path, make_hash_embedder: MakeEmbedder
) -> None:
    first, again = make_hash_embedder(), make_hash_embedder()
    told: list[str] = []
    index, build = temporary_index(
        lambda: iter(FEW),
        embedder=first,
        folder=tmp_path,
        on_progress=lambda article: told.append(article.id),
    )
    with index:
        assert [one.id for one in index.articles()] == told == ["a0", "a1", "a2"]
        folder = index.folder
    assert folder.parent == tmp_path
    assert build is not None
    assert build.passages == first.embedded == 3
    assert build.seconds > 0
    index, kept = temporary_index(lambda: iter(FEW), embedder=again, folder=tmp_path)
    with index:
        assert index.folder == folder
        assert [one.id for one in index.articles()] == told
        assert index.search("The leaders met for the 1. time.", limit=1)[0].article.id == "a1"
    assert kept == build, "how fast it was made is remembered"
    assert again.embedded == 1, "the question alone"


def test_other_articles_another_model_or_another_order_are_another_index(
    tmp_path: Path, make_hash_embedder: MakeEmbedder
) -> None:
    changed = [Article("a0", "The leaders did not meet."), *FEW[1:]]
    titled = [Article("a0", FEW[0].text, "A headline"), *FEW[1:]]
    folders = set()
    for articles, name in (
        (FEW, "hash@1"),
        (FEW[:2], "hash@1"),
        (changed, "hash@1"),
        (titled, "hash@1"),
        (FEW, "hash@2"),
    ):
        index, build = temporary_index(
            lambda articles=articles: iter(articles),  # type: ignore[misc]
            embedder=make_hash_embedder(name),
            folder=tmp_path,
        )
        with index:
            assert list(index.articles()) == articles
            folders.add(index.folder)
        assert build is not None
    assert len(folders) == 5


def test_an_interrupted_build_is_gone_on_with_and_has_no_time(
    tmp_path: Path, make_hash_embedder: MakeEmbedder
) -> None:
    many = [Article(f"a{n:03}", f"The leaders met for the {n}. time.") for n in range(100)]
    cut_off = 0

    def reading() -> Iterator[Article]:
        nonlocal cut_off
        cut_off += 1
        for number, article in enumerate(many):
            if cut_off == 2 and number == 80:  # once for its name, once for its content
                raise KeyboardInterrupt
            yield article

    with pytest.raises(KeyboardInterrupt):
        temporary_index(reading, embedder=make_hash_embedder(), folder=tmp_path)
    second = make_hash_embedder()
    index, build = temporary_index(lambda: iter(many), embedder=second, folder=tmp_path)
    with index:
        assert list(index.articles()) == many
    assert build is None
    assert 0 < second.embedded < 100, "the batches that were written are kept"
    third = make_hash_embedder()
    index, build = temporary_index(lambda: iter(many), embedder=third, folder=tmp_path)
    index.close()
    assert (build, third.embedded) == (None, 0)


def test_what_cannot_be_indexed_leaves_nothing_open(tmp_path: Path, hash_embedder: object) -> None:
    clash = [FEW[0], Article("a0", "Another text.")]
    for _ in range(2):
        with pytest.raises(DatelineError, match="'a0' is taken"):
            temporary_index(lambda: iter(clash), embedder=hash_embedder, folder=tmp_path)  # type: ignore[arg-type]


def test_an_index_for_measuring_is_kept_in_the_users_cache(
    tmp_path: Path, hash_embedder: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    index, _ = temporary_index(lambda: iter(FEW), embedder=hash_embedder)  # type: ignore[arg-type]
    with index:
        assert tmp_path in index.folder.parents
