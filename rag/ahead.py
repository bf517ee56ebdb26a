"""Whether a question, or a sentence, looks ahead to what is still to come."""

import re

_ASKING = r"(?:who|whom|whose|which|what|when|where|why|how)"
# What stands between the two: "which of the ferries", and not "who said that the ferry".
_OF_WHAT = (
    r"(?:(?!(?:that|who|whom|whose|which|where|when|said|says|told|was|were|did|had|has|have|for"
    r"|(?!united\b)[a-z]+ed)\b)\S+\s+)"
)
_NO_NOUN = r"(?<!\bthe\s)(?<!\ba\s)(?<!\ban\s)(?<!\bits\s)(?<!\bhis\s)(?<!\bher\s)(?<!\btheir\s)"
_TO_COME = rf"{_NO_NOUN}(?<!\bwhose\s)(?:will|won['’]t)(?!\s+you\b)"
_PLANNED = (
    rf"{_NO_NOUN}(?:going\s+to|planned|scheduled|expected|slated|due(?!\s+to\b)"
    r"|due\s+to\s+(?:be|meet|speak|talk|visit|travel|arrive|begin|start|end|open|vote|sign|return))"
)
_NEXT = r"(?:next(?!\s+(?:to|of|door)\b)|upcoming)"
_OPENS = rf"""\W*(?:(?:and|but|so|or)\W+)?
    (?:(?:do\s+(?:we|you|they)\s+know|(?:please\s+)?(?:tell\s+me|say))\s+(?:yet\s+)?
      |(?!{_ASKING}\b)[^,:?!]{{1,80}}[,:]\s+)?
    (?:(?:at|in|on|by|for|from|with|to)\s+)?"""
_ASKS_AHEAD = re.compile(
    rf"""{_OPENS}(?:
        (?:{_ASKING}\s+{_OF_WHAT}{{0,4}})?{_TO_COME}\b
      | (?:if|whether)\s+{_OF_WHAT}{{1,6}}?(?:{_TO_COME}|(?:is|are)\s+going\s+to)\b
      | {_ASKING}\s+{_OF_WHAT}{{1,6}}?(?:is|are)\s+going\s+to\b
      | (?:{_ASKING}\s+{_OF_WHAT}{{0,4}}?)?(?:is|are)\s+{_OF_WHAT}{{0,8}}?{_PLANNED}\b
      | {_ASKING}\s+{_OF_WHAT}{{0,4}}?(?:is|are|do|does|comes|happens)\s+{_OF_WHAT}{{0,8}}?{_NEXT}\b
      | (?:when|where)\s+(?:do|does)\s+{_OF_WHAT}{{1,8}}?again\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_SHORT = (
    (re.compile(rf"\b({_ASKING})['’]s\b", re.IGNORECASE), r"\1 is"),
    (re.compile(r"(?<=\w)['’]ll\b"), " will"),
    (re.compile(r"(?<=\w)['’]re\b"), " are"),
)
_ANOTHER_TIME = re.compile(rf"\b(?:again|another|further|{_NEXT})\b", re.IGNORECASE)
_DECIDED = (
    "agreed|decided|promised|pledged|vowed|offered|invited|proposed|threatened|announced|arranged"
)
_LOOKS_AHEAD = re.compile(
    rf"""{_NO_NOUN}\bwill\b|['’]ll\b
      | \b(?:won['’]t|shall|would|should|might|(?:could|(?-i:may))(?!\s+not\b))\b
      | \bto\s+(?:be|take\s+place)\b
      | \b(?:is|are|was|were)\s+(?:not\s+)?to\s+(?!the\b)[a-z]+\b
      | \b(?:is|are|was|were|been)\s+(?:\w+\s+)?(?:due|set\s+(?:to|for)|scheduled|expected|planned
        |going|planning|preparing|intended|slated|poised)\b
      | \b(?:plans?|hopes?|hoping|intends?|aims?|wants?|vows|promises|agree|{_DECIDED})\s+to\b
      | \b(?:is|are|was|were|been)\s+(?:\w+\s+)?(?:{_DECIDED})\b
      | \b(?:plans?|hopes)\s+(?:for\s+)?(?:an?|another|the\s+next)\b
      | \bno\s+(?:new\s+|other\s+)?(?:date|day)\b
      | \b(?:meets?|begins?|starts?|opens?|comes|takes?\s+effect)\s+(?:on|at|in|next|again|last)\b
      | \b(?:postponed|delayed|put\s+off|adjourned|prolonged|extended|suspended)\b
      | \b(?:upcoming|forthcoming|future|planned|tomorrow|later\s+this|in\s+the\s+coming
        |coming\s+(?:day|week|month|year)s?|too\s+(?:soon|early))\b
      | (?<!\bthe\ )\bnext\s+(?:day|morning|evening|night|week|month|year)\b
      | \bnext\b(?!\s+(?:to|door|of|day|morning|evening|night|week|month|year)\b)""",
    re.IGNORECASE | re.VERBOSE,
)


def asks_ahead(question: str) -> bool:
    """Whether a question asks for what is still to come: "When will they meet again?"."""
    for short, whole in _SHORT:
        question = short.sub(whole, question)
    return bool(_ASKS_AHEAD.match(question))


def asks_another_time(question: str) -> bool:
    """Whether a question that looks ahead asks of what was before, so that the past is no answer.

    "When will the mission end?" is answered by its end, "When will they meet again?" by no meeting
    that was.
    """
    return bool(_ANOTHER_TIME.search(question))


def looks_ahead(sentence: str) -> bool:
    """Whether a sentence may tell of what was still to come when it was written."""
    return bool(_LOOKS_AHEAD.search(sentence))
