"""Web pages with what is known to be right about them, as the sets of HTML pages hold them."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ..index.errors import QuestionError
from ..index.lines import numbered_lines
from .questions import Question, Split


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A page as it was sent, with its true text and day of publication.

    Attributes:
        id: Unique in its set.
        url: Where it was found.
        data: As it was sent.
        text: The article's text; "" where nobody labelled it.
        date: The day of publication, "2019-09-09"; None where it has none or nobody labelled it.
    """

    id: str
    url: str
    data: bytes
    text: str
    date: str | None

    @property
    def split(self) -> Split:
        """The half it belongs to, by its host, so that no site is in both; as of questions."""
        return Question(self.id, self.url, document=urlsplit(self.url).hostname or self.id).split


def html_pages(folder: Path, split: Split | None = None) -> Iterator[HtmlPage]:
    """Read a folder with `pages.jsonl` and the gzipped pages that it names.

    Args:
        folder: The set.
        split: The pages of this half alone.

    Raises:
        QuestionError: The folder is no such set, or no page is left.
    """
    try:
        rows = [json.loads(line) for _, line in numbered_lines(folder / "pages.jsonl")]
        pages = [
            HtmlPage(
                id=row["id"],
                url=row["url"],
                data=gzip.decompress((folder / row["html_file"]).read_bytes()),
                text=row.get("text") or "",
                date=row.get("date"),
            )
            for row in rows
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise QuestionError(f"{folder} is no set of HTML pages ({error})") from error
    left = [page for page in pages if split in (None, page.split)]
    if not left:
        raise QuestionError(f"{folder} has no page of the {split} split")
    yield from left
