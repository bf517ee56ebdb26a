"""Passages: whole sentences, never more than the embedder reads."""

import random

from hypothesis import given
from hypothesis import strategies as st

from dateline import Article, Mark
from dateline.index.embedder import Embedder
from dateline.index.passages import PASSAGE_TOKENS, cut, indexed_text
from dateline.index.sentences import sentences
from dateline.index.tokens import count_tokens


def always(_: str) -> bool:
    return True


def test_tokens_are_counted_as_cl100k_counts_them() -> None:
    assert count_tokens("") == 0
    assert count_tokens("tiktoken is great!") == 6  # the example of OpenAI's cookbook
    assert count_tokens("<|endoftext|>") > 1, "text is never taken for a special token"


def test_passages_end_at_sentence_ends_and_are_as_large_as_they_may_be() -> None:
    sentence = "The ministers met in Moscow on Monday and spoke about trust for a long time."
    article = Article(id="a", text=" ".join([sentence] * 40))
    passages = cut(article, always)
    texts = [article.text[start:end] for start, end in passages]
    assert all(text.startswith("The ministers") and text.endswith("time.") for text in texts)
    assert all(count_tokens(text) <= PASSAGE_TOKENS for text in texts)
    assert all(count_tokens(f"{text} {sentence}") > PASSAGE_TOKENS for text in texts[:-1])
    assert " ".join(texts) == article.text


def test_no_passage_reaches_over_furniture() -> None:
    text = "One thing happened. READ MORE: another thing. Two things happened."
    article = Article(id="a", text=text, marks=(Mark(20, 45, "furniture", ""),))
    assert [text[start:end] for start, end in cut(article, always)] == [
        "One thing happened.",
        "Two things happened.",
    ]


@given(
    st.text(alphabet=st.sampled_from("aB. \n7😀é-"), min_size=1, max_size=3000), st.integers(2, 60)
)
def test_passages_hold_every_sentence_once_and_fit(text: str, limit: int) -> None:
    if not text.strip():
        return
    article = Article(id="a", text=text, title="T")

    def fits(whole: str) -> bool:  # a small embedder that reads so many characters
        return len(whole) <= limit + len("T\n")

    passages = cut(article, fits)
    told = [at for start, end in passages for at in range(start, end)]
    assert told == sorted(set(told)), "in order, none twice"
    wanted = {at for start, end in sentences(text) for at in range(start, end)}
    assert all(text[at].isspace() for at in wanted - set(told))
    for start, end in passages:
        assert count_tokens(text[start:end]) <= PASSAGE_TOKENS
        assert fits(indexed_text(article, start, end))


def test_text_full_of_names_and_numbers_is_never_cut_off_by_the_embedder(
    embedder: Embedder,
) -> None:
    draw = random.Random(3)
    names = ["Zaporizhzhia", "Stanytsia Luhanska", "Przemyśl", "Schröder-Köpf", "Kiev/Kyiv"]
    words = [
        f"{draw.choice(names)} {draw.randint(1, 10**9):,} ({draw.random():.6f}%);"
        for _ in range(1500)
    ]
    text = ". ".join(" ".join(words[at : at + 30]) for at in range(0, len(words), 30))
    article = Article(id="a", text=text, title=" ".join(names * 20))
    passages = cut(article, embedder.fits)
    assert passages[0].start == 0
    assert passages[-1].end == len(text)
    for start, end in passages:
        assert embedder.fits(indexed_text(article, start, end))
    # and the limit is the model's own: a little more changes nothing in the vector
    whole = "Zaporizhzhia 123,456,789 " * 60
    assert not embedder.fits(whole)
    one, other = embedder.embed([whole, whole + "Paris"])
    assert abs(float(one @ other) - 1) < 1e-6


def test_a_headline_is_not_said_twice() -> None:
    called = Article(id="a", text="The ferry\n sailed. It was late.", title="The ferry sailed.")
    assert indexed_text(called, 0, 31) == "The ferry\n sailed. It was late."
    assert indexed_text(called, 19, 31) == "The ferry sailed.\nIt was late."
    cut_short = Article(id="a", text="The ferry sailed. It was late.", title="The ferry …")
    assert indexed_text(cut_short, 0, 17) == "The ferry sailed."
    assert indexed_text(Article(id="a", text="The ferry sailed."), 0, 17) == "The ferry sailed."
