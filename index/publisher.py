"""Who published a flat text, by what its page says about itself, or by its address."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from types import MappingProxyType
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from .article import Mark, Span
from .imprint import HOST, MEDIA, NAME, imprints
from .own_lines import lines_between, own_lines
from .page_names import RULE, PageName, pieces
from .publisher_name import (
    AGENCY,
    ANY_NAME,
    BARE_HOST,
    COMMON,
    ENOUGH,
    HANDLE,
    NEARLY,
    NO_NAME,
    OWNER,
    PHRASE,
    initials_of,
    is_site,
    name_parts,
    registered,
)

_LONGEST_NAME, _LONGEST_NOTICE = 60, 600  # characters
_LONGEST_WORDS, _PROMPT = 300, 80
_TOP, _HEADER, _TAIL, _LAST, _PAGE = 4, 12, 14, 2, 200  # lines
_MOST, _SIGNS = 2_000, 100  # lines, signs
_ARCHIVED = 12  # the weight of an imprint

_RIGHTS = re.compile(r"rights?\b|re(?:distribut|produc|publi)|licen[cs]|permission", re.IGNORECASE)
_COPYRIGHT = re.compile(
    r"(?:^|[.!?|•]\s)\W{0,3}(?:(?:copyright|\(c\)|©)[\s:]{0,3}){1,3}(?:of )?"
    rf"(?P<year>\d{{4}}(?:\s?[–-]\s?\d{{2,4}})?,? )?(?:by )?(?:{NAME}|{HOST})(?P<credit>\s?/)?",
    re.IGNORECASE,
)
_ALL_RIGHTS = re.compile(r"\ball rights reserved\b", re.IGNORECASE)
_YEAR_AFTER = re.compile(r" \d{4}$")
_PICTURE = re.compile(r"\b(?:photo|image|picture|file|getty|illustration|graphic)", re.IGNORECASE)
_ABOUT_ITSELF = re.compile(
    rf"""{NAME}(?:,\ [^.!?]{{3,120}},)?\ (?:
        (?P<sure>
            is\ an?\ [^.!?,]{{0,80}}?\b
            (?:[Nn]ews(?:paper|room|letter|\ \w+)|magazine|broadcaster|wire|weekly|monthly|quarterly
              |(?:radio|television)\ station|periodical|publication|(?:press|news)\ agency)\b
          | is\ owned\ by\ [^.!?]{{0,30}}\breaders\b
          | is\ (?:published|printed)\ [^.!?]{{0,30}}
            \b(?:week\w*|daily|month\w*|quarterly|every|times\ a\ year|[A-Z][a-z]+days?)\b
          | has\ (?:covered|reported|supplied\ news|published)\b[^.!?]*\bsince\ \d{{4}}\b
        )
      | (?P<likely>
            (?:journalists|reporters)\ (?:report|cover)\b
          | has\ been\ (?:declared|called|designated)\b
        )
      | is\ not\ responsible\b | was\ (?:founded|established)\b
      | has\ (?:covered|reported|supplied|served|published|informed)\b
      | (?:covers|reports|publishes|provides|delivers|brings\ you|supplies|welcomes)\b
    )""",
    re.VERBOSE,
)
_WE = re.compile(r"^[^\"“”]*\b(?:we|us|our)\b", re.IGNORECASE)
_ASKING = re.compile(
    rf"""\b(?P<ask>
        subscribe(?:\ now)?\ to | sign\ up\ (?:to|for) | (?:read\ )?more\ (?:from|on|at|in) | follow
      | about | (?:elsewhere|also)\ (?:on|in|from|at) | welcome\ to | support | donate\ to | join
      | contact | advertise\ (?:with|in|on) | write\ to | download\ the | get\ the | latest\ from
      | best\ of | work\ (?:for|at) | letters\ to | thank(?:s|\ you)\ for\ reading | listen\ to
      | tune\ in\ to | brought\ to\ you\ by | readers\ of
    )\ {NAME}""",
    re.IGNORECASE | re.VERBOSE,
)
_OF_COMPANIES = frozenset(("about", "contact", "work for", "work at"))  # as a notice of copyright
_MAILBOX = re.compile(
    r"\b(?:letters|news|newsdesk|newsroom|desk|editors?|tips|corrections|feedback|info|contact"
    rf"|subscriptions|office)@{HOST}",
    re.IGNORECASE,
)
_RECIPIENT = re.compile(r"\W*(?:to|b?cc):", re.IGNORECASE)  # of an e-mail
_ADDRESS = re.compile(rf"(?:\bhttps?://|\bwww\.|@){HOST}")
_GOES_ON = re.compile(
    r"(?! on (?:Facebook|Twitter|X|Instagram)\b)"
    r"(?: (?:(?:of|the|for|and|&|on|in|at|to|by) )?[^\W_a-z]|\w)"
)
_STAFF = re.compile(rf"By {NAME} (?:staff|reporters?|correspondents?|newsroom|desk)\b")
_NAMING = frozenset(("imprint", "about itself", "mailbox", "company", "title", "page"))
_SITES = frozenset(("imprint", "mailbox", "address", "handle", "title", "company"))
_TITLES = frozenset(("title", "again", "top", "mention"))
_OWNERS = frozenset(("company", "title"))
_AS_THEY_ARE = frozenset(("top", "title", "handle", "dateline", "mention", "company"))
_WHOLE_NAME = re.compile(NAME)
_DATELINE = re.compile(rf"[A-Z][^()\n]{{2,60}}\({NAME}\)\s?[–—-]")
_TAIL_WORDS = re.compile(
    r"(?:['’]s?| (?:all rights.*|ltd|limited|inc|llc|plc|corp|gmbh|newsletters?|app|team|\d{4}"
    r"|on (?:facebook|twitter|x|instagram)))+$",
    re.IGNORECASE,
)
_FREE_MAIL = re.compile(r"(?:gmail|googlemail|yahoo|hotmail|outlook|aol|icloud|proton\w*|gmx)\.")


class StatedPublisher(NamedTuple):
    """Who published a text, how that is known, and the words or the address that say it."""

    name: str
    how: Literal["text", "url"]
    words: str


class _Sign(NamedTuple):
    name: str
    kind: str
    weight: int
    words: str


_NO_NAMES: Mapping[str, PageName] = MappingProxyType({})


def stated_publisher(
    text: str,
    marks: Sequence[Mark],
    url: str | None = None,
    *,
    start: int = 0,
    familiar: Collection[str] = (),
    names: Mapping[str, PageName] = _NO_NAMES,
) -> StatedPublisher | None:
    """The publisher that a flat text names as its own, else the site it stands on.

    Signs are added up by name. Enough alone are an imprint ("Source: rt.com"), what the page says
    about itself ("The Herald is owned by its readers"), its mailbox ("corrections@…") and a notice
    of all rights reserved to what is called like a newspaper; and what many pages repeat, see
    `page_names`. Any other notice of copyright, which may be the owner's, and the name behind a
    headline that stands on the page again without it nearly are; what the page asks for ("Subscribe
    to …", "Follow …"), a host, a handle, a name at its top and the agency in a dateline are not. An
    agency's notice of copyright says nothing, for it is credited in many papers. "With reporting by
    …", "first appeared in …", a picture credit and what the article reports name nobody. A name and
    a part of it, its initials, its host or its handle count as one. Where two names are about as
    strong there is none; nor where the only name has but one weak sign of its own.

    Args:
        text: The article's text.
        marks: What of it is furniture or a caption, in order.
        url: Where it stands on the web.
        start: Where it begins, after front matter.
        familiar: Lines that other articles have too, as `familiar_lines` finds them.
        names: What these lines, and parts of lines, call the page, as `page_names` finds it.
    """
    signs = list(_signs(text, marks, start, familiar, names))
    return _best([*signs, *_again(signs, text, marks, start)]) or _site(url)


def _signs(
    text: str,
    marks: Sequence[Mark],
    start: int,
    familiar: Collection[str],
    names: Mapping[str, PageName],
) -> Iterator[_Sign]:
    beside = [mark for mark in marks if mark.kind != "date"]  # the date may be in a source line
    own = [_words(text, line) for line in own_lines(text, beside, start)]
    page = _page(text, marks, start)
    for words in own[:_TOP]:
        if found := _DATELINE.match(words):
            yield from _found(found, "dateline", 1)
        if found := _STAFF.match(words):
            yield from _found(found, "staff", 2)
    whole = [_words(text, line) for line in lines_between(text, start, len(text))]
    known = {_letters(words) for words in whole[:_MOST]}
    titles = set()
    for words in whole[:_TOP]:
        if found := _WHOLE_NAME.fullmatch(words):
            yield from _found(found, "top", 1)
        for title in _title(words, known):
            titles.add(words)
            yield title
    there = {
        piece: words
        for words in (whole if names else ())
        for piece in pieces(words)
        if piece in names
    }
    times = Counter(names[piece] for piece in there)
    for piece, words in there.items():
        named = names[piece]
        more = times[named] >= NEARLY or not _WHOLE_NAME.fullmatch(words)
        weight = named.weight if more else NEARLY
        yield _Sign(named.name, "page", weight, words)
    for imprint in imprints(text, start):
        yield from _sign(imprint.publisher, "imprint", _ARCHIVED, _words(text, imprint.span))
    for words in own[-_TAIL:]:
        yield from _copyright(words)
    for words, below in pairwise([*own[-_LAST:], ""]):
        found = _ABOUT_ITSELF.match(words)
        if found and (found["sure"] or found["likely"]) and _speaks_of_us(words, below):
            yield from _found(found, "about itself", 3)
    for words, below in pairwise([*page, ""]):
        signs = list(_notices(words, below))
        yield from signs or (() if words in familiar or words in titles else _mentions(words))


def _page(text: str, marks: Sequence[Mark], start: int) -> list[str]:
    lines = [
        _words(text, line)
        for mark in marks
        if mark.kind == "furniture" and mark.start >= start
        for line in lines_between(text, mark.start, mark.end)
    ]
    return [*lines[:_TOP], *lines[_TOP:][-_PAGE:]]


def _notices(words: str, below: str) -> Iterator[_Sign]:
    """What a line of furniture says of the page it stands on."""
    yield from _copyright(words)
    found = _ABOUT_ITSELF.match(words)
    if found and (found["sure"] or _speaks_of_us(words, below)):
        yield from _found(found, "about itself", 3)
    elif (found := _ASKING.search(words, 0, _PROMPT)) and not _GOES_ON.match(words, found.end()):
        ask = found["ask"].lower()
        yield from _found(found, "company" if ask in _OF_COMPANIES else ask, 1)
    if _RECIPIENT.match(words):
        return
    if "@" in words and (found := _MAILBOX.search(words)):
        yield from _found(found, "mailbox", 0 if _FREE_MAIL.match(found["host"]) else 3)
    elif (found := _ADDRESS.search(words)) or (
        (found := BARE_HOST.search(words)) and is_site(found["host"])
    ):
        yield from _found(found, "address", 1)
    elif found := HANDLE.search(words):
        yield from _sign(found[1], "handle", 1, words)


def _title(words: str, known: Collection[str]) -> Iterator[_Sign]:
    """The site behind the headline, which stands on the page again without it."""
    cuts = list(RULE.finditer(words))
    if cuts and any(_letters(words[: cut.start()]) in known for cut in cuts):
        name = words[cuts[-1].end() :].strip()
        if _WHOLE_NAME.fullmatch(name) or is_site(name):
            yield from _sign(name, "title", 2, words)


def _mentions(words: str) -> Iterator[_Sign]:
    cut = False
    for found in ANY_NAME.finditer(words):
        begun, cut = cut, bool(_GOES_ON.match(words, found.end()))  # of a menu run together
        if not (begun or cut) and MEDIA.fullmatch(found["name"].rpartition(" ")[2]):
            yield from _found(found, "mention", 1)


def _speaks_of_us(words: str, below: str) -> bool:
    return bool(_WE.search(words) or _WE.search(below))


def _words(text: str, line: Span) -> str:
    return text[line.start : min(line.end, line.start + _LONGEST_NOTICE)]


def _copyright(words: str) -> Iterator[_Sign]:
    said = words.lower()
    if not any(sign in said for sign in ("©", "(c)", "copyright")):
        return
    found = _COPYRIGHT.search(words)
    if not found or found["credit"] or _PICTURE.search(words):
        return
    sure = found["year"] or _RIGHTS.search(words) or _YEAR_AFTER.search(found[0])
    owner = OWNER.search(found[0] + words[found.end() : found.end() + 30])
    own = found["host"] or (MEDIA.search(found["name"]) and _ALL_RIGHTS.search(words))
    yield from _found(found, "company", 1 if owner or not sure else ENOUGH if own else NEARLY)


def _again(signs: Sequence[_Sign], text: str, marks: Sequence[Mark], start: int) -> Iterator[_Sign]:
    """Where the page says again what a notice of copyright or the page's title named."""
    names = {"".join(name_parts(sign.name)): sign.name for sign in signs if sign.kind in _OWNERS}
    for line in islice(lines_between(text, start, len(text)), _HEADER):
        words = text[line.start : min(line.end, line.start + _LONGEST_NAME)]
        if name := names.get("".join(name_parts(words))):
            yield _Sign(name, "top", 1, words)
    titles = {sign.name: sign.words for sign in signs if sign.kind == "title"}
    for name, title in titles.items():
        for words in _page(text, marks, start):
            if name in words and words != title:
                yield _Sign(name, "again", 1, words)
                break


def _found(found: re.Match[str], kind: str, weight: int) -> Iterator[_Sign]:
    said = found.groupdict()
    yield from _sign(said.get("host") or said["name"] or "", kind, weight, found.string)


def _sign(name: str, kind: str, weight: int, words: str) -> Iterator[_Sign]:
    """A sign for a name, if it looks like one; stronger if it looks like a newspaper's."""
    if is_site(name):
        if site := registered(name.lower()):
            yield _Sign(site, kind, weight, words)
        return
    name = _TAIL_WORDS.sub("", name).strip()
    if not 2 <= len(name) <= _LONGEST_NAME or NO_NAME.fullmatch(name) or PHRASE.search(name):
        return
    if kind not in _NAMING - {"title"} and all(part in COMMON for part in name_parts(name)):
        return
    if AGENCY.fullmatch(name):
        weight = 0 if kind == "company" else weight
    elif MEDIA.search(name) and kind not in _AS_THEY_ARE:
        weight += 1
    yield _Sign(name, kind, weight, words)


def _best(signs: Sequence[_Sign]) -> StatedPublisher | None:
    """The name that has signs enough, and far more of them than any other."""
    groups: list[list[_Sign]] = []
    for sign in sorted(signs, key=lambda sign: -sign.weight)[:_SIGNS]:
        group = next((group for group in groups if _same(group[0].name, sign.name)), None)
        if group is None:
            groups.append([sign])
        else:
            group.append(sign)
    ranked = sorted(groups, key=_strength, reverse=True)
    if not ranked or _strength(ranked[0]) < ENOUGH:
        return None
    if len(ranked) > 1 and _strength(ranked[1]) >= max(ENOUGH, _strength(ranked[0]) / 2):
        return None
    kinds = defaultdict[tuple[str, ...], set[str]](set)
    for sign in ranked[0]:
        kinds[tuple(name_parts(sign.name))].add(sign.kind)
        kinds[("".join(name_parts(sign.name)),)].add(sign.kind)
    telling = [
        (not (kinds[own] <= _TITLES and _is_extended(own, kinds)), *_telling(sign), sign)
        for sign in ranked[0]
        for own in (tuple(name_parts(sign.name)),)
        if len(kinds[("".join(own),)]) >= NEARLY or kinds[own] & _NAMING
    ]
    if not telling:
        return None
    best = max(telling, key=lambda one: one[:-1])[-1]
    return StatedPublisher(best.name, "text", best.words[:_LONGEST_WORDS])


def _is_extended(parts: Sequence[str], kinds: Mapping[tuple[str, ...], Collection[str]]) -> bool:
    """Whether words stand behind a name, as of a section: "Tern" in "Tern World News"."""
    starts = (tuple(parts[:end]) for end in range(1, len(parts)))
    return any(not _SITES.isdisjoint(kinds.get(start, ())) for start in starts)


def _strength(group: Sequence[_Sign]) -> int:
    """Each kind of sign counts once: a menu says everything twice."""
    return sum({sign.kind: sign.weight for sign in reversed(group)}.values())


def _telling(sign: _Sign) -> tuple[bool, bool, bool, bool, int]:
    name = sign.name
    return (
        not OWNER.search(name),
        sign.weight >= NEARLY,
        not is_site(name),
        not name.isupper(),
        len(name),
    )


def _same(one: str, other: str) -> bool:
    """Whether two names may be one: "the Monitor" and "The Lowland Monitor", or with its site."""
    a, b = name_parts(one), name_parts(other)
    return _within(a, b) or _within(b, a) or "".join(a) == "".join(b)


def _within(one: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether a name is part of another, or its initials, three at least, as "BBC" is."""
    letters = "".join(one)
    return (not COMMON.issuperset(one) and set(one) <= set(whole)) or (
        len(letters) >= ENOUGH and initials_of(whole).startswith(letters)
    )


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words.lower()))


def _site(url: str | None) -> StatedPublisher | None:
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return None
    site = registered(host)
    return StatedPublisher(site, "url", url) if site and url else None
