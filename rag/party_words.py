"""The parties that a question names, and the words by which a sentence gives what one said."""

import re
import unicodedata

_SAY = r"say|said|says|claim|claimed|tell|told|report|reported|state|stated|announce|announced"
_ASKED = re.compile(
    rf"\bwhat\s+(?:did|do|does|has|have|had)\s+(?P<parties>.{{3,120}}?)"
    rf"(?P<each>\s+(?:each|both|respectively))?\s+(?:{_SAY})\b",
    re.IGNORECASE,
)
_AND = re.compile(r",\s+(?:and\s+)?|\s+and\s+")
_THE = re.compile(r"(?:both\s+)?(?:the\s+)?", re.IGNORECASE)

# How a government is spoken of by its seat. Those who are asked for by office or house ("the
# Kremlin") are looked for by that name alone.
_SEATS = {
    "paris": "france french elysee",
    "moscow": "russia russian kremlin",
    "kyiv": "ukraine ukrainian kiev",
    "kiev": "ukraine ukrainian kyiv",
    "berlin": "germany german",
    "london": "britain british",
    "washington": "american",
    "beijing": "china chinese",
    "brussels": "european",
    "tehran": "iran iranian",
    "ankara": "turkey turkish",
}
_LETTERS = re.compile(r"[^\W_]+")
_SAID = r"(?:said|says|told|claimed|claims|stated|announced|reported|reports|declared|denied|wrote)"
_QUOTES = r"(?:said|says|claimed|claims|stated|announced|reported|reports|declared|wrote)"


def parties_asked(question: str) -> tuple[str, ...]:
    """The parties whose words a question asks for, if it names two or more: "Paris", "Moscow"."""
    asked = _ASKED.search(question)
    names = [_THE.sub("", one, count=1) for one in _AND.split(asked["parties"])] if asked else []
    return tuple(names) if len(names) > 1 and all(one[:1].isupper() for one in names) else ()


def questions_of_parties(question: str) -> dict[str, str]:
    """For each party that is asked for, what it is asked: "What did Paris (France) say of it?"."""
    asked = _ASKED.search(question)
    if asked is None:
        return {}
    end = max(asked.end("parties"), asked.end("each"))
    return {
        party: f"{question[: asked.start('parties')]}{_named(party)}{question[end:]}"
        for party in parties_asked(question)
    }


def speaks(party: str, sentence: str) -> bool:
    """Whether a party, or the government of which it is the seat, is said to say something."""
    name = f"(?:{'|'.join(map(re.escape, _names(party)))})"
    says = (
        rf"\b{name}\b(?: \w+){{0,4}} {_SAID}\b"
        rf"|\baccording to (?:(?:\w+ ){{1,4}}(?:at|by|from|in|of) )?(?:the )?{name}\b"
        rf"|\b{_QUOTES} (?:the |a |in )?{name}\b"  # but who is told something says nothing
    )
    return bool(re.search(says, " ".join(plain_words(sentence))))


def is_of(party: str, publisher: str) -> bool:
    """Whether the name of a publisher tells that it is the party's own."""
    return not _names(party).isdisjoint(plain_words(publisher))


def _named(party: str) -> str:
    others = ", ".join(one.capitalize() for one in _SEATS.get(party.casefold(), "").split())
    return f"{party} ({others})" if others else party


def _names(party: str) -> set[str]:
    return {" ".join(plain_words(party)), *_SEATS.get(party.casefold(), "").split()}


def plain_words(text: str) -> list[str]:
    """The words of a text in order, without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _LETTERS.findall("".join(one for one in plain if not unicodedata.combining(one)))
