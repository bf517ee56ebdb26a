"""Whether a question, or a sentence, looks ahead to what is still to come."""

import re

_ASKING = r"(?:who|whom|whose|which|what|when|where|why|how)"
_TO_COME = r"(?:will|won['’]t)(?!\s+you\b)"
# What stands between the two: "which of the ferries", and not "who said that the ferry".
_OF_WHAT = (
    r"(?:(?!(?:that|which|who|said|says|told|is|are|was|were|did|had|has|have|\w+ed)\b)\S+\s+)"
)
_PLANNED = (
    r"(?:going\s+to|planned|scheduled|expected|slated|due(?!\s+to\b)"
    r"|due\s+to\s+(?:be|meet|speak|talk|visit|travel|arrive|begin|start|end|open|vote|sign|return))"
)
_OPENS = r"""\W*(?:(?:and|but|so|or)\s+)?(?:do\s+(?:we|you|they)\s+know\s+(?:yet\s+)?)?
    (?:(?:at|in|on|by|for|from|with|to)\s+)?"""
_ASKS_AHEAD = re.compile(
    rf"""{_OPENS}(?:
        (?:{_ASKING}\s+{_OF_WHAT}{{0,4}})?{_TO_COME}\b
      | (?:if|whether)\s+(?:\S+\s+){{1,6}}?(?:{_TO_COME}|(?:is|are)\s+going\s+to)\b
      | (?:{_ASKING}\s+(?:\S+\s+){{0,4}}?)?(?:is|are)\s+(?:\S+\s+){{0,8}}?{_PLANNED}\b
      | (?:{_ASKING}\s+(?:\S+\s+){{0,4}}?)(?:is|are|do|does)\s+(?:\S+\s+){{0,8}}?
        (?:next(?!\s+to\b)|upcoming)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_ANOTHER_TIME = re.compile(r"\b(?:again|next|another|further|upcoming)\b", re.IGNORECASE)
_LOOKS_AHEAD = re.compile(
    r"""\b(?:will|won['’]t|shall|would|should|could|(?-i:may)|might|cannot)\b|['’]ll\b
      | \bto\s+(?:be|take\s+place)\b | \b(?:is|are|was|were)\s+(?:not\s+)?to\s+(?!the\b)[a-z]+\b
      | \b(?:is|are|was|were|been)\s+(?:\w+\s+)?(?:due|set|scheduled|expected|planned|going
        |planning|preparing|intended|slated|poised|ready)\b
      | \b(?:plan|plans|hopes?|hoping|intends?|aims?|agree[ds]?|wants?|vow(?:s|ed)?|promised?
        |promises|pledge[ds]?|propose[ds]?|offer(?:s|ed)?|invited?|threaten(?:s|ed)?)\s+to\b
      | \b(?:upcoming|forthcoming|future|planned|next|tomorrow|later\s+this|until|in\s+the\s+coming
        |coming\s+(?:day|week|month|year)s?|too\s+(?:soon|early))\b""",
    re.IGNORECASE | re.VERBOSE,
)


def asks_ahead(question: str) -> bool:
    """Whether a question asks for what is still to come: "When will they meet again?"."""
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
