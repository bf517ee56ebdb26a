"""Whether an article says of itself that it was corrected."""

import re

_THIS = r"(?:this|the)\s+(?:article|story|report|column|piece|item|post|page)"
_CORRECTED = re.compile(
    rf"""\b(?:earlier|previous|prior|original)\s+versions?\s+of\s+{_THIS}\b
    |\b{_THIS}\s+(?:has\s+been|was)\s+(?:corrected|amended|updated)\b
    |^\W*(?:corrections?|corrected|clarification)\s*[:—–-]""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)


def says_corrected(text: str) -> bool:
    """Whether a notice tells of an earlier version: "Correction: …", "this article was amended"."""
    return bool(_CORRECTED.search(text))
