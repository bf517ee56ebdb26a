"""Whether a clause looks back or ahead, by the verbs around a place in it."""

import re
from typing import Literal

Tense = Literal["past", "future"]

_REACH = 160  # characters on either side
_SAID = "said|told|announced|added|reported|confirmed|declared|wrote|warned|stressed|noted|claimed"
# Irregular pasts, without those that are also the present (put, cut) or another word (left, saw).
_PAST = (
    "was|were|did|ate|awoke|beat|became|began|blew|bought|broke|brought|built|burnt|came|caught"
    "|chose|dealt|drew|drank|drove|fell|fled|flew|fought|forgot|found|froze|gave|went|grew|heard"
    "|held|hid|kept|knew|laid|led|lent|lost|made|met|paid|rang|ran|rode|rose|sang|sank|sat|sent"
    "|shook|shot|sold|sought|spent|spoke|sprang|stole|stood|struck|stuck|swam|swept|swore|taught"
    "|threw|took|tore|understood|withdrew|woke|won|wore|overthrew|overtook|underwent|died"
    r"|left(?=\s+(?:the|office|for|his|her|its|their|on|in|at)\b)"
)
# Words in -ed that are no past of a verb, or mostly stand before a noun.
_NO_PAST = (
    "armed|united|allied|limited|unprecedented|alleged|proposed|planned|scheduled|expected|wounded"
    "|detailed|advanced|related|hundred|need|speed|feed|indeed|exceed|proceed|succeed|breed|seed"
    "|sacred|naked|based|aged|bed|red|wed|shed|led|delayed|supposed"
)
_CUE = re.compile(
    rf"""(?P<future>\b(?:will|won['’]t|shall|\w+['’]ll)\b
          (?:\ (?:not|also|now|then|\w{{1,20}}ly))?(?:\ have)?(?:\ be(?:en)?)?
          (?:\ \w{{1,20}}ly)?\ \w+
        | \b(?:is|are|['’]s)\ (?:\w{{1,20}}ly\ |now\ |also\ |still\ )?
          (?:due|set|scheduled|expected|slated|likely|about|going|planning|preparing|poised)\b
          (?:\ to\ (?:be\ )?\w+)?
        | \b(?:is|are|plans?|hopes?|intends?|aims?|expects?)\ to\ (?:be\ )?[a-z]+
        | \b(?:meets|opens|begins|expires|arrives|resumes)\b)
      | (?P<open>\b(?:would|could|should|may|might|can|must|had|is|are|am
            |(?:he|she|it|that|who)['’]s|(?:we|you|they)['’]re|I['’]m)\b
          (?:\ (?:not|also))?(?:\ have)?(?:\ be(?:en)?)?(?:\ \w+)?)
      | (?P<infinitive>\bto\ (?!the\b|an?\b|his\b|her\b|its\b|their\b|this\b)(?:be\ )?[a-z]+)
      | (?P<said>\b(?:{_SAID})\b)
      | (?P<past>\b(?:{_PAST})\b)
      | (?P<ed>(?<!\ba\ )(?<!\ban\ )(?<!\bthe\ )(?<!\bof\ )(?<!\bits\ )(?<!\bhis\ )(?<!\bher\ )
          (?<!\btheir\ )(?<!\bfor\ )(?<!\bwith\ )(?<!\bby\ )(?<!\bsome\ )(?<!\bmore\ )
          \b(?!(?:{_NO_PAST})\b)[a-z]{{1,20}}ed\b)""",
    re.VERBOSE,
)
_CLAUSE_END = re.compile(r"[;:()\"“”\[\]—]| -- |, (?=(?:so|but|and|yet|while)\b)")
_NEXT_CLAUSE = re.compile(
    r"\b(?:that|which|who|whose|while|after|before|when|because|although|if|as|since)\b"
)
_OPENS_CLAUSE = re.compile(
    r"(?:^|[,–-]|\b(?:and|but|that|then))\s*(?:(?:[Bb]ack|[Ee]arlier|[Ll]ater|[Oo]nly|[Bb]ut|[Aa]nd)\s+)?$"
)
_OWN_VERB = re.compile(r"\b(?:that|which|who|whose|where|when|while|because|although|if)\b")
_PAST_WORD = re.compile(
    rf"(?<!\ba )(?<!\bthe )\b(?:(?:{_PAST}|{_SAID})|(?!(?:{_NO_PAST})\b)[a-z]{{1,20}}ed)\s+$"
)


def tense(text: str, start: int, end: int, first: int, last: int) -> Tense | None:
    """The tense in which the sentence `text[start:end]` speaks of `text[first:last]`.

    What is asked of is a phrase of time with its preposition. The verb before it in its clause
    counts, and where the phrase opens the clause the verbs after it. There is no tagger behind
    this, only closed lists and the ending -ed; what they do not settle has no tense.

    Returns:
        None where the verbs disagree, where they leave it open ("would reopen", "agreed to
        meet"), or where there are none.
    """
    before = text[max(start, first - _REACH) : first]
    after = text[last : min(end, last + _REACH)]
    clause = _CLAUSE_END.split(before)[-1]
    enclosed = clause.rstrip().endswith(",") and after.startswith(",")
    if _OPENS_CLAUSE.search(clause) and not enclosed:
        return _agreed(_NEXT_CLAUSE.split(_CLAUSE_END.split(after)[0])[0])
    return _last_verb(clause)


def clause_around(text: str, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """Where the clause of `text[first:last]` begins and ends, within some reach of it."""
    before = text[max(start, first - _REACH) : first]
    after = text[last : min(end, last + _REACH)]
    return (
        first - len(_CLAUSE_END.split(before)[-1]),
        last + len(_CLAUSE_END.split(after)[0]),
    )


def follows_past(text: str, start: int, at: int) -> bool:
    """Whether the word before a place is a verb in the past ("he died May 5")."""
    return bool(_PAST_WORD.search(text[max(start, at - 30) : at]))


def _last_verb(clause: str) -> Tense | None:
    found: Tense | Literal["open"] | None = None
    own = max((word.end() for word in _OWN_VERB.finditer(clause)), default=0)
    reached = 0
    for cue in _CUE.finditer(clause):
        kind, reached = cue.lastgroup, cue.end()
        if kind in ("said", "past"):
            found = "past"
        elif kind == "future":
            found = "future"
        elif kind == "open" or (kind == "infinitive" and found != "future"):
            found = "open"
        elif kind == "ed":
            # A participle, for all we know, where another verb stands before it.
            found = "past" if found in (None, "past") else "open"
    # "It told of the tour that stops here on": the nearest verb is one that is in no list.
    return None if found == "open" or reached <= own else found


def _agreed(clause: str) -> Tense | None:
    kinds = {cue.lastgroup for cue in _CUE.finditer(clause)} - {"infinitive"}
    if kinds == {"future"}:
        return "future"
    return "past" if kinds and kinds <= {"said", "past", "ed"} else None
