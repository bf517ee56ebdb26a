"""Who may open a page: a TOML file of names, each with a password that is hashed and salted.

    ada = "$scrypt$ln=15,r=8,p=3$…salt…$…hash…"

That is the PHC string format: N = 2^ln, the salt and the hash in base64 without padding.
`dateline user NAME --auth FILE` writes such a line; deleting the line takes the name out.
"""

import hashlib
import hmac
import json
import os
import re
import secrets
import tomllib
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ..index.errors import DatelineError

USER = "dateline.user"
"""Where an ASGI scope has the name of who sends a request."""

SHORTEST_PASSWORD = 8
"""Characters."""

_LONGEST_NAME = 64
_COST = (15, 8, 3)  # ln, r, p: 32 MiB and a quarter of a second, as OWASP advises
_MOST_MEMORY = 2**28  # bytes that a hash in the file may ask for
_FORMAT = re.compile(
    r"\$scrypt\$ln=(\d\d?),r=(\d\d?),p=(\d\d?)\$([A-Za-z0-9+/]{11,})\$([A-Za-z0-9+/]{22,})"
)


@dataclass(frozen=True, slots=True)
class _Hash:
    """A hashed password, with what it was hashed by."""

    log_cost: int
    block: int
    parallel: int
    salt: bytes
    hashed: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """As `str` wrote it; a ValueError where that is none, or asks for too much memory."""
        found = _FORMAT.fullmatch(text)
        if not found:
            raise ValueError(text)
        cost, block, parallel = map(int, found.groups()[:3])
        salt, hashed = (b64decode(one + "=" * (-len(one) % 4)) for one in found.groups()[3:])
        if not 0 < cost <= 24 or 0 in (block, parallel) or 2**cost * block * 128 > _MOST_MEMORY / 2:
            raise ValueError(text)
        return cls(cost, block, parallel, salt, hashed)

    def __str__(self) -> str:
        salt, hashed = (b64encode(one).decode().rstrip("=") for one in (self.salt, self.hashed))
        return f"$scrypt$ln={self.log_cost},r={self.block},p={self.parallel}${salt}${hashed}"

    def is_of(self, password: str) -> bool:
        """Whether it is this password's, in constant time."""
        return hmac.compare_digest(self._scrypt(password, len(self.hashed)), self.hashed)

    @classmethod
    def made_of(cls, password: str) -> Self:
        """A new one, with a salt of its own."""
        empty = cls(*_COST, secrets.token_bytes(16), b"")
        return cls(*_COST, empty.salt, empty._scrypt(password, 32))

    def _scrypt(self, password: str, length: int) -> bytes:
        # Keyboards differ in how they compose the same letter.
        composed = unicodedata.normalize("NFKC", password).encode(errors="replace")
        return hashlib.scrypt(
            composed,
            salt=self.salt,
            n=2**self.log_cost,
            r=self.block,
            p=self.parallel,
            maxmem=_MOST_MEMORY,
            dklen=length,
        )


@dataclass(frozen=True, slots=True)
class Users:
    """Who may open a page, and by which passwords. One or more."""

    hashes: Mapping[str, _Hash]

    def knows(self, name: str, password: str) -> bool:
        """Whether that is the password of somebody of this name.

        It takes as long for a name that nobody has.
        """
        known = self.hashes.get(name)
        asked = known or next(iter(self.hashes.values()))
        return asked.is_of(password) and known is not None


def read_users(file: Path) -> Users:
    """The users that a file names.

    Raises:
        DatelineError: It cannot be read, other people of this machine can read it, it is no such
            file, or it names nobody.
    """
    users = _parsed(file, _read(file))
    if not users:
        raise DatelineError(f"{file} names nobody; add a user with: dateline user NAME {_to(file)}")
    return Users(users)


def write_user(file: Path, name: str, password: str) -> bool:
    """Put a user into a file, which is made if it is not there; a known name's password is changed.

    Returns:
        Whether the name was in it.

    Raises:
        DatelineError: The name or the password will not do, or the file is not good as it is.
        OSError: The file cannot be written.
    """
    if not _is_name(name):
        raise DatelineError(
            f"{name!r} is no name; it has 1 to {_LONGEST_NAME} characters that can be seen, "
            "and no space before or after them"
        )
    if len(password) < SHORTEST_PASSWORD:
        raise DatelineError(f"the password has at least {SHORTEST_PASSWORD} characters")
    text = _read(file) if file.exists() else ""
    known = name in _parsed(file, text)
    others = [line for line in text.splitlines() if name not in _line(line)]
    entry = f"{json.dumps(name, ensure_ascii=False)} = {json.dumps(str(_Hash.made_of(password)))}"
    beside = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    with open(beside, "x", encoding="utf-8", opener=_for_us_alone) as new:
        new.write("\n".join([*others, entry, ""]))
    beside.replace(file)
    return known


def _read(file: Path) -> str:
    try:
        with file.open(encoding="utf-8") as opened:
            if os.name == "posix" and os.fstat(opened.fileno()).st_mode & 0o077:
                raise DatelineError(
                    f"{file} is open to others on this machine; run: chmod 600 {file}"
                )
            return opened.read()
    except OSError as error:
        raise DatelineError(f"{file} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise DatelineError(f"{file} is no TOML file of names and hashed passwords") from None


def _parsed(file: Path, text: str) -> dict[str, _Hash]:
    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        twice = " (a name may stand there once)" if "overwrite" in str(error) else ""
        raise DatelineError(f"{file} is not good TOML: {error}{twice}") from None
    users = {}
    for name, entry in entries.items():
        if not _is_name(name):
            raise DatelineError(f"{file} holds the name {name!r}, which cannot be typed; delete it")
        try:
            users[name] = _Hash.read(entry if isinstance(entry, str) else "")
        except ValueError:
            raise DatelineError(
                f"{file} holds no hash for {name!r} that can be used ($scrypt$ln=…,r=…,p=…$…$…); "
                f"make one with: dateline user {name} {_to(file)}"
            ) from None
    return users


def _line(line: str) -> Mapping[str, object]:
    """What a line holds by itself."""
    try:
        return tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return {}


def _is_name(name: str) -> bool:
    return name.isprintable() and name == name.strip() and 0 < len(name) <= _LONGEST_NAME


def _to(file: Path) -> str:
    return f"--auth {file}"


def _for_us_alone(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
