"""Articles in PDF: their lines, titles, dates and limits."""

import io

import pytest
from files_of_kinds import BODY, PAPER, Reading, pdf

from dateline.index import read_pdf as pdf_module


def test_a_pdf_gives_its_lines_and_is_dated_by_them_alone(reading: Reading) -> None:
    made = {"CreationDate": "D:20240101000000Z", "ModDate": "D:20240101000000Z"}
    article = reading.one("ferry.pdf", pdf(PAPER, "It will sail (again) on Friday.", info=made))
    assert article.text.split() == f"{PAPER} It will sail (again) on Friday.".split()
    assert (article.id, article.title) == ("ferry", "Ferry sails at last")
    assert (str(article.published), article.published_from.how) == ("2019-09-09", "text")
    (mark,) = article.marks
    assert article.text[mark.start : mark.end] == "9 September 2019"
    assert article.source == str(reading.folder / "ferry.pdf")
    undated = reading.one("b.pdf", pdf(BODY, info=made))
    assert (undated.published, undated.published_from.how) == (None, "unknown")
    assert reading.problems == []


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("The Petrel sails again", "The Petrel sails again"),
        ("Microsoft Word - ferry.doc", "Ferry sails at last"),
        ("final version 3.docx", "Ferry sails at last"),
        ("untitled document", "Ferry sails at last"),
        ("ferry", "Ferry sails at last"),
        ("  ", "Ferry sails at last"),
    ],
)
def test_a_pdf_is_called_by_its_title_if_that_is_one(
    reading: Reading, said: str, title: str
) -> None:
    assert reading.one("a.pdf", pdf(PAPER, info={"Title": said})).title == title


def encrypted(password: str) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(PAPER))))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")  # noqa: S106
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_an_encrypted_pdf_is_told_unless_anybody_may_open_it(reading: Reading) -> None:
    assert reading.all("a.pdf", encrypted("secret")) == []
    assert reading.losses == [
        "a.pdf: it is encrypted; save it without a password first; it was left out"
    ]
    assert reading.one("a.pdf", encrypted("")).title == "Ferry sails at last"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it cannot be read as PDF ("),
        (BODY.encode(), "it cannot be read as PDF ("),
        (pdf(PAPER)[:300], "it cannot be read as PDF ("),
        (pdf(PAPER).replace(b"/Kids[4 0 R]", b"/Kids[2 0 R]"), "it cannot be read as PDF ("),
        (pdf(""), "there is no text in it; if it is a scan, recognise its text first"),
        (pdf(b"BT (x) Tj " + b" " * 90_000_000), "there is no text in it (1 of its pages cannot"),
        (pdf(b"[" * 500_000), "there is no text in it (1 of its pages cannot be read)"),
    ],
)
def test_a_pdf_without_a_text_is_told(reading: Reading, content: bytes, message: str) -> None:
    assert reading.all("a.pdf", content) == []
    (loss,) = reading.losses
    assert loss.startswith(f"a.pdf: {message}")


def test_a_page_that_cannot_be_read_costs_itself_alone(reading: Reading) -> None:
    article = reading.one("a.pdf", pdf(PAPER, b"[" * 50_000, "The end."))
    assert article.text.rstrip().endswith("The end.")
    assert reading.notes == ["a.pdf: 1 of its pages cannot be read"]


def test_a_long_pdf_is_read_to_its_limits(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit, value, note in (
        ("MOST_PAGES", 2, "only its first 2 pages were read"),
        ("MOST_CHARACTERS", 100, "only its first 1 pages were read"),
        ("MOST_SECONDS", -1.0, "only its first 0 pages were read, in -1 seconds"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(pdf_module, limit, value)
            reading.all("a.pdf", pdf(*[PAPER] * 5))
            assert any(note in str(problem) for problem in reading.problems)
