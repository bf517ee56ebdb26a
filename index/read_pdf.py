"""PDF files: the words on their pages, read as a plain text is."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from .article import Article
from .copies import read_copy
from .errors import ArticleError
from .problem import OnProblem, Problem
from .read_text import read_text

if TYPE_CHECKING:
    from pypdf import PdfReader

LARGEST_PDF = 100_000_000  # bytes
MOST_PAGES = 500
MOST_CHARACTERS = 2_000_000
MOST_SECONDS = 60.0
_LARGEST_STREAM = 20_000_000  # bytes, unpacked
_LONGEST_TITLE = 200
_NO_TITLE = re.compile(
    r"untitled.*|microsoft (?:word|powerpoint|excel).*|(?:print|layout|document|doc)\s?\d*"
    r"|.*\.(?:docx?|pdf|odt|rtf|txt|indd|qxp|qxd|pptx?|xlsx?|html?|tex|dvi|ps|pages|eps)"
    r"|[\w.-]*\d[\w.-]*|https?:.*|.*[\\/]\w.*",
    re.IGNORECASE,
)


def read_pdf(path: Path, article_id: str, on_problem: OnProblem) -> Iterator[Article]:
    """Read a PDF file; offsets count in the text that pypdf extracts, a line for each line.

    It is dated as a plain text is, by a stamp in the text: the file's own dates are those of its
    making. Its title is the file's where that is one, and no name of a file or a program.

    Raises:
        OSError: The file cannot be read.
        ArticleError: It is no PDF file, or there is no text in it.
    """
    text, title, note = _extracted(path)
    if note:
        on_problem(Problem(str(path), note, lost=False))
    with TemporaryDirectory(prefix="dateline-") as folder:
        file = Path(folder) / "pages.txt"
        file.write_text(text, encoding="utf-8", newline="")
        for article in read_copy(read_text, file, article_id, on_problem, source=str(path)):
            yield replace(article, title=title or article.title)


def _extracted(path: Path) -> tuple[str, str, str]:
    """The text, the title or "", and a note on what was not read or ""."""
    import pypdf  # 0.3 s

    limits = pypdf.apply_configuration(
        maximum_declared_stream_length=_LARGEST_STREAM,
        array_based_stream_maximum_output_length=_LARGEST_STREAM,
        lzw_maximum_output_length=_LARGEST_STREAM,
        run_length_maximum_output_length=_LARGEST_STREAM,
        zlib_maximum_output_length=_LARGEST_STREAM,
        brotli_maximum_output_length=_LARGEST_STREAM,
        stream_parsing_work_maximum_count=1_000_000,
        jbig2dec_binary=None,
        disable_legacy_handling=True,
    )
    try:
        with limits, path.open("rb") as file:
            reader = pypdf.PdfReader(file)
            if reader.is_encrypted and not reader.decrypt(""):
                raise ArticleError("it is encrypted; save it without a password first")
            title = _title(reader)
            text, note = _text(reader)
    except (ArticleError, OSError):
        raise
    except pypdf.errors.DependencyError as error:
        raise ArticleError("it is encrypted; save it without a password first") from error
    except Exception as error:
        raise ArticleError(f"it cannot be read as PDF ({_reason(error)})") from error
    if not text.strip():
        raise ArticleError(
            "there is no text in it" + (f" ({note})" if note else "") + "; if it is a scan, "
            "recognise its text first"
        )
    return text, title, note


def _text(reader: PdfReader) -> tuple[str, str]:
    end = time.monotonic() + MOST_SECONDS

    def watch(*_: object) -> None:
        if time.monotonic() > end:
            raise TimeoutError

    pages: list[str] = []
    size = broken = 0
    for page in reader.pages:
        if len(pages) >= MOST_PAGES or size > MOST_CHARACTERS:
            return _joined(pages), f"only its first {len(pages)} pages were read"
        try:
            watch()
            text = page.extract_text(visitor_operand_before=watch)
        except TimeoutError:
            note = f"only its first {len(pages)} pages were read, in {MOST_SECONDS:.0f} seconds"
            return _joined(pages), note
        except Exception:  # noqa: BLE001 - a page may hold anything, and the others are read
            text = ""
            broken += 1
        pages.append(text)
        size += len(text)
    return _joined(pages), f"{broken} of its pages cannot be read" if broken else ""


def _joined(pages: list[str]) -> str:
    text = "\n".join(pages)[:MOST_CHARACTERS].replace("\0", "")
    return text.encode(errors="replace").decode()


def _title(reader: PdfReader) -> str:
    try:
        said = reader.metadata.title if reader.metadata else None
    except Exception:  # noqa: BLE001 - a title that cannot be read is none
        return ""
    title = " ".join(str(said or "").encode(errors="replace").decode().split())
    plausible = 8 <= len(title) <= _LONGEST_TITLE and " " in title and title.isprintable()
    return title if plausible and not _NO_TITLE.fullmatch(title) else ""


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
