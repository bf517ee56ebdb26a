"""The file of users: names with salted hashes, and one sentence for what is wrong with it."""

import io
import os
import stat
import sys
import tomllib
from pathlib import Path

import pytest

from dateline import DatelineError
from dateline.ui.cli import main
from dateline.ui.users import Users, read_users, write_user

# Made by `hashlib.scrypt(b"seaweed", salt=b"sixteen bytes ok", n=16, r=1, p=1)`, which is quick.
QUICK = "$scrypt$ln=4,r=1,p=1$c2l4dGVlbiBieXRlcyBvaw$88tKddw/X/IEOcKB89DrdQ3HzZJ7L1a3GtIy207itPc"


def private(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    return file


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object, typed: str = "") -> int:
    monkeypatch.setattr(sys, "argv", ["dateline", *map(str, arguments)])
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_a_user_is_known_by_the_password_and_by_no_other(tmp_path: Path) -> None:
    file = tmp_path / "users.toml"
    assert write_user(file, "Bö “B” <b>", "cafe\u0301 au lait") is False
    users = read_users(file)
    assert users.knows("Bö “B” <b>", "caf\u00e9 au lait"), "however a keyboard composes it"
    assert not users.knows("Bö “B” <b>", "cafe au lait")
    assert not users.knows("ada", "caf\u00e9 au lait")
    assert not users.knows("", "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "lait" not in file.read_text()


def test_a_password_is_changed_and_the_other_lines_are_left(tmp_path: Path) -> None:
    file = private(tmp_path / "users.toml", f'# Of the desk.\nben = "{QUICK}"\nada = "{QUICK}"\n')
    assert read_users(file).knows("ben", "seaweed")
    assert write_user(file, "ada", "a new one") is True
    assert write_user(file, "cleo", "a new one") is False
    users = read_users(file)
    assert users.knows("ada", "a new one")
    assert not users.knows("ada", "seaweed")
    assert users.knows("ben", "seaweed")
    assert file.read_text().startswith(f'# Of the desk.\nben = "{QUICK}"\n"ada" = "$scrypt$ln=15')
    hashes = tomllib.loads(file.read_text())
    assert list(hashes) == ["ben", "ada", "cleo"]
    assert hashes["ada"] != hashes["cleo"], "the same password, with a salt each"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names nobody; add a user with: dateline user NAME --auth"),
        ("ada = seaweed", "is not good TOML"),
        (f'ada = "{QUICK}"\n"ada" = "{QUICK}"', r"\(a name may stand there once\)"),
        ('ada = "seaweed"', "holds no hash for 'ada' that can be used"),
        ("ada = 5", "holds no hash for 'ada'"),
        (f'[users]\nada = "{QUICK}"', "holds no hash for 'users'"),
        ('ada = "$2b$12$abcdefghijklmnopqrstuv"', "make one with: dateline user ada --auth"),
        (f'ada = "{QUICK.replace("ln=4", "ln=40")}"', "holds no hash for 'ada'"),
        (f'ada = "{QUICK.replace("r=1", "r=0")}"', "holds no hash for 'ada'"),
        (f'ada = "{QUICK.replace("ln=4,r=1", "ln=24,r=8")}"', "holds no hash for 'ada'"),
        (f'" ada" = "{QUICK}"', "holds the name ' ada', which cannot be typed"),
    ],
)
def test_a_bad_file_is_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DatelineError, match=said) as raised:
        read_users(private(tmp_path / "users.toml", text))
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(DatelineError, match=r"cannot be read \(No such file or directory\)"):
        read_users(tmp_path / "none.toml")
    with pytest.raises(DatelineError, match=r"cannot be read \(Is a directory\)"):
        read_users(tmp_path)
    file = tmp_path / "users.toml"
    file.write_bytes(b"\xff\xfe")
    file.chmod(0o600)
    with pytest.raises(DatelineError, match="is no TOML file of names and hashed passwords"):
        read_users(file)


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has these permissions")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_file_that_others_can_read_or_write(tmp_path: Path, mode: int) -> None:
    file = private(tmp_path / "users.toml", f'ada = "{QUICK}"')
    file.chmod(mode)
    with pytest.raises(
        DatelineError, match=r"is open to others on this machine; run: chmod 600 .*toml$"
    ):
        read_users(file)


@pytest.mark.parametrize("name", ["", " ada", "ada\n", "a\u202eb", "\ud800", "x" * 65])
def test_a_name_that_will_not_do(tmp_path: Path, name: str) -> None:
    with pytest.raises(DatelineError, match="is no name; it has 1 to 64 characters"):
        write_user(tmp_path / "users.toml", name, "long enough")
    assert list(tmp_path.iterdir()) == []


def test_the_command_adds_and_refuses_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "users.toml"
    assert run(monkeypatch, "user", "ada", "--auth", file, typed="correct horse\n") == 0
    assert f"ada is in {file}" in capsys.readouterr().err
    assert read_users(file).knows("ada", "correct horse")
    assert run(monkeypatch, "user", "ada", "--auth", file, typed="short\n") == 1
    told = capsys.readouterr()
    assert told.err == "dateline: the password has at least 8 characters\n"
    assert told.out == ""
    file.write_text("ada")
    assert run(monkeypatch, "user", "ada", "--auth", file, typed="correct horse\n") == 1
    assert "is not good TOML" in capsys.readouterr().err
    assert file.read_text() == "ada"


def test_names_that_nobody_has_take_as_long(tmp_path: Path) -> None:
    users = read_users(private(tmp_path / "users.toml", f'ada = "{QUICK}"'))
    asked: list[str] = []

    class Counting:
        def is_of(self, password: str) -> bool:
            asked.append(password)
            return True

    counting = Users({"ada": Counting()})  # type: ignore[dict-item]
    assert users.knows("ada", "seaweed")
    assert not counting.knows("nobody", "seaweed")
    assert counting.knows("ada", "seaweed")
    assert asked == ["seaweed", "seaweed"]
