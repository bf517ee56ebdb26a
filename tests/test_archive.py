"""Articles in packed archives: bombs, links, and names that lead elsewhere."""

import gzip
import io
import json
import random
import tarfile
import time
import zipfile
from collections.abc import Callable

import pytest
from files_of_kinds import BODY, FERRY, OTHER, PAPER, RSS, Reading, page, pdf, tarred, zipped

from dateline.index import archive as archive_module
from dateline.index.fields import digest

MEMBERS: dict[str, str | bytes] = {
    "2019/ferry.txt": BODY,
    "page.html": page(OTHER, "Gull"),
    "wire.jsonl": json.dumps({"id": "a", "text": BODY}) + "\nno JSON\n",
    "table.csv": f"text\n{BODY}\n",
    "crawl.warc.gz": gzip.compress(FERRY),
    "report.pdf": pdf(PAPER),
    "feed.xml": RSS,
    ".hidden.txt": "no",
    "__MACOSX/._ferry.txt": "no",
    "photo.jpg": b"\xff\xd8",
    "empty.txt": "",
}


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("news.zip", zipped),
        ("news.tar", tarred),
        ("news.tar.gz", lambda members: tarred(members, "w:gz")),
        ("NEWS.TGZ", lambda members: tarred(members, "w:gz")),
    ],
)
def test_the_files_in_an_archive_are_read_each_by_its_own_reader(
    reading: Reading, name: str, pack: Callable[[dict[str, str | bytes]], bytes]
) -> None:
    articles = reading.all(name, pack(MEMBERS))
    stem = name.split(".")[0]
    where = f"{reading.folder}/{name}"
    assert [(one.id, one.source) for one in articles][:4] == [
        (f"{stem}/2019/ferry.txt", f"{where}/2019/ferry.txt"),
        (f"{stem}/page.html", f"{where}/page.html"),
        ("a", f"{where}/wire.jsonl"),
        (f"{stem}/table.csv-{digest(BODY.encode())}", f"{where}/table.csv"),
    ]
    assert [one.source.removeprefix(f"{where}/") for one in articles][4:] == [
        "crawl.warc.gz", "report.pdf", "feed.xml", "feed.xml", "feed.xml",
    ]  # fmt: skip
    assert articles[0].text == BODY
    assert reading.losses[0].startswith(f"{name}/wire.jsonl, line 2: it is not JSON (")
    assert reading.losses[1] == f"{name}/feed.xml, entry 3: it has no 'text'; it was left out"
    assert reading.losses[2] == f"{name}/empty.txt: it is empty; it was left out"
    assert reading.notes[-1].startswith(f"{name}: files of other kinds were passed over (1 .jpg)")


def link(name: str, target: str, kind: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


@pytest.mark.parametrize("form", ["zip", "tar"])
def test_a_member_is_written_nowhere_whatever_it_is_called(
    reading: Reading, form: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    names = ["../escape.txt", "../../../../tmp/escape.txt", f"{outside}/escape.txt", "a/../b.txt"]
    names += ["C:\\escape.txt", "..\\escape.txt", "\x1b[31mred\x07.txt", "x" * 250 + ".txt"]
    pack = zipped if form == "zip" else tarred
    before = set(reading.folder.parent.rglob("*"))
    articles = reading.all(f"a.{form}", pack({name: f"{BODY} {name!r}" for name in names}))
    assert set(reading.folder.parent.rglob("*")) - before == {reading.folder / f"a.{form}"}
    assert list(outside.iterdir()) == []
    assert [one.id for one in articles][:4] == [
        "a/escape.txt", "a/tmp/escape.txt", f"a{outside}/escape.txt", "a/a/b.txt",
    ]  # fmt: skip
    assert [one.id for one in articles][6] == "a/?[31mred?.txt"
    assert len(articles) == len(names)


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_an_archive_of_other_things_alone_is_told(
    reading: Reading, pack: Callable[[dict[str, str | bytes]], bytes]
) -> None:
    assert reading.all("a.zip", pack({"a.jpg": "x", "b/c.jpg": "x", "Makefile": "x"})) == []
    (loss,) = reading.losses
    message = "a.zip: files of other kinds were passed over (2 .jpg, 1 Makefile); read are .txt"
    assert loss.startswith(message)


def test_links_and_devices_are_passed_over(reading: Reading) -> None:
    secret = reading.folder / "secret.txt"
    secret.write_text("the secret")
    members: dict[str, str | bytes | tarfile.TarInfo] = {
        "a.txt": link("a.txt", str(secret), tarfile.SYMTYPE),
        "b.txt": link("b.txt", str(secret), tarfile.LNKTYPE),
        "c.txt": link("c.txt", "", tarfile.CHRTYPE),
        "d.txt": link("d.txt", "", tarfile.FIFOTYPE),
        "e.txt": link("e.txt", "", tarfile.DIRTYPE),
        "f.txt": BODY,
    }
    assert [one.text for one in reading.all("a.tar", tarred(members))] == [BODY]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("a.txt")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, str(secret))
        archive.writestr("f.txt", BODY)
    assert [one.text for one in reading.all("a.zip", out.getvalue())] == [BODY]
    assert reading.problems == []


def test_an_archive_in_an_archive_is_not_opened_whatever_it_is_called(reading: Reading) -> None:
    inner = zipped({"ferry.txt": BODY})
    tar = tarred({"ferry.txt": BODY}, "w:gz")
    members: dict[str, str | bytes] = {"a.zip": inner, "b.txt": inner, "c.tgz": tar, "d.txt": OTHER}
    assert [one.text for one in reading.all("x.zip", zipped(members))] == [OTHER]
    assert reading.losses == [
        f"x.zip/{name}: it is an archive in an archive, which is not opened; unpack it first; "
        "it was left out"
        for name in ("a.zip", "b.txt", "c.tgz")
    ]


def test_an_encrypted_or_damaged_member_costs_itself_alone(reading: Reading) -> None:
    data = bytearray(zipped({"a.txt": BODY, "b.txt": OTHER, "c.txt": BODY}, zipfile.ZIP_STORED))
    at = data.index(BODY.encode())
    data[at : at + 5] = b"XXXXX"
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # of the second member
        where = data.rindex(magic, 0, data.rindex(b"b.txt") if flags == 8 else data.index(b"b.txt"))
        data[where + flags] |= 1
    assert [one.text for one in reading.all("x.zip", bytes(data))] == [BODY]
    assert reading.losses == [
        "x.zip/a.txt: it cannot be unpacked (Bad CRC-32 for file 'a.txt'); it was left out",
        "x.zip/b.txt: it is encrypted; unpack the archive first; it was left out",
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", zipped({"a.txt": BODY, "b.txt": bytes(90_000_000), "c.txt": OTHER})),
        ("a.tgz", tarred({"a.txt": BODY, "b.txt": bytes(90_000_000), "c.txt": OTHER}, "w:gz")),
    ],
)
def test_a_bomb_is_stopped(reading: Reading, name: str, content: bytes) -> None:
    assert len(content) < 200_000
    assert [one.text for one in reading.all(name, content)] == [BODY]
    (loss,) = reading.losses
    assert loss == (
        f"{name}/b.txt: more than 50,000,000 bytes come out of it, which no archive of news does; "
        "it and what comes after it was left out"
    )


def test_packed_lines_that_are_a_bomb_are_stopped(reading: Reading) -> None:
    rows = json.dumps({"id": "a", "text": BODY}).encode() + b"\n"
    assert [
        one.id for one in reading.all("a.jsonl.gz", gzip.compress(rows + bytes(90_000_000)))
    ] == ["a"]
    assert "more than 50,000,000 bytes come out of it" in reading.losses[-1]


def test_an_archive_of_too_many_files_is_read_to_the_limit(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_module, "MOST_MEMBERS", 3)
    members: dict[str, str | bytes] = {f"{n}.txt": f"{BODY} {n}" for n in range(9)}
    for name, content in (("a.zip", zipped(members)), ("a.tar", tarred({**members}))):
        assert len(reading.all(name, content)) == 3
        assert reading.losses == [f"{name}: it holds more than 3 files; the rest was left out"]


def test_a_header_as_long_as_it_says_is_not_read(reading: Reading) -> None:
    first = tarred({"a.txt": BODY})[:1024]
    for size in (40_000, 8_000_000_000):
        for kind in (tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME):
            info = tarfile.TarInfo("x")
            info.type, info.size = kind, size
            evil = info.tobuf(tarfile.GNU_FORMAT) + bytes(100_000)
            assert [one.text for one in reading.all("a.tar", first + evil)] == [BODY]
            (loss,) = reading.losses
            assert loss.startswith("a.tar: it cannot be read as a tar file (a header of ")


def test_a_member_of_negative_size_is_no_endless_loop(reading: Reading) -> None:
    info = tarfile.TarInfo("b.txt")
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[124:136] = b"\xff" * 11 + b"\x00"  # base 256: minus 256
    header[148:156] = b"        "
    header[148:156] = b"%06o\0 " % sum(header)
    started = time.monotonic()
    reading.all("a.tar", tarred({"a.txt": BODY})[:1024] + bytes(header) + bytes(4096))
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tgz", "a.tar.gz"])
@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06", BODY.encode(), bytes(5000)])
def test_what_is_no_archive_is_told(reading: Reading, name: str, content: bytes) -> None:
    assert reading.all(name, content) == []
    assert len(reading.losses) == 1
    assert reading.losses[0].startswith(f"{name}: ")


def test_a_truncated_archive_gives_what_came_before(reading: Reading) -> None:
    noise = random.Random(1)
    long = " ".join(f"{noise.random()}" for _ in range(20_000))
    members: dict[str, str | bytes] = {"a.txt": BODY, "b.txt": long, "c.txt": OTHER}
    for name, content in (("a.tar", tarred({**members})), ("a.tgz", tarred({**members}, "w:gz"))):
        assert [one.text for one in reading.all(name, content[: len(content) // 2])] == [BODY]
        assert reading.losses[0].startswith(f"{name}/b.txt: it cannot be unpacked (")
