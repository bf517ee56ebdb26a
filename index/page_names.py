"""What the pages of one publisher call themselves, by what they repeat."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from .imprint import MEDIA
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

_LONGEST_NAME, _SHORT, _SENTENCE = 60, 120, 60  # characters
_MOST, _SIGNS = 2_000, 100  # lines, names
_SITE = re.compile(r"https?://[\w.-]+")
RULE = re.compile(r"\s(?:[|–—·•:»«-]{1,2}|\/\/?)\s")
_NUMBERS = re.compile(
    r"\d+|\b(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)
_CREDIT = re.compile(
    r"^\W*(?:additional |with |further )?(?:reporting|photo\w*|pictures?|images?|video|copy|text"
    r"|source|credit|files? from|material from|by|via|from)\b.{0,30}(?:\bby\b|:|/)"
    r"|/ ?(?:pool|handout)\b|contributed to this|\b(?:sponsor|advert|promoted|powered by|partner)",
    re.IGNORECASE,
)
_OF_ITSELF = re.compile(
    r"\b(?:we|us|our|ours|you|your|editors?|newsroom|newsdesk|reporters?|journalis\w+"
    r"|correspondents?|newsletters?|subscri\w+|readers?|listeners?|viewers?|members?|editions?"
    r"|issue|publish\w*|print\w*|founded|app|podcast|privacy|cookies|terms|complain\w*"
    r"|corrections?|letters|issn)\b",
    re.IGNORECASE,
)


class PageName(NamedTuple):
    """What a page calls itself, and how strongly."""

    name: str
    weight: int


def page_names(texts: Sequence[str], familiar: Collection[str]) -> dict[str, PageName]:
    """What the pages of some articles call themselves, by the lines, or parts of them, that say it.

    What repeats is the page, not the article. A name, or a part of one, that stands in two or more
    such lines is the page's if it is called like a newspaper, or has the letters or the initials of
    a host, a handle or an acronym that stands there, or stands in what "we" say to "you" or say of
    our readers, editions and the like; unless most of the articles' own sentences tell of it too,
    as of a place. Words of menus, what is also written small, and owners are no names of pages.
    Credits and advertisements name others.

    Args:
        texts: The articles, of one publisher or of several.
        familiar: Lines that several of them have in common, as `familiar_lines` finds them.

    Returns:
        By lines and parts of lines, without the white space around them and with "#" for numbers,
        months and days. It takes time in proportion to the texts.
    """
    pages = [[line.strip() for line in text.splitlines()] for text in texts]
    carriers = defaultdict[str, set[int]](set)
    short = [{line for line in page if len(line) <= _SHORT or line in familiar} for page in pages]
    for number, page in enumerate(short):
        for line in page:
            carriers[_shape(line)].add(number)
    told = frozenset(line for line, numbers in carriers.items() if len(numbers) >= ENOUGH)
    for number, page in enumerate(short):
        for line in page:
            if _shape(line) not in told:
                for piece in pieces(line):
                    carriers[piece].add(number)
    lines = sorted(
        (
            line
            for line, numbers in carriers.items()
            if len(numbers) >= ENOUGH and not _CREDIT.search(line)
        ),
        key=lambda line: -len(carriers[line]),
    )[:_MOST]
    said = defaultdict[str, dict[str, str]](dict)
    sites, initials, capitals = set[str](), set[str](), set[str]()
    for line in lines:
        for site in _sites(line):
            if len(letters := "".join(name_parts(site))) >= ENOUGH:
                sites.add(letters)
                said[letters].setdefault(line, site)
        for whole in ANY_NAME.finditer(line):
            (initials if " " in whole["name"] else capitals).add(_acronym(whole["name"]))
            for name in () if OWNER.search(whole["name"]) else _runs(whole["name"]):
                said["".join(name_parts(name))].setdefault(line, name)
    sites |= {one for one in initials & capitals if len(one) >= ENOUGH}
    weights = {name: _weight(named, name in sites, sites) for name, named in said.items()}
    best = sorted(weights, key=lambda name: (-weights[name], -len(name)))[:_SIGNS]
    prose = [
        "\n".join(
            line
            for line in page
            if len(line) > _SENTENCE and line not in familiar and _shape(line) not in told
        )
        for page in pages
    ]
    best = [
        name
        for name in best
        if weights[name] >= NEARLY
        and (name in sites or _is_own(said[name], carriers, texts, prose))
    ]
    names: dict[str, PageName] = {}
    for name in best:
        fuller = [
            other
            for other in best
            if name in other
            and 2 * len(said[other]) >= len(said[name])
            and name_parts(_shown(said[other]))[-1] not in COMMON
        ]
        own = max(fuller, key=len, default=name)
        for line in said[name]:
            weight = max(weights[name], weights[own])
            names.setdefault(line, PageName(_shown(said[own]), weight))
    return names


def _weight(named: Mapping[str, str], agreed: bool, sites: Collection[str]) -> int:
    """How strongly a name is the page's, by the lines that it stands in."""
    parts = name_parts(_shown(named))
    agreed = agreed or (len(parts) >= ENOUGH and initials_of(parts) in sites)
    if not agreed and COMMON.issuperset(parts):
        return 0
    media = _is_media(_shown(named))
    alone = any(name_parts(line) == parts for line in named)
    spoken = sum(bool(_OF_ITSELF.search(line)) for line in named)
    if len(named) < NEARLY:
        return NEARLY if media and (alone or spoken) else 0
    if not (
        agreed
        or media
        or spoken >= NEARLY
        or (spoken and alone and len(named) + len(parts) > ENOUGH)
    ):
        return 0
    return min(len(named), 4) + alone + bool(spoken) + 2 * agreed + media


def _is_media(name: str) -> bool:
    parts = name_parts(name)
    named = len(parts) > 1 or name.startswith("The ")
    return named and bool(MEDIA.search(parts[-1]) or MEDIA.search(parts[0]))


def _is_own(
    named: Mapping[str, str],
    carriers: Mapping[str, Collection[int]],
    texts: Sequence[str],
    prose: Sequence[str],
) -> bool:
    """Whether several pages say a name, twice if not once, that articles seldom do, never small."""
    pages = Counter(page for line in named for page in carriers[line])
    least = min(NEARLY, len(named))
    if sum(times >= least for times in pages.values()) < ENOUGH:
        return False
    names = set(named.values())
    small = {f" {name.lower()}" for name in names}
    common = sum(any(name in text for name in small) for text in texts)
    told = sum(any(name in prose[page] for name in names) for page in pages)
    return 4 * common <= len(pages) and (2 * told <= len(pages) or _is_media(_shown(named)))


def _shown(named: Mapping[str, str]) -> str:
    """A name as it stands alone, else as it stands most often, in the case of a sentence."""
    shown = Counter(name.removeprefix("the ") for name in named.values())
    alone = {name for line, name in named.items() if name == line}

    def telling(name: str) -> tuple[bool, bool, bool, bool, int, str]:
        case = (not name.islower(), not name.isupper())
        return not is_site(name), *case, name in alone, shown[name], name

    return max(shown, key=telling)


def _runs(name: str) -> Iterator[str]:
    """A name and its parts, each of which may be the name."""
    words = name.removesuffix("’s").removesuffix("'s").split(" ")
    for first, last in combinations(range(len(words) + 1), 2):
        run = " ".join(words[first:last])
        if (
            (words[first] == "the" or not words[first].islower())
            and not words[last - 1].islower()
            and 2 <= len(run) <= _LONGEST_NAME
            and not (NO_NAME.fullmatch(run) or PHRASE.search(run) or AGENCY.fullmatch(run))
            and "".join(name_parts(run))
        ):
            yield run


def _sites(line: str) -> Iterator[str]:
    for found in BARE_HOST.finditer(line):
        if is_site(found["host"]) and (site := registered(found["host"].lower())):
            yield site
    for found in HANDLE.finditer(line):
        yield found[1]


def _acronym(name: str) -> str:
    return initials_of(name_parts(name)) if " " in name else name.lower() if name.isupper() else ""


def _shape(line: str) -> str:
    return _NUMBERS.sub("#", line)


def pieces(line: str) -> set[str]:
    """A line, the parts of it between rules, and its sites, without numbers and months."""
    line = _shape(line)
    return {line, *map(str.strip, RULE.split(line)), *_SITE.findall(line)}
