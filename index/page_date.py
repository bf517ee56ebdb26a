"""When a web page says that its article was published."""

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import chain, takewhile
from typing import NamedTuple

import lxml.html

from .article import Origin
from .dates import PartialDate, stamped_dates
from .headline import headline, is_other, lines_beside
from .line_shapes import is_caption
from .linked_data import Thing, linked_data, strings
from .sentences import ends_like_sentence

_META = re.compile(
    r"(?!video)\w{0,30}?(?:publi(?:shed?|cation)(?:time|date|at)?|pubdate|dateissued|datepublished)"
    r"|(?:dc|dcterms)?(?:issued|date)|(?:dc|dcterms)(?:date)?created|sailthrudate|dateavailable"
)
_IN_PATH = re.compile(
    r"/(?P<year>(?:19|20)\d\d)(?:(?P<by>[/-])|(?=\d{4}(?!\d)))"
    r"(?P<month>\d\d?|[a-z]{3,9})(?(by)(?P=by))(?P<day>\d\d?)(?=[/._-]|$)",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_DOTTED = re.compile(r"(?<![\d.])(\d\d?)\.\s?(\d\d?)\.\s?((?:19|20)\d\d)(?!\d|\.\d)")
_SLASHED = re.compile(r"(?<![\d/-])(\d\d?)[/-](\d\d?)[/-]((?:19|20)\d\d)(?![\d/-])")
_EAST_ASIAN = re.compile(r"((?:19|20)\d\d)\s?[年년]\s?(\d\d?)\s?[月월]\s?(\d\d?)\s?[日일]")
_IN_WORDS = re.compile(
    r"(?<!\d)(\d\d?)(?:er|º|ª|\.)?\s(?:de\s|d['’])?([^\W\d_]{3,15})\.?,?\s(?:de\s|del\s)?"
    r"((?:19|20)\d\d)(?!\d)"
)
_IN_UTC = re.compile(r"(?:T|\b)(\d\d):\d\d(?::\d\d?)?(?:\.\d+)?\s?(?:Z|\+00:?00|GMT|UTC)")
_UPDATED = re.compile(
    r"updat|modif|edited|revised|amended|corrected|reviewed|mis à jour|actuali|aggiorn|atuali|"
    r"aktuali|bijgewerkt|güncel|обновл",
    re.IGNORECASE,
)
_WITHOUT_YEAR = re.compile(
    r"(?:^|\b(?:posted|published)\b)\W{0,3}(?:on\s)?"
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s)?"
    r"([a-z]{3,9}\.?\s\d\d?|\d\d?\s[a-z]{3,9})\b",
    re.IGNORECASE,
)
_SAID_IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")
_CAPTION = re.compile(r"caption", re.IGNORECASE)
_PUBLISHED = frozenset(("published", "dt-published", "entry-date"))
_LONGEST = 100  # characters: what says a date says little else
_MOST_WORDS, _DATE_WORDS, _WORDS_BESIDE = 12, 6, 4
_FIRST_NEWS = date(1605, 1, 1)
_UNSET = date(1970, 1, 1)  # what a program writes that knows no date


class _Said(NamedTuple):
    when: PartialDate
    origin: Origin
    utc_hour: int | None = None


def page_date(html: str, url: str | None = None) -> tuple[PartialDate, Origin] | None:
    """The publication date of a page, with the field, the address or the words that say it.

    Taken are the page's metadata: JSON-LD, else meta elements, microdata or microformats; else the
    day in its address; else a line beside the headline that says little but a date. Where the
    metadata give an instant in UTC, and the address or that line a neighbouring day on which that
    instant was somewhere, it is that day: the one that the publisher's readers saw. That line may
    then leave out the year.

    Nothing else, for a wrong date is worse than none: no date of an update, none in the text, in a
    caption, in a footer or beside a teaser, no day to come.

    Args:
        html: The page.
        url: Where it was found, if that is known.
    """
    from trafilatura import load_html  # 0.5 s

    page = load_html(html)
    return None if page is None else date_of(page, linked_data(page), url)


def date_of(
    page: lxml.html.HtmlElement, things: Sequence[Thing], url: str | None
) -> tuple[PartialDate, Origin] | None:
    """The same of a page that was parsed and whose JSON-LD was read."""
    metadata = _first(chain(_linked(things), _meta(page), _microdata(page), _classes(page)))
    if metadata and metadata.when.day and metadata.utc_hour is None:
        return metadata[:2]
    seen = _first(chain(_address(page, url), _beside_headline(page, things, metadata)))
    if not metadata or (seen and _says_better(seen, metadata)):
        return seen and seen[:2]
    return metadata[:2]


def _first(found: Iterable[_Said | None]) -> _Said | None:
    """The first that is known to the day; else the first."""
    rough = None
    for one in found:
        if one and one.when.day:
            return one
        rough = rough or one
    return rough


def _says_better(seen: _Said, metadata: _Said) -> bool:
    """Whether the day seen is within the month or year of the metadata, or on it was their instant.

    It was, if at that hour in UTC the clocks showed that day somewhere between UTC-12 and UTC+14.
    """
    if not metadata.when.day or metadata.utc_hour is None:
        return metadata.when.first <= seen.when.first <= metadata.when.last
    days = (seen.when.first - metadata.when.first).days
    return (days == -1 and metadata.utc_hour < 12) or (days == 1 and metadata.utc_hour >= 10)


def _linked(things: Sequence[Thing]) -> Iterator[_Said | None]:
    for thing in things:
        if "WebSite" in strings(thing.get("@type")):  # which is older than its articles
            continue
        for said in strings(thing.get("datePublished")):
            yield _field(said, "JSON-LD datePublished")


def _meta(page: lxml.html.HtmlElement) -> Iterator[_Said | None]:
    for meta in page.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        letters = "".join(filter(str.isalpha, name[:60].lower()))
        if _META.fullmatch(letters):
            yield _field(meta.get("content") or "", f"meta {name}")


def _microdata(page: lxml.html.HtmlElement) -> Iterator[_Said | None]:
    for element in page.iterfind('.//*[@itemprop="datePublished"]'):
        said = element.get("datetime") or element.get("content")
        if said or element.tag != "meta":
            yield _field(said or element.text_content()[:_LONGEST], "itemprop datePublished")


def _classes(page: lxml.html.HtmlElement) -> Iterator[_Said | None]:
    """The microformats hentry and h-entry, and the class that WordPress gives beside them."""
    for element in page.iter("time", "abbr", "span"):
        names = _PUBLISHED.intersection((element.get("class") or "")[:300].split())
        if names and not any(map(is_other, (element, *element.iterancestors()))):
            said = element.get("datetime") or element.get("title") or ""
            yield _field(said or element.text_content()[:_LONGEST], f"class {min(names)}")
            return


def _field(said: str, name: str) -> _Said | None:
    when = _date(said)
    clock = _IN_UTC.search(said[:_LONGEST])
    return _Said(when, Origin("page", name), int(clock[1]) if clock else None) if when else None


def _address(page: lxml.html.HtmlElement, url: str | None) -> Iterator[_Said | None]:
    links = (link.get("href") for link in page.iterfind('.//link[@rel="canonical"]'))
    metas = (meta.get("content") for meta in page.iterfind('.//meta[@property="og:url"]'))
    for address in (url, *links, *metas):
        for found in _IN_PATH.finditer((address or "").partition("?")[0][:2_000]):
            year, month, day = (found[part] for part in ("year", "month", "day"))
            if month.isdigit():
                when = _known(int(year), int(month), int(day))
            else:
                when = _in_english(f"{day} {month} {year}")
            if when:
                yield _Said(when, Origin("url", address or ""))


def _beside_headline(
    page: lxml.html.HtmlElement, things: Sequence[Thing], metadata: _Said | None
) -> Iterator[_Said | None]:
    titles = [title for thing in things for title in strings(thing.get("headline"))]
    titles += [title.text_content() for title in page.iterfind(".//head/title")]
    titles += [meta.get("content") or "" for meta in page.iterfind('.//meta[@property="og:title"]')]
    language = (page.get("lang") or "en").partition("-")[0].lower()
    heading = headline(page, titles)
    if heading is None:
        return
    around = set(_outward(heading))
    for words, element in lines_beside(heading):
        if (
            len(words.split()) > _MOST_WORDS
            or _is_told(words)
            or is_caption(words, above_text=False)
        ):
            continue
        if any(map(_is_picture, takewhile(lambda one: one not in around, _outward(element)))):
            continue
        first, *updated = _UPDATED.split(words, maxsplit=1)
        when = _date(first) or _day_first(first, language)
        if when is None and not updated:
            when = _stated(element, words)
        if when is None and metadata and metadata.when.day:
            when = _neighbour(words, metadata)
        if when:
            yield _Said(when, Origin("text", words))


def _neighbour(words: str, metadata: _Said) -> PartialDate | None:
    """The day without its year that a line gives, if readers saw the metadata's instant on it."""
    for found in _WITHOUT_YEAR.finditer(words):
        when = _in_english(f"{found[1]} {metadata.when.year}")
        if when and when.day and _says_better(_Said(when, metadata.origin), metadata):
            return when
    return None


def _stated(element: lxml.html.HtmlElement, words: str) -> PartialDate | None:
    """The date of a `time` element, which may say "two hours ago", with little beside it."""
    time = element if element.tag == "time" else element.find(".//time")
    if time is None:
        return None
    beside = len(words.split()) - len(time.text_content().split())
    return _date(time.get("datetime") or "") if beside <= _WORDS_BESIDE else None


def _is_told(words: str) -> bool:
    """Whether a line is a sentence, or more than labels stands before its first numeral."""
    sentence = _SAID_IN_BRACKETS.sub("", words)
    before = re.split(r"\d", words, maxsplit=1)[0].split()
    return (len(sentence.split()) > _DATE_WORDS and ends_like_sentence(sentence)) or (
        sum(word[0].islower() for word in before) > _WORDS_BESIDE
    )


def _outward(element: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    yield element
    yield from element.iterancestors()


def _is_picture(element: lxml.html.HtmlElement) -> bool:
    """Whether an element holds a picture or its caption, if not the headline as well."""
    named = (element.get("class") or "")[:300]
    return element.tag in ("figure", "figcaption") or _CAPTION.search(named) is not None


def _date(said: str) -> PartialDate | None:
    """The date that a field or a short line gives, if it gives one that can be."""
    said = said.strip()[:_LONGEST]
    try:
        return _possible(PartialDate.parse(said))
    except ValueError:
        pass
    rough = _in_english(said)
    if rough and rough.day:
        return rough
    if found := _COMPACT.match(said) or _EAST_ASIAN.search(said):
        return _known(int(found[1]), int(found[2]), int(found[3]))
    if found := _DOTTED.search(said):  # 9/10/2019 may be October's, 9.10.2019 is no American's
        return _known(int(found[3]), int(found[2]), int(found[1]))
    for found in _IN_WORDS.finditer(said):
        if month := _months().get(found[2].casefold()):
            return _known(int(found[3]), month, int(found[1]))
    return rough  # "25. September 2018" is only a month in English


def _in_english(said: str) -> PartialDate | None:
    return next((_possible(when) for when, _, _ in stamped_dates(said)), None)


def _day_first(said: str, language: str) -> PartialDate | None:
    """9/10/2019 in a page that is not in English, whose readers alone may put the month first."""
    found = _SLASHED.search(said) if language != "en" else None
    return _known(int(found[3]), int(found[2]), int(found[1])) if found else None


def _known(year: int, month: int, day: int) -> PartialDate | None:
    try:
        return _possible(PartialDate(year, month, day))
    except ValueError:
        return None


def _possible(when: PartialDate) -> PartialDate | None:
    tomorrow = date.today() + timedelta(days=1)  # where it is tomorrow already
    return when if _FIRST_NEWS <= when.first <= tomorrow and when.first != _UNSET else None


@cache
def _months() -> Mapping[str, int]:
    """The names of the months in all languages of dateparser (0.2 s); none that means two."""
    from dateparser.languages.loader import default_loader  # type: ignore[import-untyped]

    numbers: dict[str, set[int]] = {}
    for locale in default_loader.get_locales():
        for number, month in enumerate(calendar.month_name[1:], 1):
            for name in locale.info.get(month.lower(), ()):
                numbers.setdefault(name.casefold(), set()).add(number)
    return {name: found.pop() for name, found in numbers.items() if len(found) == 1}
