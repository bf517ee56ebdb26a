"""The date stamp of a flat text: where it says when it was published."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Literal, NamedTuple

from .article import Mark, Span
from .dates import PartialDate, stamped_dates
from .imprint import imprints
from .own_lines import lines_between, own_lines
from .sentences import ends_like_sentence

_LONGEST = 160  # characters: a stamp is no paragraph
_HEADLINE = 4  # spaces between its words, at least
_NEAR = 4  # lines of the page
_MENU = 2  # lines of it, at least
_HEAD_LINES, _HEAD_SENTENCES, _PARAGRAPH = 40, 3, 250
_YEAR = re.compile(r"(?:1[89]|20)\d\d")

_ZONE = r"(?:GMT|UTC|BST|MSK|(?:AE|NZ|CE|EE|WE|[AECMPIJKS])[SD]?T)"
_TIME = (
    rf"(?:T?\d\d?(?:[:.h]\d\d){{1,2}}(?:[.,]\d+)?\s?(?:[ap]\.?m\b\.?)?(?:\s?(?-i:{_ZONE}|Z))?"
    rf"|\d\d?\s?[ap]\.?m\b\.?\s?(?-i:{_ZONE}))"  # "7 pm" alone is when something begins
)
_CLOCK = re.compile(
    rf"""(?:\bat\s)?(?<!\d){_TIME}(?:[+-]\d\d?(?::?\d\d)?)?(?:\s(?:\w{{2,9}}\s)?time\b|\shrs\b)?
      | \b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b
      | \b\d{{1,3}}[\s-]?min(?:ute)?s?(?:\sto)?\sread\b
      | \b\d{{1,5}}\s(?:comments?|views|shares)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_PUBLISHED = re.compile(
    r"(?:(?:this|the) (?:article|story|report|text) (?:was |has been )?)?(?:first |originally )?"
    r"(?:published|posted(?: by:? [^.!?]{1,50} on)?|filed|publication date|date of publication)"
    r"(?: online| in print| here)?(?: on| at)?",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"(?:(?:this|the) (?:article|story|report|text) (?:was |has been )?)?(?:last |latest )?"
    r"(?:updated?|modified|edited|revised|amended|corrected|changed|reviewed)(?: on| at)?",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?:date|dated|on)?", re.IGNORECASE)
_ISSUE = re.compile(
    r"(?:(?:this (?:article|story) )?(?:appears|appeared|published) in (?:the|our)|from the)? ?"
    r"(?:(?:print )?(?:issue|edition|number|vol(?:ume)?|no)\b[\w.,#№ ]{0,30})?",
    re.IGNORECASE,
)
_OF_ISSUE = re.compile(
    r"(?:print )?(?:issue|edition|number)(?: of [^.!?]{1,60}|[ ,.#№\d]{0,20})", re.IGNORECASE
)
_BYLINE = re.compile(r"(?:by|words|text|from)\b[^.!?]{1,80}", re.IGNORECASE)
_ITEM = re.compile(r"[-–—*•]\s")  # of a list, as in a chronicle
_BESIDE = re.compile(r"[^.!?,:;]{1,60}")  # "News | 9 September 2019"
_AROUND = " \t\xa0,:;|·•–—-/()[]*_#>»"
_LONE_DAY = re.compile(  # as it stands in the header of a page, and under a headline too
    r"\W*(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b[^:|·•]*", re.IGNORECASE
)
_LOOKED_AT = re.compile(r"accessed|retrieved|viewed|printed|copied|saved", re.IGNORECASE)
_TOWN = re.compile(
    r"(?!(?:The|A|An|Our|On|In|By)\b)[A-Z][\w.'’-]{1,30}(?: [A-Z][\w.'’-]{1,30})?, ?"
)
_DAY_IN_WORDS = re.compile(
    r"(?:[A-Z][a-z]+\.?,? ){0,2}(?:\d\d?(?:st|nd|rd|th)?,? )?(?:of )?(?:[A-Z][a-z]+\.?,? )?\d{4}"
)
_PLACE = re.compile(r"[A-Z][\w.'’ -]{1,40}(?:, [A-Z][\w.'’ -]{1,30}){0,2}, ?")
_DATELINE_END = re.compile(r"\s?(?P<agency>[(/][^()/]{2,40}[)/])?\s?[–—-]{1,2}\s")
_SPLICE = re.compile(
    rf"(?P<time>[ ,|]{{0,3}}(?:at\s)?{_TIME})?(?P<gap>[\s|–—-]{{0,4}})[\"'“‘(]?[A-Z]"
)

_Kind = Literal["told", "bare", "dateline", "below"]


class Stamp(NamedTuple):
    """A date of publication with the words `text[start:end]` that say it.

    `apart` is false where they belong to a sentence, as in a dateline, and so must not be set
    aside.
    """

    published: PartialDate
    span: Span
    apart: bool = True


class _Said(NamedTuple):
    kind: _Kind
    stamp: Stamp


def stated_date(
    text: str, marks: Sequence[Mark], *, start: int = 0, titled: bool = False
) -> Stamp | None:
    """The publication date that a flat text states, with where it stands.

    Read are, in this order: what is said to be the date of publication ("First published: 3 Oct
    2017", also below the text; "(Source: rt.com; July 1, 2025; …)" near the end); a line near the
    top that is nothing but a date, with a weekday, a time, a byline or the number of an issue
    beside it, or such a date before the first words; a dateline with its year. A month with its
    year is known to the month.

    Nothing else, for a wrong date is worse than none: no date of an update or of printing, none
    in furniture or a caption, no dateline without a year, no 9/10/2019, no day to come; and none
    at all where two of a kind differ.

    Args:
        text: The article's text.
        marks: What of it is furniture or a caption, in order.
        start: Where it begins, after front matter.
        titled: Whether its headline is given beside it, so that a date above the text is none.
    """
    if not _YEAR.search(text, start):
        return None
    lines = own_lines(text, marks, start)
    head = _head(text, lines)
    tomorrow = date.today() + timedelta(days=1)  # where it is tomorrow already
    said = [
        found
        for number, line in enumerate(lines)
        for found in _said(text, line, near_top=number < head)
        if found.stamp.published.first <= tomorrow
    ]
    teasers = _teasers(text, lines, marks)
    said = [one for one in said if one.kind != "told" or one.stamp.span.start < teasers]
    said += _imprinted(text, start)
    for kind in ("told", "bare", "dateline"):
        if some := [found.stamp for found in said if found.kind == kind]:
            only = _only(some)
            if only and kind == "bare":
                headline = not titled and _is_the_headline(text, only.span, lines, marks)
                if headline or not _is_at_home(only, text, lines, said, marks):
                    return None
            return only
    return None


def _head(text: str, lines: Sequence[Span]) -> int:
    """How many lines there are to the end of the article's first paragraph, or about there."""
    sentences = 0
    for number, line in enumerate(lines[:_HEAD_LINES], start=1):
        sentences += _like_sentence(text, line)
        if sentences == _HEAD_SENTENCES or line.end - line.start > _PARAGRAPH:
            return number
    return min(len(lines), _HEAD_LINES)


def _like_sentence(text: str, line: Span) -> bool:
    return ends_like_sentence(text[max(line.start, line.end - 60) : line.end])


def _said(text: str, line: Span, *, near_top: bool) -> Iterator[_Said]:
    words = text[line.start : min(line.end, line.start + _LONGEST + 1)]
    if not _YEAR.search(words) or _ITEM.match(words):
        return
    if len(words) <= _LONGEST and (kinds := _nothing_but_dates(words)):
        for kind, when in kinds:
            yield _Said(kind if near_top or kind == "told" else "below", Stamp(when, line))
    elif near_top and (found := next(stamped_dates(words), None)):
        when, start, end = found
        if spliced := _before_words(words, start, end):
            kind, length = spliced
            yield _Said(kind, Stamp(when, Span(line.start, line.start + length)))
        elif when.day and _is_dateline(words, start, end):
            where = Span(line.start + start, line.start + end)
            yield _Said("dateline", Stamp(when, where, apart=False))
        elif when.day and end == len(words) and _TOWN.fullmatch(words[:start]):
            below = next(lines_between(text, line.end, len(text)), line)
            if _like_sentence(text, below):
                yield _Said("dateline", Stamp(when, line))


def _nothing_but_dates(words: str) -> list[tuple[_Kind, PartialDate]]:
    """The dates of a line that holds them, what they are dates of, and little else."""
    dates = list(stamped_dates(words))
    if not dates:
        return []
    ends = [0, *(end for _, _, end in dates)]
    gaps = [words[a:start] for a, (_, start, _) in zip(ends, dates, strict=False)]
    labels = [_CLOCK.sub("", gap).strip(_AROUND) for gap in gaps]
    after = _CLOCK.sub("", words[ends[-1] :]).strip(_AROUND)
    first, *others = labels
    if not (after == "" or _BYLINE.fullmatch(after) or _OF_ISSUE.fullmatch(after)):
        return []
    known = all(map(_is_label, others)) and (_is_label(first) or _stands_beside(gaps[0], first))
    if not known:
        return []
    return [
        ("told" if _PUBLISHED.fullmatch(label) else "bare", when)
        for label, (when, _, _) in zip(labels, dates, strict=True)
        if not _UPDATED.fullmatch(label)
    ]


def _is_label(words: str) -> bool:
    return any(
        pattern.fullmatch(words) for pattern in (_DATED, _PUBLISHED, _UPDATED, _ISSUE, _BYLINE)
    )


def _stands_beside(gap: str, words: str) -> bool:
    """Whether the words are a section or a name, set off from the date by a rule."""
    return gap.rstrip().endswith(("|", "·", "•")) and bool(_BESIDE.fullmatch(words))


def _before_words(words: str, start: int, end: int) -> tuple[_Kind, int] | None:
    """Whether a date is glued, as it stands, before the first words; and how long the stamp is."""
    label = _CLOCK.sub("", words[:start]).strip(_AROUND)
    told = bool(_PUBLISHED.fullmatch(label))
    found = _SPLICE.match(words, end)
    if not found or not (told or label.lower() in ("", "date")):
        return None
    gap = found["gap"]
    iso = words[start : start + 4].isdigit()  # "9 September 2019 The" may be a sentence's beginning
    apart = label or found["time"] or gap == "" or gap.strip() or iso
    return ("told" if told else "bare", found.start("gap")) if apart else None


def _is_dateline(words: str, start: int, end: int) -> bool:
    place, after = words[:start], _DATELINE_END.match(words, end)
    return bool(
        after and _PLACE.fullmatch(place) and (after["agency"] or place.split(",")[0].isupper())
    )


def _imprinted(text: str, start: int) -> Iterator[_Said]:
    for imprint in imprints(text, start):
        for when, at, _ in stamped_dates(imprint.rest):
            if not _LOOKED_AT.search(imprint.rest, max(0, at - 20), at):
                yield _Said("told", Stamp(when, imprint.span))


def _only(stamps: Sequence[Stamp]) -> Stamp | None:
    """The most precise of stamps that agree."""
    exact = max(stamps, key=lambda stamp: str(stamp.published).count("-"))
    for stamp in stamps:
        if not stamp.published.first <= exact.published.first <= stamp.published.last:
            return None
    return exact


def _teasers(text: str, lines: Sequence[Span], marks: Sequence[Mark]) -> int:
    """Where, below the last sentence, furniture begins or another article's headline.

    The article's own may stand there where there is none above the text.
    """
    prose = [line for line in lines if _like_sentence(text, line)]
    if not prose:
        return len(text)
    below = prose[-1].end
    titled = any(text.count(" ", *line) >= _HEADLINE for line in lines if line.end < prose[0].start)
    return min(
        (
            *(mark.start for mark in marks if mark.kind == "furniture" and mark.start >= below),
            *(
                line.start
                for line in lines
                if titled and line.start >= below and _is_headline(text, line)
            ),
        ),
        default=len(text),
    )


def _is_headline(text: str, line: Span) -> bool:
    words = text[slice(*line)]
    return words.count(" ") >= 2 and not _BYLINE.fullmatch(words) and not _nothing_but_dates(words)


def _is_at_home(
    stamp: Stamp, text: str, lines: Sequence[Span], said: Sequence[_Said], marks: Sequence[Mark]
) -> bool:
    """Whether a line that is nothing but a date stands where that of publication does.

    It has sentences below it. It is not the first of a chronicle, whose dates go on among the
    sentences, nor between or below furniture, nor a weekday with its date and no sentence near:
    that is the day on which the page was loaded.
    """
    first = next((line for line in lines if _like_sentence(text, line)), None)
    last = next((line for line in reversed(lines) if _like_sentence(text, line)), None)
    if first is None or last is None or last.end <= stamp.span.start:
        return False
    if first.end <= stamp.span.start:
        below = (found.stamp.published for found in said if found.kind == "below")
        return all(when == stamp.published for when in below)
    return stamp.span not in lines or not (
        _is_in_a_menu(text, stamp.span, lines, marks) or _is_of_a_header(text, stamp.span, lines)
    )


def _is_the_headline(text: str, stamp: Span, lines: Sequence[Span], marks: Sequence[Mark]) -> bool:
    """Whether a day in words, such as September 11, 2001, is all that stands above the text."""
    return (
        bool(_DAY_IN_WORDS.fullmatch(text, *stamp))
        and len(lines) > 1
        and lines[0] == stamp
        and not any(mark.start < stamp.start for mark in marks)
        and _like_sentence(text, lines[1])
    )


def _is_in_a_menu(text: str, stamp: Span, lines: Sequence[Span], marks: Sequence[Mark]) -> bool:
    """Whether furniture, or a line of a word or two, stands right above and right below.

    Below two such lines it is enough that neither prose nor a byline follows, but a headline.
    Not where a headline stands anywhere above: below it there may be a masthead and a menu.
    """
    at = lines.index(stamp)
    if any(text.count(" ", *line) >= _HEADLINE for line in lines[:at]):
        return False
    above = lines[at - 1].end if at else 0
    below = lines[at + 1].start if at + 1 < len(lines) else len(text)
    page = [mark.start for mark in marks if mark.kind == "furniture"]
    if _is_below_a_menu(text, stamp, lines, marks):
        return True
    return (
        at == 0
        or (at > 1 and _is_entry(text, lines[at - 1]))
        or any(above <= start < stamp.start for start in page)
    ) and (
        any(stamp.end <= start < below for start in page)
        or (at + 1 < len(lines) and _is_entry(text, lines[at + 1]))
    )


def _is_below_a_menu(text: str, stamp: Span, lines: Sequence[Span], marks: Sequence[Mark]) -> bool:
    at = lines.index(stamp)
    menu = {line for line in lines[max(0, at - _MENU) : at] if _is_entry(text, line)}
    for mark in marks:
        if mark.kind == "furniture" and mark.end <= stamp.start:
            menu.update(lines_between(text, mark.start, mark.end))
    above = sorted([*menu, *lines[:at]])[-_MENU:]
    return (
        len(above) == _MENU
        and menu.issuperset(above)
        and not any(
            _like_sentence(text, line) or _BYLINE.fullmatch(text, *line)
            for line in lines[at + 1 : at + 2]
        )
    )


def _is_of_a_header(text: str, stamp: Span, lines: Sequence[Span]) -> bool:
    """Whether nothing but a weekday and its date stands there, with no byline or prose near it."""
    words = text[slice(*stamp)]
    at = lines.index(stamp)
    beside = (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2])
    dates = list(stamped_dates(words))
    if (
        not _LONE_DAY.fullmatch(words)
        or _CLOCK.sub("", words[: dates[0][1]] + words[dates[-1][2] :]).strip(_AROUND)
        or any(_BYLINE.fullmatch(text, *line) for line in beside)
    ):
        return False
    until = max(
        line.end for line in (stamp, *islice(lines_between(text, stamp.end, len(text)), _NEAR))
    )
    return not any(
        _like_sentence(text, line) for line in lines[at + 1 : at + 1 + _NEAR] if line.end <= until
    )


def _is_entry(text: str, line: Span) -> bool:
    words = text[slice(*line)]
    return words.count(" ") < 2 and not _BYLINE.fullmatch(words)
