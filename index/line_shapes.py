"""Lines that tell by their own words what they are, in text that was scraped flat.

They are buttons and notices of the page, headings over other stories, lines around an article that
belong to it (who wrote it, where it is from, what was corrected), dates, and captions.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

_LONGEST = 300  # characters: a longer line is a paragraph
_SENTENCE = 8  # words

_NETWORK = (
    r"(?:facebook|twitter|x|whats ?app|telegram|linked ?in|reddit|pinterest|tumblr|flipboard"
    r"|instagram|you ?tube|tik ?tok|bluesky|threads|mastodon|messenger|viber|vk(?:ontakte)?|rss)"
)
_SHARE = rf"(?:share|tweet|e-?mail|print|save|gift|send|copy(?: link)?|link|{_NETWORK})"
_STORY = r"(?:story|article|page|post|text|piece|report|content)"
_SMALL = r"(?:this|the|on|via|by|to|with|friends?)"
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"

# Each is tried on a line in small letters, with single spaces, without colons and dots at its end.
_FURNITURE = {
    "a link to another story": (
        r"(?:read|see|watch|listen|find out|learn)(?: (?:more|also|next))? ?[:|–—»>].*",
        r"also (?:read|see|on .{1,40}?) ?[:|–—»>].*",
        r"(?:read|see|find out|learn) more(?: (?:on|about|at|from|here)\b[^.!?]*)?",
        r"related ?[:|].*",
        r".{0,80}\b(?:click|press|tap|go) here",
        r"(?:click|press|tap) here\b.{0,80}",
        r"\(?click (?:on )?the (?:image|photo|picture)\b.*",
        r"(?:(?:continue|keep) reading|full story)\b.{0,40}",
        r"(?:view|see|show|load|read) (?:all|more)(?: \w+){0,2}",
    ),
    "a share bar": (
        rf"(?!{_NETWORK}$){_SHARE}(?:[ |/·•,:]+(?:{_SMALL}|{_STORY}|{_SHARE}))*",
        r"click to (?:share|e-?mail|print|tweet)\b.*",
        rf"(?:share|like|follow|find|join) .{{1,40}} (?:on|via) {_NETWORK}"
        rf"(?:(?:,| and| or| [|/]) ?{_NETWORK})*",
        r"send (?:by|via|to) .{1,60}",
        r"(?:copy|get) (?:short )?(?:link|url)|link copied",
        rf"text size|a[-+]|listen to this {_STORY}|opens in (?:a )?new (?:tab|window)",
        r"[\d.,]+[km]? (?:shares|likes|views)",
    ),
    "a newsletter prompt": (
        r"(?:sign up|subscribe|log ?in|sign in|register)"
        r"(?: (?:now|today|here|free|for|to|with|and|or)\b[^.!?]*)?",
        r"join (?:us|now|our|the|for)\b[^.!?]*\b(?:circle|club|newsletter|channel|community)",
        r"join (?:us |our [^.!?]*)?(?:now|today)",
        r"join (?:the )?(?:conversation|discussion|debate)",
        r"(?:get|receive) .{1,80}\b(?:inbox|newsletter|by e-?mail)\b[^.!?]*",
        r"(?:(?:please )?enter )?(?:your |a valid )?e-?mail(?: address)?[ *]?",
        r"(?:please )?enter your\b.{0,60}",
        r"never miss\b.{0,80}",
        r"thank you for (?:subscribing|signing up).*",
        r"by (?:signing up|subscribing|registering|submitting)\b.*",
        r"newsletters?|donate(?: now)?",
    ),
    "an advertisement": (
        r"advert(?:isement|ising)?(?: [-–—|] .{0,60})?|\[?ads?\]?",
        r"(?:sponsored|promoted|paid)(?: (?:content|post|by .*))?",
        rf"(?:{_STORY} continues|continue reading) (?:below|after)\b.{{0,40}}",
        r".*\b(?:18\+|new customers only)(?: .*)?",
    ),
    "a legal notice": (
        r"(?:©|\(c\) |copyright(?: ?[©|:]| \(c\)|.{0,60}\b(?:19|20)\d\d\b)).*",
        r"copyright(?: notice| policy)?",
        r".{0,200}\ball rights reserved\b.{0,80}",
        r"(?:cookies?|privacy|terms)(?: (?:and|&|of|policy|notice|settings|preferences|statement"
        r"|use|service|conditions|cookies?|privacy|terms))*",
        r"(?:this (?:web)?site uses|we use) cookies\b.*",
        r"(?:accept|reject|manage) (?:all )?cookies",
        rf"(?:republish|reprint|license|reuse) this {_STORY}\b.{{0,40}}",
        r"(?:this material|no part of this)\b.{0,80}\bmay not be\b.*",
        rf"you may not (?:copy|republish|reprint|reproduce|redistribute)\b.{{0,40}}\b{_STORY}\b.*",
    ),
    "a control of the page": (
        r"(?:skip|jump) to\b.{0,40}|accessibility(?: links| help| statement)?",
        r"(?:main |toggle |open |close )?(?:menu|navigation)|close(?: window| this.{0,20})?",
        r"search(?: ?(?:for|form|results))?|home ?page|(?:latest|breaking)(?: news)?|live updates?",
        r"loading\b.{0,30}|.{0,30}\bplease (?:wait|be patient)",
        r"back to (?:top|home|\w+(?: \w+)?)|(?:scroll|back|go)(?: to)? (?:up|top)",
        r"(?:previous|next)(?: (?:article|story|post|page))?",
        r"you are (?:here|at)\b ?:?.{0,80}",
        r"site (?:index|map)|(?:about|contact|follow) us|refresh(?:es)?(?: in .{0,20})?",
        r"(?:tags?|topics?) ?:.*|(?:filed|posted) (?:under|in) ?:.*|views ?:? [\d.,]+",
    ),
    "a menu": (r"[^.!?|>›»\d]{1,40}(?: [|>›»] [^.!?|>›»\d]{1,40}){2,}",),
    "the readers' comments": (
        r"[\d.,]+ (?:comments?|replies|responses)",
        r"comments?(?: ?\([\d.,]+\)| (?:are )?(?:closed|off))?",
        r"(?:leave|post|write|add|view|show|read|see|hide) (?:a |your |all |the )?"
        r"(?:[\d.,]+ )?(?:comments?|reply|replies)",
        r"(?:sign|log) ?in to (?:leave a |post a )?comment\b.{0,80}",
        r"be the first to (?:comment|reply)",
    ),
    "a reading time": (
        r"(?:reading time|time to read)\b.{0,30}",
        r"\d+[- ]min(?:ute)?s?(?: to)? (?:read|listen|watch)",
        r"\d+ ?(?:m|min|minute|h|hr|hour|d|day|w|week|month|year)s? ago",
    ),
    "a photo credit": (
        r"(?:file )?(?:photo(?:graph)?s?|images?|pictures?|video)?[.:]? ?"
        r"(?:©|\(c\)|credits?:|courtesy).{0,80}",
        r"(?:photo(?:graph)?s?|images?|pictures?|video)(?:: | by ).{0,80}",
        r"\W*\d{1,2}x\d{1,2} image|file (?:photo|picture|image)|getty images|shutterstock|ap photo",
        r"[\w ]{1,30}(?:/| via )(?:getty(?: images)?|afp|reuters|ap(?: photo)?|epa)",
        r"\((?:ap photo|photo|image|picture)\b[^()]{0,60}\)",
    ),
    "a note of the wire": (
        r"[a-z]{2,6}\d{2,6}(?: [\da-z]{1,5}){2,6} ?/.*",
        r"\(\(.*\)\)|keywords? ?:.*",
        r"\((?:adds|updates|recasts|writes through|repeats|refiles)\b[^()]*\)",
        r"\([^()]{1,40}; ?[\w.+-]{1,40}@[^()]*\)",
    ),
}
# A sentence may begin like any of these; it is one of them if it also speaks of the page.
_OF_THE_PAGE = re.compile(
    r"[(\[©]|copyright (?:19|20)\d\d\b|[^,.]{1,20}[:|»]"
    r"|.*(?:©|\ball rights\b|\bcookies\b|\bnewsletters?\b|\binbox\b"
    r"|\be-?mail address\b|\b(?:click|press|tap) (?:here|on|the)\b|\bnew customers only\b"
    r"|\bprivacy (?:policy|notice)\b|\bterms (?:of|and|&)|\bsubscribing\b|\bsigning up\b"
    rf"|\b(?:our|this) (?:web ?)?(?:site|app|channel|material|stories|{_STORY})\b"
    r"|\bnew (?:tab|window)\b)"
)
_OTHER_STORIES = (
    r"related(?: (?:articles?|stories|topics?|news|content|coverage|links?|posts?|reading))?",
    r"editor['’]?s?['’]? (?:picks?|choices?)",
    r"(?:top|front page) (?:trending|stories|news|picks|choices)|top of the (?:day|week|month)",
    r"trending(?: (?:now|stories|topics))?|popular(?: (?:now|stories|posts|articles))?",
    r"(?:most|best) (?:read|popular|viewed|shared|recent)(?: .{1,30})?",
    r"more (?:on this.{0,20}|(?:from|in|on) .{1,40}|stories|news|headlines|like this|for you)",
    r"you (?:may|might) (?:also |have )?(?:like|enjoy|missed|be interested in)",
    r"recommended(?: .{1,30})?|read also|also read|(?:read|up|watch|what to (?:read|watch)) next",
    r"(?:also|elsewhere) (?:in|on|at|from) .{1,40}|also worth .{1,30}",
    r"in (?:other news|case you missed it)|other (?:stories|news|articles)",
    r"from (?:the|our) (?:archives?|web|shop|partners?)|in this .{0,20}\b(?:paper|issue|edition)",
    r"(?:don['’]t|do not) miss.{0,20}|latest (?:stories|headlines|articles|posts)",
    r"(?:keep|further|suggested|more) reading|(?:around|across) the (?:web|site|network)",
    r"must[- ]reads?|similar (?:stories|articles)|see also",
)
_BELONGS = (
    r"\(?(?:sources?|text) ?: .*",
    r"\(?(?:with |additional )*(?:reporting|editing|writing|material|files) (?:by|from)\b.*",
    r"\(?with (?:agencies|inputs?|contributions)\b.*",
    r"(?:this|it|a version of) .{0,80}\b(?:was|first|originally) (?:appeared|published)\b.*",
    rf"published by .{{1,80}}|.{{1,80}} contributed (?:reporting|to this {_STORY})\b.{{0,40}}",
    r"(?:correction|clarification|editor['’]s note|update)\b.{0,40}[:–—].*",
    r"by:? .{1,80}|from our .{1,60}",
)
_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?[ -]{_MONTH},?(?:[ -]\d{{4}})?"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|\d{{4}}-\d\d-\d\d)"
)
_LABEL = (
    r"(?:(?:first )?(?:published|posted|date)|(?:last )?(?:updated|modified))(?: on| at)?(?![a-z])"
)
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b\.?"
_ZONE = r"(?:gmt|utc|msk|(?:ae|nz|ce|ee|we|[abceimpjkns])[sd]?t)\b"
_CLOCK = rf"\d{{1,2}}(?:[:.]\d\d(?: ?[ap]\.?m\b\.?)?| ?[ap]\.?m\b\.?)(?: {_ZONE})?"
_DATE = (
    rf"(?:{_LABEL}[ :]*)?(?:{_WEEKDAY}[., ]*)?{_DAY}(?:[ ,|t–-]{{1,3}}\d{{1,2}}[:.]\d\d.{{0,30}})?",
    rf"(?:{_LABEL}[ :]*)?(?:(?:{_CLOCK}|{_WEEKDAY})[ ,|·•–—-]{{1,3}}){{0,3}}{_DAY}"
    rf"(?:(?:[ ,|·•–—-]{{1,3}}| at )(?:{_LABEL}|{_CLOCK}|{_WEEKDAY}|{_DAY})[ :]*){{0,6}}",
    rf"{_CLOCK}(?: [a-z]{{2,4}})?",
    rf"[^\W\d]+(?:[ -][^\W\d]+)?, {_DAY}",
)
_CREDIT = r"(?:photo(?:graph)?|picture|image|credit)s?"
_CAPTION = (
    r"(?:file(?: photo| picture)? ?[:.–—-]|\[\d{1,2}/\d{1,2}\]"
    r"|\(?(?:from left(?: to right)?|left to right)[:,)]"
    r"|\(?(?:left|right|top|above|below)[:)]|caption:"
    r"|pictured(?:[:,]| (?:above|below|here|left|right|is|are)\b)).{15,}",
    rf".{{15,}}[.)’”\"] ?(?:file )?{_CREDIT}(?: ?[:/©].{{0,80}}| (?:by|courtesy) .{{1,80}}|)",
    rf".{{15,}}\((?:file {_CREDIT}|ap photo|{_CREDIT}\b[^()])[^()]{{0,80}}\)",
    rf".{{15,}}[.!?’”\"] ?\({_CREDIT}\)",
    r".{15,}\. (?:©.{2,60}|[\w’' -]{2,40}/ ?[\w’' -]{2,40}|(?:[\w’'-]+ ){1,3}(?:archives?|images))",
    r".{15,}\bphoto(?:graphed| taken) (?:in|on) .{1,80}",
)
_CAPTION_ABOVE = (
    rf"[^.!?]{{15,200}}, (?:spring|summer|autumn|fall|winter|(?:\d{{1,2}} )?{_MONTH}"
    r"(?: \d{1,2},)?) (?:19|20)\d\d",
)


class Shape(NamedTuple):
    """What a line is by its own words; at most one of these.

    Attributes:
        reason: What of a page it is.
        heading: Whether it is a heading over stories other than the article.
        belongs: Whether it says who wrote the article, where it is from, or what was corrected.
        dated: Whether it is nothing but a date or a time, with or without "Published" or a place.
        caption: Whether it describes a picture, wherever it stands.
    """

    reason: str | None = None
    heading: bool = False
    belongs: bool = False
    dated: bool = False
    caption: bool = False


_PLAIN = Shape()


def line_shape(line: str) -> Shape:
    """What a line is, if its own words leave no doubt."""
    if len(line) > _LONGEST:
        return _PLAIN
    plain = _plain(line)
    found = _shape.fullmatch(plain)
    shape = _SHAPES[found.lastindex - 1] if found and found.lastindex else _PLAIN
    if (shape.heading and _full_stop.search(line)) or (shape.reason and _is_article(line, plain)):
        shape = _PLAIN
    return shape if any(shape) else Shape(caption=bool(_caption.fullmatch(plain)))


def _is_article(line: str, plain: str) -> bool:
    """Whether a line is a whole sentence that does not speak of the page.

    "Watch: the town is changing." is one too; the title of a link has a capital and no full stop.
    """
    if not _sentence_end.search(line):
        return False
    whole = len(line.split()) >= _SENTENCE and not _OF_THE_PAGE.match(plain)
    return whole or bool(_address.match(line))


def is_caption(line: str, *, above_text: bool) -> bool:
    """Whether a line describes a picture: by its opening or by the credit at its end.

    Args:
        line: A line.
        above_text: It stands between headline and text, where a place and a year are enough.
    """
    if len(line) > _LONGEST:
        return False
    plain = _plain(line)
    by_place = above_text and _caption_above.fullmatch(plain) and not any(line_shape(line))
    return bool(by_place or _caption.fullmatch(plain))


def _plain(line: str) -> str:
    return " ".join(line.lower().split()).rstrip(" :.…›»>")


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_SHAPES = (
    *map(Shape, _FURNITURE),
    Shape(heading=True),
    Shape(dated=True),
    Shape(belongs=True),
)
_shape = _any_of(
    f"({'|'.join(patterns)})"
    for patterns in (*_FURNITURE.values(), _OTHER_STORIES, _DATE, _BELONGS)
)
_sentence_end = re.compile(r"[.!?][\"'”’»)\]]*$")
_address = re.compile(r"(?:Read|See|Watch|Listen|Learn): [a-z]")
_full_stop = re.compile(r"(?<!\.)\.[\"'”’»)\]]*$")
_caption, _caption_above = map(_any_of, (_CAPTION, _CAPTION_ABOVE))
