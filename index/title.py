"""The headline of a flat text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from .article import Mark, Span
from .own_lines import lines_between, own_lines
from .sentences import ends_like_sentence, is_wrapped, sentences

_LONGEST = 200  # characters
_LONGEST_SENTENCE = 110
_NEARLY, _LIKE = 0.5, 0.2
_BODY = 1_500  # characters that are searched for the words of a headline
_ABOVE, _BELOW, _LAST = 30, 4, 12  # lines

_OPENING = re.compile(r"[\s*_#>•]*(?:S(?:ubject|UBJECT):\s+(?=\S))?")
_SUFFIX = re.compile(r"\s[-–|]\s")  # before the name of the site
_CLOSING = re.compile(r"\s+#+$")
_CONTENT = re.compile(r"[^\W\d_]\w{3,}")
_BYLINE = re.compile(r"(?:(?:Words |Text |Story )?[Bb]y|BY)\s[^!?]{1,100}")
_NO_HEADLINE = re.compile(
    r"""[^\w]{0,3}(?:
        (?:by|(?:words|text|story|photos?|pictures?|reporting)(?:\ by\b|:)|source:|credit:)\s.*
      | (?:from|to|b?cc|sent|date|reply-to):\s.*  # of an e-mail
      | (?:with|additional)\ (?:additional\ )?(?:reporting|contributions)\b.*
      | (?:last\ )?(?:updated|published|posted|modified)\b.{0,60}
      | (?:(?:breaking|latest|world|local|national|top|live|our)\ )?(?:news|updates?|stories)
      | live | exclusive | opinion | analysis | comment(?:ary)? | editorial | feature
      | world | europe | asia | africa | americas | middle\ east | politics | business | economy
      | markets | finance
      | sports? | science | health | climate | environment | technology | tech | culture | arts
      | travel | education | society | law | crime | home | watch | listen | video | interview
      | report | press\ release
      | (?-i:[^a-z]*/[^a-z]*) | \W*
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_WHEN = re.compile(
    r"""[\W\d_]* | \W*(?:\b(?:
        \d+(?:st|nd|rd|th|[ap]m)? | [ap] | m | at | of | gmt | utc
      | jan(?:uary)? | feb(?:ruary)? | mar(?:ch)? | apr(?:il)? | may | june? | july? | aug(?:ust)?
      | sept?(?:ember)? | oct(?:ober)? | nov(?:ember)? | dec(?:ember)?
      | (?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?
    )\b\W*){1,9}
      | \d{1,2}\.?\ (?:de\ )?[^\W\d_]{3,12}\.?,?\ (?:de\ )?(?:19|20)\d\d  # in any language
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Nothing but a date, a number or a clock."""


class Headline(NamedTuple):
    """What a text is called, where it says so, and whether that is surely a headline.

    A text that has lost its headline is called by its first sentence, which is not.
    """

    title: str
    span: Span
    sure: bool


def headline(text: str, marks: Sequence[Mark], *, start: int = 0) -> Headline | None:
    """The headline of a flat text; where it has none, its first sentence, cut at 200 characters.

    A line that stands twice is it, whatever its mark: again at the start of the page's first line,
    before " - The Tern", or again alone, if it has words of the article in it.

    Else it is the first line above the first paragraph that is no sentence, no byline and no name
    of a section; of several the first that has words of the article in it. A line that ends like a
    sentence is taken for one only with a byline or a date below it. Else it is a line right below
    the last paragraph, if it has words of the article in it.

    Args:
        text: The article's text.
        marks: What of it is furniture, a caption or a date, in order.
        start: Where it begins, after front matter.

    Returns:
        None where nothing of the text is the article's own.
    """
    lines = own_lines(text, marks, start)
    if is_wrapped(text):
        lines = _unwrapped(text, lines)
    dates = [mark.start for mark in marks if mark.kind == "date"]
    first = next((n for n in range(len(lines)) if _is_paragraph(text, lines, n, dates)), len(lines))
    last = _last_paragraph(text, lines)
    top = Span(start, lines[first].start if first < len(lines) else len(text))
    said = {text[slice(*line)] for line in lines_between(text, *top)}  # a line is not its own proof
    own = [line for line in lines[first : last + 1] if text[slice(*line)] not in said]
    body = _content(" ".join(text[slice(*line)] for line in _some(own)))
    above = [line for line in lines[: min(first, _ABOVE)] if _may_be(text, line)]
    enough = max(_LIKE, _NEARLY * max((_likeness(text, line, body) for line in above), default=0))
    if twice := _standing_twice(text, top, marks, body, enough):
        return _called(text, twice, sure=True)
    if above:
        likeness = {line: _likeness(text, line, body) for line in above}
        if any(likeness[line] and _is_long(text, line) for line in above):
            above = [line for line in above if _is_long(text, line)]
        enough = _NEARLY * max(likeness[line] for line in above)
        best = next(line for line in above if likeness[line] >= enough)
        return _called(text, best, sure=likeness[best] >= _LIKE)
    for line in lines[last + 1 : last + 1 + _BELOW]:
        if _may_be(text, line) and _is_long(text, line) and _likeness(text, line, body) >= _LIKE:
            return _called(text, line, sure=True)
    return _first_sentence(text, lines)


def _unwrapped(text: str, lines: Sequence[Span]) -> list[Span]:
    """The paragraphs of lines that were broken at a fixed width."""
    paragraphs: list[Span] = []
    for line in lines:
        if paragraphs and text.count("\n", paragraphs[-1].end, line.start) < 2:
            paragraphs[-1] = Span(paragraphs[-1].start, line.end)
        else:
            paragraphs.append(line)
    return paragraphs


def _some(lines: Iterable[Span]) -> Iterator[Span]:
    left = _BODY
    for line in lines:
        yield Span(line.start, min(line.end, line.start + left))
        left -= line.end - line.start
        if left <= 0:
            return


def _is_paragraph(text: str, lines: Sequence[Span], number: int, dates: Sequence[int]) -> bool:
    """Whether a line is too long or too much of a sentence for a headline."""
    line = lines[number]
    if line.end - line.start > _LONGEST:
        return True
    if not ends_like_sentence(text[max(line.start, line.end - 60) : line.end]):
        return False
    below = lines[number + 1 : number + 3]
    until = below[-1].end if below else line.end
    signed = any(_BYLINE.fullmatch(text, *other) for other in below) or any(
        line.end <= date < until for date in dates
    )
    return not signed or line.end - line.start > _LONGEST_SENTENCE


def _may_be(text: str, line: Span) -> bool:
    words = text[slice(*line)]
    return len(words) <= _LONGEST and not (_NO_HEADLINE.fullmatch(words) or _WHEN.fullmatch(words))


def _standing_twice(
    text: str, top: Span, marks: Sequence[Mark], body: set[str], enough: float
) -> Span | None:
    """The line that the page's first line repeats before a suffix, else the likeliest repeated one.

    Of a line's places the first is taken. One right above itself is a picture's and its caption,
    but for the page's first line.
    """
    captions = {mark.start for mark in marks if mark.kind == "caption"}
    page = list(lines_between(text, top.start, len(text)))
    places: dict[str, list[int]] = {}
    for number, line in enumerate(page):
        if line.end - line.start <= _LONGEST and _is_long(text, line):
            places.setdefault(_plain(text[slice(*line)]), []).append(number)
    first = text[slice(*page[0])][:_LONGEST] if page else ""
    for suffix in reversed(list(_SUFFIX.finditer(first))):
        for number in places.get(_plain(first[: suffix.start()]), ())[:1]:
            if _may_be(text, page[number]) and _likeness(text, page[number], body):
                return page[number]
    likeness = {
        page[number]: _likeness(text, page[number], body)
        for number, *others in places.values()
        if others and (number == 0 or others[0] > number + 1)
        if page[number].start < top.end and page[number].start not in captions
        if _may_be(text, page[number])
    }
    best = max(likeness, key=likeness.__getitem__, default=None)
    return best if best and likeness[best] >= enough else None


def _plain(words: str) -> str:
    opening = _OPENING.match(words)
    return _CLOSING.sub("", words[opening.end() if opening else 0 :]).casefold()


def _is_long(text: str, line: Span) -> bool:
    """Whether a line has more words than the name of a section or a newspaper mostly has."""
    return text.count(" ", *line) >= 3


def _content(text: str) -> set[str]:
    """The beginnings of the longer words: "ferr" of ferry and ferries."""
    return {word[:4].casefold() for word in _CONTENT.findall(text)}


def _likeness(text: str, line: Span, body: set[str]) -> float:
    """The share of a line's longer words that the article has too; less for a line of few words."""
    content = _content(text[slice(*line)])
    return len(content & body) / (len(content) + 3)


def _last_paragraph(text: str, lines: Sequence[Span]) -> int:
    """The number of the last paragraph, or of the last line if those below it are many."""
    end = len(lines) - 1
    for number in range(end, max(-1, end - _LAST), -1):
        if _is_paragraph(text, lines, number, ()):
            return number
    return end


def _called(text: str, line: Span, *, sure: bool) -> Headline | None:
    opening = _OPENING.match(text, *line)
    start = opening.end() if opening else line.start
    words = text[start : line.end]
    if "#" in text[line.start : start]:  # a heading in Markdown
        words, sure = _CLOSING.sub("", words), True
    return Headline(" ".join(words.split()), Span(start, start + len(words)), sure)


def _first_sentence(text: str, lines: Sequence[Span]) -> Headline | None:
    for line in lines:
        words = text[line.start : min(line.end, line.start + _LONGEST + 1)]
        called_off = _NO_HEADLINE.fullmatch(words) and not ends_like_sentence(words)
        if len(words) <= _LONGEST and (called_off or _WHEN.fullmatch(words)):
            continue
        for first in sentences(text[line.start : min(line.end, line.start + _BODY)])[:1]:
            span = Span(line.start + first.start, line.start + first.end)
            words = " ".join(text[slice(*span)].split())
            if len(words) > _LONGEST:
                words = words[:_LONGEST].rsplit(" ", 1)[0] + " …"
            return Headline(words, span, sure=False)
    return None
