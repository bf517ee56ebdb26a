"""Bytes to text, saying what was guessed and what was lost."""

import codecs

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> tuple[str, str]:
    """Decode a text file.

    UTF-8, or what a byte-order mark says; else the encoding that charset-normalizer finds most
    likely; else UTF-8 with replacement characters.

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
    best = from_bytes(data).best()
    if best is not None and _looks_like_text(str(best)):
        return str(best), f"{where}; read as {best.encoding}, which is a guess"
    text = data.decode(encoding, errors="replace")
    if not _looks_like_text(text):
        raise ValueError("it is binary, not text")
    lost = text.count("\N{REPLACEMENT CHARACTER}")
    return text, f"{where}; {lost} unreadable places were replaced by \N{REPLACEMENT CHARACTER}"


def _looks_like_text(text: str) -> bool:
    odd = sum(not (c.isprintable() or c.isspace()) or c == "\ufffd" for c in text)
    return odd <= len(text) / 20
