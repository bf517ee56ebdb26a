"""What a file is: by how it begins where that is clear, else by its name."""

import re
import zlib
from pathlib import Path

from .unpacking import MAGIC

_XML = rb"(?:\xef\xbb\xbf)?(?:(?><\?.*?\?>)|(?><!--.*?-->)|\s)*+"
_BEGINNINGS = tuple(
    (re.compile(beginning, re.DOTALL | re.IGNORECASE), suffix)
    for beginning, suffix in (
        (rb"%PDF-", ".pdf"),
        (rb"PK\x03\x04", ".zip"),
        (rb".{257}ustar", ".tar"),
        (rb"WARC/\d", ".warc"),
        (_XML + rb"<(?:rss|feed|rdf:RDF)\b", ".xml"),
        (_XML + rb"<(?:!doctype\s+html|html)\b", ".html"),
    )
)
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*[\[{\]]|\{\s*[\"}])")
_HEAD = 4096  # bytes


def kind(path: Path) -> str:
    """What a file is by its name: its suffix in small letters; of a packed one both."""
    suffixes = path.suffixes[-2 if path.suffix.lower() == ".gz" else -1 :]
    return "".join(suffixes).lower()


def true_kind(path: Path) -> str:
    """What a file is, as a suffix: by how it begins where that is clear, else as `kind` says.

    A page without a tag is a plain text. A file without a suffix is one, too, if it is not JSON.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        head = _unpacked(file.read(_HEAD))
    for beginning, suffix in _BEGINNINGS:
        if beginning.match(head):
            return suffix
    named = kind(path)
    if named in (".html", ".htm") and head.strip() and b"<" not in head and b"\0" not in head:
        return ".txt"
    return named or (".json" if _JSON.match(head) else ".txt")


def _unpacked(head: bytes) -> bytes:
    if not head.startswith(MAGIC):
        return head
    try:
        return zlib.decompressobj(wbits=31).decompress(head, _HEAD)
    except zlib.error:
        return head
