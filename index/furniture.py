"""A first, cautious look for page furniture in text that was scraped flat.

Two shapes are known: a line that is nothing but furniture ("READ MORE: …", a photo credit), and a
heading ("Related", "Editors' Picks") from which everything to the end of the text is other stories
and notices. What is doubtful stays text.
"""

import re
from typing import NamedTuple

from .article import Mark
from .sentences import ends_like_sentence

_LINE = re.compile(r"[^\r\n]+")
_LONGEST = 300  # characters: a longer line is a paragraph

_FURNITURE_LINE = re.compile(
    r"""(?:
        (?:read|see|watch|listen|find\ out|learn)\ (?:more|also)\b
        (?:\s*[:|–-].*|\s+(?:on|about|here).{0,80}|)
      | (?:skip|jump)\ to\ (?:main\ |the\ )?(?:content|navigation|search).*
      | accessibility\ links | breaking\ news | live\ updates? | latest\ news
      | (?:main\ )?menu | search
      | (?:share|tweet|e-?mail|print|copy\ link|facebook|twitter|x|whatsapp|telegram|linkedin
          |comments?)
        (?:[\s|/·•,]*(?:this|article|story|on|share|tweet|e-?mail|print|copy\ link|facebook
          |twitter|x|whatsapp|telegram|linkedin|comments?))*
      | (?:sign\ up|subscribe|register|log\ ?in|sign\ in|join)\b[^.!?]{0,80}[.!]?
      | related\s*:.* | reading\ time\b.{0,30} | \d+\ min(?:ute)?s?\ (?:to\ )?read
      | register\ now | advertisement | sponsored(?:\ content)? | loading\b.{0,30}
      | back\ to\ (?:top|home|\w{1,12}) | (?:all\ rights\ reserved|©|copyright)\b.*
      | (?:file\ photo|photo|image|picture)[.:]?\s*(?:©|\(c\)|credit|courtesy|by\b).*
      | [•*\s]*\d{1,2}x\d{1,2}\ image
      | [^.!?|>›»]{1,40}(?:\s[|>›»]\s[^.!?|>›»]{1,40}){2,}  # menus and breadcrumbs
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_OTHER_STORIES = re.compile(
    r"""(?:
        related(?:\ (?:articles?|stories|topics?|news|content|coverage|links?))?
      | editor['’]?s['’]?\ (?:picks?|choice) | top\ (?:trending|stories|news) | trending(?:\ now)?
      | most\ (?:read|popular|viewed|shared) | popular(?:\ now)?
      | more\ (?:on\ this|from\ .{1,40}|stories|news)
      | you\ (?:may|might)\ also\ like | recommended(?:\ for\ you)? | read\ (?:also|next)
      | also\ in\ the\ news
      | elsewhere\ on\ .{1,40} | don['’]t\ miss | latest\ (?:stories|headlines)
      | what\ to\ read\ next
    )\s?:?""",
    re.IGNORECASE | re.VERBOSE,
)


class _Line(NamedTuple):
    start: int
    end: int
    words: str  # without the white space around them


def furniture(text: str) -> tuple[Mark, ...]:
    """Mark the lines of a flat text that belong to the page and not to the article."""
    lines = [_Line(*found.span(), found.group().strip()) for found in _LINE.finditer(text)]
    rest = _other_stories_from(lines)
    marks = [
        Mark(line.start, line.end, "furniture", "a line of page furniture")
        for line in lines[:rest]
        if len(line.words) <= _LONGEST and _FURNITURE_LINE.fullmatch(line.words)
    ]
    if rest < len(lines):
        end = len(text.rstrip())
        marks.append(Mark(lines[rest].start, end, "furniture", "other stories after the end"))
    return tuple(marks)


def _other_stories_from(lines: list[_Line]) -> int:
    """The first line of the other stories, if most of the article's prose stands before it."""
    prose = [len(line.words) if ends_like_sentence(line.words) else 0 for line in lines]
    half = sum(prose) / 2
    before = 0
    for number, line in enumerate(lines):
        heading = len(line.words) <= _LONGEST and _OTHER_STORIES.fullmatch(line.words)
        if before > half and heading:
            return number
        before += prose[number]
    return len(lines)
