"""``yeoul chat --attach``: real files, given to real processes and servers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
import typer

from tests.commands.test_chat import newest
from tests.commands.yeoul_process import serving, yeoul
from tests.e2e.made_files import docx, hwpx, korean_pdf, scanned_pdf
from tests.e2e.scripted import scripted_server
from tests.pictures.images import png
from yeoul.commands.attached import (
    FULL,
    MAX_CHARACTERS,
    Attached,
    SentPicture,
    parse_pages,
    read_attached,
    seen_picture,
)
from yeoul.errors import InvalidRequest, PictureRefused
from yeoul.extraction import PageRange
from yeoul.protocol.attachments import MAX_ATTACHMENTS
from yeoul.providers.base import Model
from yeoul.providers.script_steps import echo
from yeoul.providers.scripted import Scripted

PHOTO = Path(__file__).parents[1] / "e2e" / "pictures" / "notice.jpg"
BILL = korean_pdf([["전기요금 청구서", "납부 금액 12,300원"], ["둘째 쪽의 글이 있다"]])


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("attached") / "data"


@pytest.fixture(scope="module")
def url(data_dir: Path) -> Iterator[str]:
    with serving(data_dir) as url:
        yield url


def kept(folder: Path, name: str, content: bytes | str) -> str:
    """Write a file; return its path."""
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(file)


def flags(*files: str) -> list[str]:
    return [part for file in files for part in ("--attach", file)]


def refusal(*files: str) -> str:
    with pytest.raises(InvalidRequest) as refused:
        read_attached(files, pages=None, taken=0)
    return refused.value.detail


def test_files_of_every_kind_stand_below_the_question(
    data_dir: Path, url: str, tmp_path: Path
) -> None:
    files = [
        kept(tmp_path, "청구서.pdf", BILL),
        kept(tmp_path, "글.docx", docx(["제목"])),
        kept(tmp_path, "글.hwpx", hwpx([["하나"]])),
        kept(tmp_path, "a.py", "print(1)\n"),
    ]
    done = yeoul(data_dir, "chat", "무엇?", *flags(*files))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "무엇?\n\n"
        "청구서.pdf\n```\n[1]\n전기요금 청구서\n납부 금액 12,300원\n\n"
        "[2]\n둘째 쪽의 글이 있다\n```\n"
        "글.docx\n```\n# 제목\n```\n"
        "글.hwpx\n```\n하나\n```\n"
        "a.py\n```py\nprint(1)\n```\n"
    )


def test_pages_of_a_pdf_are_chosen_and_the_question_is_piped_in(
    data_dir: Path, url: str, tmp_path: Path
) -> None:
    bill = kept(tmp_path, "bill.pdf", BILL)
    done = yeoul(data_dir, "chat", *flags(bill), "--pages", "2", stdin="무엇?\n")
    assert done.stdout == "무엇?\n\nbill.pdf (p. 2 / 2)\n```\n[2]\n둘째 쪽의 글이 있다\n```\n"


def test_a_picture_goes_to_the_server_with_its_name(
    data_dir: Path, url: str, tmp_path: Path
) -> None:
    # What it is called says nothing: its bytes do.
    done = yeoul(data_dir, "chat", "무엇?", *flags(kept(tmp_path, "사진.txt", png())))
    assert (done.returncode, done.stderr) == (0, "")
    with httpx2.Client(base_url=url, trust_env=False) as http:
        (first, *_) = http.get("/api/conversations").json()["conversations"]
        question = http.get(f"/api/conversations/{first['id']}").json()["messages"][0]
    (sent,) = question["attachments"]
    assert (sent["name"], sent["width"], question["text"]) == ("사진.txt", 64, "무엇?")


class _Blind(Scripted):
    async def models(self) -> Sequence[Model]:
        return [replace(each, images=False) for each in await super().models()]


def test_a_server_whose_model_sees_nothing_says_so_and_nothing_is_asked(tmp_path: Path) -> None:
    picture = kept(tmp_path, "a.png", png())
    with scripted_server(tmp_path / "server", echo, kind=_Blind) as blind:
        done = yeoul(tmp_path / "none", "chat", "--url", blind, "무엇?", *flags(picture))
        assert (done.returncode, done.stdout) == (1, "")
        assert re.fullmatch(r"yeoul: \S+ sees no pictures\. .+\n", done.stderr)
        with httpx2.Client(base_url=blind, trust_env=False) as http:
            assert http.get("/api/conversations").json()["conversations"] == []


def test_a_model_of_ones_own_is_given_the_picture_without_a_server(tmp_path: Path) -> None:
    picture = kept(tmp_path, "a.png", png())
    command = ["chat", "--model", "scripted:echo", "무엇?", *flags(picture)]
    done = yeoul(tmp_path / "none", *command)
    assert (done.returncode, done.stderr) == (0, "")
    # The script says what it was given to see.
    assert re.fullmatch(r"\[image/png 64×48, \d+ bytes\] 무엇\?\n", done.stdout)


def test_nothing_is_asked_where_one_of_several_files_is_wrong(
    data_dir: Path, url: str, tmp_path: Path
) -> None:
    yeoul(data_dir, "chat", "before")
    good = kept(tmp_path, "a.txt", "text")
    scan = kept(tmp_path, "scan.pdf", scanned_pdf(PHOTO.read_bytes(), 1300, 1081))
    done = yeoul(data_dir, "chat", "무엇?", *flags(good, scan))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"yeoul: {scan}: No text was found in this PDF: a scan has none.")
    assert newest(url)["text"] == "before"


@pytest.mark.parametrize("wrong", [["-"], ["a.txt", "--pages", "2"], ["a.txt", "--pages", "two"]])
def test_wrong_usage_is_told_as_such(tmp_path: Path, wrong: list[str]) -> None:
    kept(tmp_path, "a.txt", "text")
    done = yeoul(tmp_path / "none", "chat", "q", "--attach", *wrong)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.search(r"^Error: Invalid value: --(attach|pages) ", done.stderr, re.MULTILINE)


def test_what_is_no_file_is_told_by_its_name(tmp_path: Path) -> None:
    empty = kept(tmp_path, "empty.txt", "")
    missing = tmp_path / "missing.txt"
    assert refusal(str(missing)) == f"There is no file {missing}."
    assert refusal(str(tmp_path)) == f"{tmp_path} is a folder: attach the files in it."
    assert refusal(empty) == f"{empty} is empty."
    binary = kept(tmp_path, "a.xls", b"\xd0\xcf\x11\xe0\0\0")
    assert refusal(binary).startswith(f"{binary}: Files of this kind cannot be read. PDF, DOCX,")


def test_files_share_the_room_of_the_question_and_what_does_not_fit_is_told(
    tmp_path: Path,
) -> None:
    long = kept(tmp_path, "long.txt", "여울은 얕고 빠른 물살이다.\n" * 8_000)
    short = kept(tmp_path, "short.txt", "x\n" * 60_000)
    found = read_attached([short, long], pages=None, taken=1_000)
    assert len(found.asked_with("q" * 1_000)) <= MAX_CHARACTERS
    assert found.notes == (
        "long.txt: Only the first 61% fit into one question. The rest was left out.",
    )
    with pytest.raises(InvalidRequest, match=re.escape(FULL)):
        read_attached([long, long, short], pages=None, taken=0)


def test_more_pictures_than_a_question_has_are_refused_before_any_is_sent(tmp_path: Path) -> None:
    files = [kept(tmp_path, f"{at}.png", png()) for at in range(MAX_ATTACHMENTS + 1)]
    assert len(read_attached(files[1:], pages=None, taken=0).pictures) == MAX_ATTACHMENTS
    assert refusal(*files) == f"{files[-1]}: A question has at most {MAX_ATTACHMENTS} pictures."


def test_two_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    same = kept(tmp_path, "a.txt", "x")
    blocks = read_attached([same, same], pages=None, taken=0).blocks
    assert blocks == "a.txt\n```txt\nx\n```\na 2.txt\n```txt\nx\n```\n"


def test_a_file_may_be_all_of_a_question() -> None:
    picture = SentPicture("a.png", png())
    assert Attached("a\n", (picture,)).asked_with(" \n") == "a\n"
    assert Attached(pictures=(picture,)).asked_with("\n") == ""
    assert Attached(pictures=(picture,)).asked_with("q") == "q"


@pytest.mark.parametrize(
    ("said", "pages"), [("3-7", (3, 7)), ("3", (3, 3)), (" 3–7 ", (3, 7)), (None, None)]
)
def test_pages_are_named_as_people_name_them(
    said: str | None, pages: tuple[int, int] | None
) -> None:
    assert parse_pages(said) == (pages and PageRange(*pages))


@pytest.mark.parametrize("said", ["", "0", "7-3", "3-", "a", "1,2", "٣"])
def test_other_pages_are_wrong_usage(said: str) -> None:
    with pytest.raises(typer.BadParameter, match="--pages is like 3-7 or 3"):
        parse_pages(said)


@pytest.mark.anyio
async def test_what_only_begins_as_a_picture_is_refused() -> None:
    with pytest.raises(PictureRefused):
        await seen_picture(SentPicture("a.png", png()[:40]))
