"""A language model words the answer; what its quotations do not bear out is taken out."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from ..index.article import Span
from ..index.dates import PartialDate
from ..index.errors import LanguageModelError
from ..index.sentences import ends_like_sentence, sentences
from .answer import Answer, Citation, Side, Statement
from .facts import Source
from .language_model import LanguageModel, within
from .prompts import NO_ANSWER, answer_messages, fitting, prompt_name
from .support import Embed, Support, support
from .wording import Unsupported, Wording

_PROMPT = "answer"

_MARKS = r"(?:\s*\[\d{1,3}(?:\s*,\s*\d{1,3})*\])+"
_AFTER_STOP = re.compile(rf"([.!?…][\"”’]?)({_MARKS})")
_CITED = re.compile(_MARKS)
_NUMBER = re.compile(r"\d+")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+", re.MULTILINE)
_MARKDOWN = re.compile(r"\*\*|__|`|^#+\s*", re.MULTILINE)
_FRAME = re.compile(
    r"(?:The answer is: )?The (?:quote|quotation|answer)(?: from the \w+)? is:? "
    r"[\"“](?P<quoted>[^“”]+[.!?…])[\"”]\.?"
)
_YES_OR_NO = re.compile(r"(?:Yes|No)[,.:;–—]\s*(?=\w)")


@dataclass(frozen=True, slots=True)
class Writer:
    """Has answers worded by a language model.

    Attributes:
        model: Which one.
        seconds: How long it may take for an answer; after that the quotations stand alone.
        tokens: How long all the quotations may be that it is given, counted in cl100k.
        most: How many tokens it may write.
    """

    model: LanguageModel
    seconds: float = 60.0
    tokens: int = 1_500
    most: int = 300

    @property
    def prompt(self) -> str:
        """What the model is told, by name and hash: see `prompt_name`."""
        return prompt_name(_PROMPT)

    def word(
        self,
        answer: Answer,
        more: Sequence[Citation] = (),
        *,
        embed: Embed | None = None,
        now: PartialDate | None = None,
        on_draft: Callable[[str], None] = lambda _: None,
    ) -> Answer:
        """An answer in the words of the model, as far as its quotations bear it out.

        Where the model fails, finds no answer, or writes nothing that stands, the answer is as it
        was, with a note. Sides that differ and what is superseded stay: what the model leaves out
        of them is quoted after its sentences.

        Args:
            answer: One in quotations; a refusal is returned as it is.
            more: Further quotations that may help, numbered on from those of the answer.
            embed: Tells how near a sentence is to what it cites; without it words alone do.
            now: The day it is asked on; today unless told.
            on_draft: Told of all that is written so far, unchecked, as it comes.
        """
        if answer.refusal is not None:
            return answer
        given = fitting((*answer.citations, *more), self.tokens)
        wording = Wording(self.model.name, self.prompt)
        try:
            written = self._written(answer, given, now, on_draft)
        except LanguageModelError as error:
            return replace(answer, wording=replace(wording, failure=str(error)))
        kept, unsupported = _checked(written, {one.number: one for one in given}, embed)
        wording = replace(wording, unsupported=tuple(unsupported))
        if not kept:
            return replace(answer, wording=replace(wording, failure=_why_nothing(written)))
        return _worded(answer, kept, given, wording)

    def _written(
        self,
        answer: Answer,
        given: Sequence[Citation],
        now: PartialDate | None,
        on_draft: Callable[[str], None],
    ) -> str:
        question = answer.standalone_question or answer.question
        messages = answer_messages(question, given, now)
        written = ""
        with closing(within(self.model.stream(messages, most=self.most), self.seconds)) as pieces:
            for piece in pieces:
                written += piece
                on_draft(written)
        return written


def _why_nothing(written: str) -> str:
    if not written.strip():
        return "the language model wrote nothing"
    if NO_ANSWER in written.upper():
        return "the language model found no answer in the quotations"
    return "nothing that the language model wrote is in the quotations"


def _checked(
    written: str, given: Mapping[int, Citation], embed: Embed | None
) -> tuple[list[Statement], list[Unsupported]]:
    """The sentences that stand, and those that do not."""
    kept: list[Statement] = []
    unsupported: list[Unsupported] = []
    for text, told in written_sentences(written):
        known = [number for number in told if number in given]
        cited = [_source(given[number]) for number in known]
        found = support(text, cited if known == told else (), embed)
        numbers = list(dict.fromkeys(told))
        if found.fault and known == told and (other := _borne_out_by(text, given, embed)):
            numbers, found = [other[0]], replace(other[1], found=True)
        if found.fault:
            unknown = next((f"[{number}]" for number in told if number not in given), "")
            unsupported.append(Unsupported(text, found.fault, unknown or found.words))
        elif all(text != one.text for one in kept):
            kept.append(Statement(text, tuple(numbers), support=found))
    return kept, unsupported


def _borne_out_by(
    text: str, given: Mapping[int, Citation], embed: Embed | None
) -> tuple[int, Support] | None:
    """The quotation that alone says all of a sentence, with the check; None if none does.

    Small models forget to cite, or cite the one beside. What they wrote is checked all the same.
    """
    found = {number: support(text, [_source(one)], embed) for number, one in given.items()}
    standing = {number: one for number, one in found.items() if one.fault is None}
    best = max(standing, key=lambda number: standing[number].covered, default=None)
    return None if best is None else (best, standing[best])


def written_sentences(written: str) -> Iterator[tuple[str, list[int]]]:
    """The sentences of what a model wrote, without marks, each with the numbers it cites.

    A last one that was cut off is left out, and so are the words that there is no answer.
    """
    plain = _MARKDOWN.sub("", _BULLET.sub("", written.replace("【", "[").replace("】", "]")))
    plain = _AFTER_STOP.sub(lambda at: f"{at[2]}{at[1]}", plain)
    for start, end in sentences(plain):
        whole = plain[start:end]
        cited = [
            int(number) for marks in _CITED.findall(whole) for number in _NUMBER.findall(marks)
        ]
        text = " ".join(_YES_OR_NO.sub("", _CITED.sub("", whole), count=1).split())
        if framed := _FRAME.fullmatch(text):
            text = framed["quoted"]
        text = text[:1].upper() + text[1:]
        if ends_like_sentence(text) and NO_ANSWER not in text.upper():
            yield text, cited


def _source(one: Citation) -> Source:
    return Source(one.quote, one.published, one.publisher or "")


def _worded(
    answer: Answer, kept: Sequence[Statement], given: Sequence[Citation], wording: Wording
) -> Answer:
    """The answer with other statements: numbered anew, for what is not cited is not shown."""
    said = {number for one in kept for number in one.citations}
    sides = (*answer.sides, *answer.superseded)
    unsaid = {
        number for side in sides if said.isdisjoint(side.citations) for number in side.citations
    }
    quoted = [one for one in answer.statements if not unsaid.isdisjoint(one.citations)]
    statements = [_with_short_answer(one, answer.short_answer) for one in kept] + quoted
    cited = {number for one in statements for number in one.citations}
    cited |= {number for one in sides for number in one.citations}
    shown = [one for one in given if one.number in cited]
    shown += [one for one in answer.citations if one.number in cited and one not in shown]
    anew = {one.number: number for number, one in enumerate(shown, start=1)}

    def renumbered(numbers: Sequence[int]) -> tuple[int, ...]:
        return tuple(sorted(anew[number] for number in numbers))

    def sides_of(some: Sequence[Side]) -> tuple[Side, ...]:
        return tuple(replace(one, citations=renumbered(one.citations)) for one in some)

    return replace(
        answer,
        statements=tuple(replace(one, citations=renumbered(one.citations)) for one in statements),
        citations=tuple(replace(one, number=anew[one.number]) for one in shown),
        sides=sides_of(answer.sides),
        superseded=sides_of(answer.superseded),
        wording=wording,
    )


def _with_short_answer(one: Statement, short: str | None) -> Statement:
    """The statement with the short answer of the quotations marked, where it says it."""
    at = one.text.find(short) if short else -1
    return replace(one, short_answer=Span(at, at + len(short))) if short and at >= 0 else one
