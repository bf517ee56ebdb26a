"""Who published a flat text, by what its page says about itself, or by its address."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice, pairwise
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from tld import get_fld, is_tld

from .article import Mark, Span
from .imprint import HOST, MEDIA, NAME, imprints
from .own_lines import lines_between, own_lines

_LONGEST_NAME, _LONGEST_NOTICE = 60, 600  # characters
_LONGEST_WORDS, _PROMPT = 300, 80
_TOP, _HEADER, _TAIL, _LAST, _PAGE = 4, 12, 14, 2, 200  # lines
_SIGNS = 100
_NEARLY, _ENOUGH, _ARCHIVED = 2, 3, 12

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
_ANY_NAME = re.compile(rf"(?<![\w.]){NAME}")
_GOES_ON = re.compile(
    r"(?! on (?:Facebook|Twitter|X|Instagram)\b)"
    r"(?: (?:(?:of|the|for|and|&|on|in|at|to|by) )?[^\W_a-z]|\w)"
)
_STAFF = re.compile(rf"By {NAME} (?:staff|reporters?|correspondents?|newsroom|desk)\b")
_AS_THEY_ARE = frozenset(("top", "masthead", "dateline", "mention", "company"))
_WHOLE_NAME = re.compile(NAME)
_DATELINE = re.compile(rf"[A-Z][^()\n]{{2,60}}\({NAME}\)\s?[–—-]")

_AGENCY = re.compile(
    r"(?:the )?(?:thomson )?(?:reuters|ap|associated press|afp|agence france-presse|dpa|tass"
    r"|ria novosti|interfax|xinhua|efe|ansa|kyodo(?: news)?|pa(?: media)?|press association|upi)",
    re.IGNORECASE,
)
_OWNER = re.compile(
    r"\b(?:media|group|holdings|publi\w+|communications?|company|newspapers|broadcasting|interactive"
    r"|universal|organi[sz]ation|inc|ltd|limited|llc|llp|plc|pty|co|corp\w*|gmbh|ag|sa|s\.a|a\.s|srl|s\.r\.l|bv)\b",
    re.IGNORECASE,
)
_TAIL_WORDS = re.compile(
    r"(?:['’]s?| (?:all rights.*|ltd|limited|inc|llc|plc|corp|gmbh|newsletters?|app|team|\d{4}"
    r"|on (?:facebook|twitter|x|instagram)))+$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"""us | you | all | it | he | she | they | we | (?:your|our|this|these|if)\ .*
      | (?:the\ )?authors? | topics? | live\ (?:tv|radio)
      | (?:breaking\ |latest\ |more\ |top\ |local\ |world\ )?(?:news|stories|headlines)
      | (?:infringement|notices?|policy|holders?|claims?|privacy|terms|cookies?|law|act)\b.*
      | all\ rights.* | newsletters? | free | e-?mail | facebook | twitter | x | instagram | youtube
      | whatsapp | telegram | linkedin | tiktok | rss | (?:google|apple)\b.* | \d{4}.* | [\W\d_]*
      | the\ (?:company|website|site|newspaper|paper|government|police|editor|show|story)""",
    re.IGNORECASE | re.VERBOSE,
)
_PHRASE = re.compile(
    r"^(?:But|There|And|So|When|While|As|After|Before|Although|Here|Then|Yet|Not|Now|No|Each|Every"
    r"|Some|Many|Most|Both|Its|His|Her|Their|Who|That|It|An?|About|Contact|Follow|Subscribe|Watch|Listen"
    r"|Latest|More|Read|See|Get|Breaking)(?!\S)"
    r"|\b(?:In|On|At|From|To|With|By|Is|Are|Our|Your|My|How|Why|What)\b"
)
_OTHERS_PAGES = frozenset(  # where anybody's pages are kept, shown or pointed at
    (
        "archive.is", "archive.org", "archive.ph", "archive.today", "bing.com", "bit.ly",
        "facebook.com", "feedburner.com", "google.com", "linkedin.com", "medium.com", "reddit.com",
        "substack.com", "t.co", "t.me", "twitter.com", "wordpress.com", "x.com", "youtube.com",
    )
)  # fmt: skip
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


def stated_publisher(
    text: str,
    marks: Sequence[Mark],
    url: str | None = None,
    *,
    start: int = 0,
    familiar: Collection[str] = (),
) -> StatedPublisher | None:
    """The publisher that a flat text names as its own, else the site it stands on.

    Signs are added up by name. Enough alone are an imprint ("Source: rt.com"), what the page says
    about itself ("The Herald is owned by its readers"), its mailbox ("corrections@…") and a notice
    of all rights reserved to what is called like a newspaper. Any other notice of copyright, which
    may be the owner's, and a newspaper's name on a line that stands on many pages nearly are; what
    the page asks for ("Subscribe to …", "Follow …"), a name at its top and the agency in a dateline
    are not. An agency's notice of copyright says nothing, for it is credited in many papers. "With
    reporting by …", "first appeared in …", a picture credit and what the article reports name
    nobody. Where two names are about as strong there is none.

    Args:
        text: The article's text.
        marks: What of it is furniture or a caption, in order.
        url: Where it stands on the web.
        start: Where it begins, after front matter.
        familiar: Lines that other articles have too, as `familiar_lines` finds them.
    """
    signs = list(_signs(text, marks, start, familiar))
    return _best([*signs, *_above(signs, text, start)]) or _site(url)


def _signs(
    text: str, marks: Sequence[Mark], start: int, familiar: Collection[str]
) -> Iterator[_Sign]:
    beside = [mark for mark in marks if mark.kind != "date"]  # the date may be in a source line
    own = [_words(text, line) for line in own_lines(text, beside, start)]
    page = [
        _words(text, line)
        for mark in marks
        if mark.kind == "furniture" and mark.start >= start
        for line in lines_between(text, mark.start, mark.end)
    ]
    page = [*page[:_TOP], *page[_TOP:][-_PAGE:]]
    for words in own[:_TOP]:
        if found := _DATELINE.match(words):
            yield from _found(found, "dateline", 1)
        if found := _STAFF.match(words):
            yield from _found(found, "staff", 2)
    for line in islice(lines_between(text, start, len(text)), _TOP):
        found = _WHOLE_NAME.fullmatch(text, line.start, line.end)
        if found and found[0] not in familiar:  # a line counts once
            yield from _found(found, "top", 1)
    for words in dict.fromkeys(words for words in page if words in familiar):
        if (found := _WHOLE_NAME.fullmatch(words)) and MEDIA.search(words):
            yield from _found(found, "masthead", 2)
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
        yield from signs or (() if words in familiar else _mentions(words))


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
    elif found := _ADDRESS.search(words):
        yield from _found(found, "address", 1)


def _mentions(words: str) -> Iterator[_Sign]:
    cut = False
    for found in _ANY_NAME.finditer(words):
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
    owner = _OWNER.search(found[0] + words[found.end() : found.end() + 30])
    own = found["host"] or (MEDIA.search(found["name"]) and _ALL_RIGHTS.search(words))
    yield from _found(found, "company", 1 if owner or not sure else _ENOUGH if own else _NEARLY)


def _above(signs: Sequence[_Sign], text: str, start: int) -> Iterator[_Sign]:
    """The lines at the top of the page that have the letters of a name in a notice of copyright."""
    names = {"".join(_parts(sign.name)): sign.name for sign in signs if sign.kind == "company"}
    for line in islice(lines_between(text, start, len(text)), _HEADER):
        words = text[line.start : min(line.end, line.start + _LONGEST_NAME)]
        if name := names.get("".join(_parts(words))):
            yield _Sign(name, "top", 1, words)


def _found(found: re.Match[str], kind: str, weight: int) -> Iterator[_Sign]:
    said = found.groupdict()
    yield from _sign(said.get("host") or said["name"] or "", kind, weight, found.string)


def _sign(name: str, kind: str, weight: int, words: str) -> Iterator[_Sign]:
    """A sign for a name, if it looks like one; stronger if it looks like a newspaper's."""
    if _is_site(name):
        if site := _registered(name):
            yield _Sign(site, kind, weight, words)
        return
    name = _TAIL_WORDS.sub("", name).strip()
    if not 2 <= len(name) <= _LONGEST_NAME or _NO_NAME.fullmatch(name) or _PHRASE.search(name):
        return
    if _AGENCY.fullmatch(name):
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
    if not ranked or _strength(ranked[0]) < _ENOUGH:
        return None
    if len(ranked) > 1 and _strength(ranked[1]) >= max(_ENOUGH, _strength(ranked[0]) / 2):
        return None
    best = max(ranked[0], key=_telling)
    return StatedPublisher(best.name, "text", best.words[:_LONGEST_WORDS])


def _strength(group: Sequence[_Sign]) -> int:
    """Each kind of sign counts once: a menu says everything twice."""
    return sum({sign.kind: sign.weight for sign in reversed(group)}.values())


def _telling(sign: _Sign) -> tuple[bool, bool, bool, bool, int]:
    name = sign.name
    return (
        not _OWNER.search(name),
        sign.weight >= _NEARLY,
        not _is_site(name),
        not name.isupper(),
        len(name),
    )


def _same(one: str, other: str) -> bool:
    """Whether two names may be one: "the Monitor" and "The Lowland Monitor", or with its site."""
    a, b = _parts(one), _parts(other)
    return set(a) <= set(b) or set(b) <= set(a) or "".join(a) == "".join(b)


def _parts(name: str) -> list[str]:
    name = name.lower()
    name = name.split(".")[0] if _is_site(name) else name
    return [part for part in re.findall(r"\w+", name) if part != "the"]


def _is_site(name: str) -> bool:
    return bool(re.fullmatch(HOST, name))


def _site(url: str | None) -> StatedPublisher | None:
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return None
    site = _registered(host)
    return StatedPublisher(site, "url", url) if site and url else None


def _registered(host: str) -> str | None:
    """The part of a host that was registered: "rt.com" of "www.rt.com".

    None of numbers, of one word, and of a site that shows the pages of others.
    """
    if not _is_site(host):
        return None
    site = get_fld(f"http://{host}", fail_silently=True, search_private=True)
    if site is None and not is_tld(host.rpartition(".")[2]):  # .example, .internal
        site = ".".join(host.split(".")[-2:])
    return site if isinstance(site, str) and site not in _OTHERS_PAGES else None
