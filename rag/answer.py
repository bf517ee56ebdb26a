"""What Dateline says: statements with citations, or a refusal with its reason."""

from dataclasses import asdict, dataclass, field
from typing import Any

from ..index.article import Provenance, Span
from ..index.dates import PartialDate
from ..index.search import Hit
from .applied_filters import AppliedFilters
from .no_question import Kind
from .support import QUOTED, Support
from .time_words import TimeWord
from .wording import Wording

ANSWER_VERSION = 3


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact quotation: `article.text[start:end] == quote`, in code points.

    `passage_start` and `passage_end` frame the wider passage that the quotation stands in.
    `published_from` says how the date is known. `newer_revision` is the id of an article that is
    known to be a newer revision of this one, if there is any; `story` holds the ids of all its
    copies and revisions, without its own. `times` are the words for time in the quotation, with the
    days they meant.
    """

    number: int
    article_id: str
    title: str
    publisher: str | None
    published: PartialDate | None
    url: str | None
    start: int
    end: int
    quote: str
    passage_start: int
    passage_end: int
    published_from: Provenance = "unknown"
    newer_revision: str | None = None
    story: tuple[str, ...] = ()
    times: tuple[TimeWord, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The citation as JSON holds it."""
        return {
            "number": self.number,
            "article_id": self.article_id,
            "title": self.title,
            "publisher": self.publisher,
            "published": str(self.published) if self.published else None,
            "published_from": self.published_from,
            "newer_revision": self.newer_revision,
            "story": list(self.story),
            "url": self.url,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "times": [one.to_dict() for one in self.times],
        }


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer, with the numbers of the citations that support it.

    `short_answer` is where in its text the date, name or number stands that was asked for; None
    where that is not sure. `support` tells how it was checked against what it cites, if a language
    model wrote it; None of a quotation.
    """

    text: str
    citations: tuple[int, ...]
    short_answer: Span | None = None
    support: Support | None = None

    def to_dict(self) -> dict[str, Any]:
        """The statement as JSON holds it."""
        span = self.short_answer
        return {
            "text": self.text,
            "citations": list(self.citations),
            "short_answer": self.text[span.start : span.end] if span else None,
            "support": (self.support or QUOTED).to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Side:
    """What one of several sources says that differ; its citations tell who, where and when.

    Attributes:
        says: The date, name or number, as its quotation has it; or the party, where the question
            asks what each of several has said.
        citations: The numbers of the citations of its statement.
    """

    says: str
    citations: tuple[int, ...]

    def to_dict(self) -> dict[str, Any]:
        """The side as JSON holds it."""
        return {"says": self.says, "citations": list(self.citations)}


@dataclass(frozen=True, slots=True)
class Timing:
    """Where the time of an answer went, in seconds.

    Attributes:
        embed: The question's vector.
        search: The passages.
        read: Their sentences, and the answer made of them.
        word: What a language model took to word it.
    """

    embed: float = 0.0
    search: float = 0.0
    read: float = 0.0
    word: float = 0.0

    @property
    def total(self) -> float:
        """All of it."""
        return self.embed + self.search + self.read + self.word

    def to_dict(self) -> dict[str, float]:
        """The seconds as JSON holds them."""
        return {name: round(value, 4) for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or a refusal.

    Attributes:
        question: As it was asked.
        statements: In the order to read them; none in a refusal.
        citations: What the statements rest on, numbered from 1; none in a refusal.
        refusal: Why there is no answer, in a sentence; None where there is one.
        confidence: The probability, 0 to 1, that the statements answer the question rightly; of
            the best candidate also where it was refused.
        hits: The passages behind it, best first.
        timing: How long it took.
        reply: What the message was if it asked nothing of the articles; `refusal` then holds the
            fitting reply.
        sides: What each side says, where sources differ about the same time or the question asks
            what each of several parties said: two or more, or none. Each has a statement.
        superseded: What older articles said that the first statement has brought up to date, the
            newest first. Each has a statement.
        unsaid: In a refusal, the statements that were too weak to be made. They are kept for
            measuring how well confidence tells right from wrong, and are never shown as an answer.
        standalone_question: What was searched and judged where the question leant on the history;
            None where it stood by itself.
        filters: What narrowed it.
        missing: In an answer, the parts of the question that nothing was found on.
        yes_or_no: Whether an answer leaves it to who reads the quotations, for that was asked.
        wording: What a language model had to do with it; None without one.
    """

    question: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    refusal: str | None
    confidence: float
    hits: tuple[Hit, ...]
    timing: Timing = field(default=Timing(), compare=False)
    reply: Kind | None = None
    unsaid: tuple[Statement, ...] = ()
    standalone_question: str | None = None
    filters: AppliedFilters = field(default=AppliedFilters())
    sides: tuple[Side, ...] = ()
    superseded: tuple[Side, ...] = ()
    missing: tuple[str, ...] = ()
    yes_or_no: bool = False
    wording: Wording | None = None

    @property
    def seconds(self) -> float:
        """How long it took in all."""
        return self.timing.total

    @property
    def answerable(self) -> bool:
        """Whether there is an answer."""
        return self.refusal is None

    @property
    def text(self) -> str:
        """The answer as people read it, with the numbers of its citations; or the refusal."""
        if self.refusal is not None:
            return self.refusal
        said = [
            statement.text + "".join(f" [{number}]" for number in statement.citations)
            for statement in self.statements
        ]
        return " ".join([*said, *(f"(Nothing was found on: “{part}”.)" for part in self.missing)])

    @property
    def short_answer(self) -> str | None:
        """The date, name or number that was asked for; None where it is not sure or differs."""
        if self.sides:
            return None
        found = (one.to_dict()["short_answer"] for one in self.statements)
        return next(filter(None, found), None)

    @property
    def settled(self) -> tuple[Statement, ...]:
        """The statements but those of differing sides and of what is superseded."""
        apart = {number for side in (*self.sides, *self.superseded) for number in side.citations}
        return tuple(one for one in self.statements if apart.isdisjoint(one.citations))

    @property
    def as_of(self) -> PartialDate | None:
        """The newest publication date cited; None if none is known."""
        dates = [citation.published for citation in self.citations if citation.published]
        return max(dates, key=lambda date: (date.last, date.first), default=None)

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON, which other programs may rely on. See `ANSWER_VERSION`."""
        return {
            "version": ANSWER_VERSION,
            "question": self.question,
            "standalone_question": self.standalone_question,
            "answerable": self.answerable,
            "text": self.text,
            "refusal": self.refusal,
            "reply": self.reply,
            "short_answer": self.short_answer,
            "yes_or_no": self.yes_or_no,
            "confidence": round(self.confidence, 4),
            "as_of": str(self.as_of) if self.as_of else None,
            "filters": self.filters.to_dict(),
            "missing": list(self.missing),
            "wording": self.wording.to_dict() if self.wording else None,
            "statements": [one.to_dict() for one in self.statements],
            "citations": [one.to_dict() for one in self.citations],
            "sides": [one.to_dict() for one in self.sides],
            "superseded": [one.to_dict() for one in self.superseded],
            "hits": [hit.to_dict() for hit in self.hits],
            "seconds": round(self.seconds, 4),
            "timing": self.timing.to_dict(),
        }
