"""Bytes to text, saying what was guessed and what was lost."""

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_WESTERN = frozenset(
    "€‚„…‰‹Œ‘’“”•–—™›œŸ¡£§©«®°±´·»¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿ\xa0"
)
_REPLACED = "\N{REPLACEMENT CHARACTER}"
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_FOREIGN_WORD = re.compile(r"[À-ÿŒœŸ]{3}")  # no Western language has three accents in a row


def decode(data: bytes) -> tuple[str, str]:
    """Decode a text file.

    UTF-8, or what a byte-order mark says, with replacement characters for a few broken places; else
    Windows-1252 if that gives nothing but what Western languages write, for on a few accents a
    statistical guess goes astray; else the encoding that charset-normalizer finds most likely.

    Returns:
        The text, and a note for people where something was guessed or lost, else "".

    Raises:
        ValueError: The data is no text.
    """
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    if encoding in ("utf-8", "utf-8-sig") and b"\0" in data:
        raise ValueError("it is binary, not text")
    try:
        return data.decode(encoding), ""
    except UnicodeDecodeError as error:
        where = f"byte {error.start} is not {encoding}"
    text = data.decode(encoding, errors="replace")
    lost = text.count(_REPLACED)
    if encoding == "utf-8" and lost >= len(_BEYOND_ASCII.findall(text)) - lost:
        if (western := _western(data)) is not None:
            return western, f"{where}; read as cp1252, which is a guess"
        best = from_bytes(data).best()
        if best is not None and _looks_like_text(str(best)):
            return str(best), f"{where}; read as {best.encoding}, which is a guess"
    if not _looks_like_text(text):
        raise ValueError("it is binary, not text")
    return text, f"{where}; {lost} unreadable places were replaced by {_REPLACED}"


def _western(data: bytes) -> str | None:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    plain = all(c.isascii() or c in _WESTERN for c in text)
    return text if plain and not _FOREIGN_WORD.search(text) and _looks_like_text(text) else None


def _looks_like_text(text: str) -> bool:
    odd = sum(not (c.isprintable() or c.isspace()) or c == _REPLACED for c in text)
    return odd <= len(text) / 20
