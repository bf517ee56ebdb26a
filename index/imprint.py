"""The lines in which an archive or a paper says where, and when, a text was published."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from .article import Span
from .own_lines import lines_between

_LONGEST = 320  # characters
_TOP, _TAIL = 1_000, 3_000  # characters
_WORD = r"[A-Z0-9À-ÖØ-ÞĄĆČĎĐĘĚĞİŁŃŇŐŒŘŚŞŠŤŮŰŹŻŽȘȚΑ-ΩЀ-Я]\w*(?:[&'’./+-]\w+)*"
_BETWEEN = (
    r"(?:of|the|for|and|&|d[aeio]|d[eo]s|das|del|della|du|des|la|le|les|el|los|las|der|den|und"
    r"|van|von|et|y|e|en|al|och|og)"
)
NAME = rf"(?P<name>(?-i:(?:[Tt]he[ ])?{_WORD}(?:[ ](?:{_BETWEEN}[ ]){{0,2}}{_WORD}){{0,5}}))"
"""A name with capitals, of a newspaper or of anything else."""
HOST = r"(?P<host>(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,12}\b)"
"""A host, such as www.rt.com."""
MEDIA = re.compile(
    r"\b(?:times|post|news|herald|gazette|journal|tribune|chronicle|observer|guardian|monitor|mail"
    r"|express|star|mirror|telegraph|independent|standard|press|wire|radio|tv|television|daily"
    r"|broadcasting|weekly|monthly|quarterly|today|online|review|magazine|echo|examiner|register|bulletin|dispatch"
    r"|courier|globe|sentinel|newspaper|agency|advertiser|argus|clarion|enquirer|inquirer"
    r"|intelligencer|ledger|messenger|gazet\w+|journaal|diario|notici\w+|prensa|heraldo|correo|jornal|folha"
    r"|courrier|d[ée]p[êe]che|presse|nouvelles|\w*zeitung|\w*nachrichten|anzeiger|\w*blatt|bote"
    r"|kurier|corriere|giornale|notizie|\w*blad|\w*bladet|nieuws|courant|\w*tidning\w*"
    r"|\w*posten|sanomat|dziennik|vijesti|novosti)\b",
    re.IGNORECASE,
)
"""Words that newspapers, broadcasters and agencies are called by."""

_NAMED = rf"(?:(?:https?://)?(?:www\.)?{HOST}|{NAME})"
_SOURCE = re.compile(rf"(?P<bracket>[(\[])?source: ?{_NAMED}(?P<rest>.*)", re.IGNORECASE)
_AT_SITE = HOST.replace("<host>", "<site>")
_ABOUT_THIS = re.compile(
    rf"(?:this (?:article|story|report|text)\b.{{0,160}}? was )?published (?:by|in) {_NAMED}"
    rf"(?:[ ,(]{{1,2}}(?:https?://)?(?:www\.)?{_AT_SITE}/?\)?)?,?"
    r"(?P<rest> on .{8,20}\d\b"
    r"(?:,? under (?:(?:the |its )?(?:category|section|heading|topic)\b|[\"'“‘]).{1,50})?\W*)",
    re.IGNORECASE,
)
_ADDRESS_OR_YEAR = re.compile(r"https?://|\b\d{4}\b")


class Imprint(NamedTuple):
    """A line that names where a text was published, and may hold the date."""

    span: Span
    publisher: str
    rest: str


def imprints(text: str, start: int = 0) -> Iterator[Imprint]:
    """The imprints near the top and near the end of a text, wherever furniture stands.

    "(Source: rt.com; July 1, 2025; …)", "Source: rt.com with agencies", "This article was published
    by The Herald on 2023-11-01." Not where it *first* appeared: that is another's page. Not the
    source of a chart: without a bracket it must be a host and dates nothing. Not a report that the
    article tells of: a line without a host must be the last, and no line may say more.
    """
    tail = max(start, len(text) - _TAIL)
    top = min(tail, start + _TOP)
    for line in chain(lines_between(text, start, top), lines_between(text, tail, len(text))):
        if line.end - line.start <= _LONGEST and (found := _imprint(text, line)):
            yield found


def _imprint(text: str, line: Span) -> Imprint | None:
    words = text[slice(*line)]
    if found := _SOURCE.fullmatch(words):
        name, rest = str(found["name"] or ""), found["rest"]
        if found["bracket"]:
            known = not name or bool(_ADDRESS_OR_YEAR.search(rest) or MEDIA.search(name))
        else:
            known, rest = not name or rest == " with agencies", ""
    elif found := _ABOUT_THIS.fullmatch(words):
        name, rest = found["name"] or "", found["rest"]
        at_end = words[0] in "Tt" and not text[line.end :].strip()
        known = bool(found["host"] or found["site"] or at_end)  # "Published by Faber": of a book
    else:
        return None
    return Imprint(line, name or found["host"], rest) if known else None
