"""The files of an unfinished download: what they hold, and who may write them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import orjson
import pytest

from yeoul.downloads.part import Part, Record, records_in, throw_away
from yeoul.files.locks import try_lock
from yeoul.files.private import StrangeFile


def record(**fields: Any) -> Record:
    return Record(**{"id": "1", "name": "m", "file": "m.gguf", "url": "http://h/m.gguf", **fields})


def opened(folder: Path) -> Part:
    part = Part.open(folder, record())
    assert part is not None
    return part


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = record(sha256="0" * 64, total_bytes=7, validator='"v"', status="paused", error="why")
    written.write(tmp_path)

    assert list(records_in(tmp_path)) == [written]
    assert (tmp_path / "m.gguf.part.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"id":1}',
        orjson.dumps({"id": "1", "name": "m", "file": "../m.gguf", "url": "http://h/m.gguf"}),
        orjson.dumps({"id": "1", "name": "m", "file": "m.gguf", "url": "u", "more": 1}),
        orjson.dumps({"id": 1, "name": "m", "file": "m.gguf", "url": "u"}),
        *(
            b'{"id":"1","name":"m","file":"m.gguf","url":"u",%b}' % wrong
            for wrong in (
                b'"status":"finished"',
                b'"status":["running"]',
                b'"total_bytes":"7"',
                b'"total_bytes":true',
                b'"expected_bytes":-1',
                b'"sha256":5',
                b'"validator":{}',
                b'"error":1.5',
            )
        ),
    ],
)
def test_what_is_no_record_is_passed_over(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.gguf.part.json").write_bytes(content)

    assert list(records_in(tmp_path)) == []


def test_another_address_keeps_the_bytes_but_not_their_mark() -> None:
    moved = record(validator='"v"')

    moved.move("http://h/m.gguf")
    assert moved == record(validator='"v"')
    moved.move("http://other/m.gguf")
    assert moved == record(url="http://other/m.gguf")


def test_bytes_are_hashed_as_they_come_and_when_they_are_found_again(tmp_path: Path) -> None:
    part = opened(tmp_path)
    part.write(b"GGUF")
    part.write(b"rest")
    assert part.sha256 == hashlib.sha256(b"GGUFrest").hexdigest()
    part.close()

    again = opened(tmp_path)
    assert again.size == 8
    assert list(again.hash_rest()) == [8]
    assert again.sha256 == hashlib.sha256(b"GGUFrest").hexdigest()
    again.start_over()
    again.write(b"new")
    assert again.sha256 == hashlib.sha256(b"new").hexdigest()
    again.close()


def test_the_first_bytes_are_compared_as_far_as_there_are_any(tmp_path: Path) -> None:
    part = opened(tmp_path)
    assert part.begins_with(b"GGUF")
    part.write(b"GG")
    assert part.begins_with(b"GGUF")
    part.write(b"XX")
    assert not part.begins_with(b"GGUF")
    part.close()


def test_a_finished_file_has_its_name_and_nothing_stays_beside_it(tmp_path: Path) -> None:
    part = opened(tmp_path)
    part.keep_record()
    part.write(b"whole")

    assert part.finish() == tmp_path / "m.gguf"
    assert os.listdir(tmp_path) == ["m.gguf"]
    assert (tmp_path / "m.gguf").read_bytes() == b"whole"


def test_a_file_that_has_come_by_hand_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    part = opened(tmp_path)
    part.write(b"GGUF fetched")
    (tmp_path / "m.gguf").write_bytes(b"GGUF by hand")

    with pytest.raises(FileExistsError, match="meanwhile"):
        part.finish()
    part.close()
    assert (tmp_path / "m.gguf").read_bytes() == b"GGUF by hand"
    assert (tmp_path / "m.gguf.part").read_bytes() == b"GGUF fetched"


def test_only_one_has_the_part_and_it_alone_can_throw_it_away(tmp_path: Path) -> None:
    part = opened(tmp_path)
    part.keep_record()

    assert Part.open(tmp_path, record()) is None
    assert not throw_away(tmp_path, record())

    part.close()
    assert throw_away(tmp_path, record())
    assert os.listdir(tmp_path) == []


def test_a_part_that_is_finished_before_it_is_locked_is_opened_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, finished = opened(tmp_path), list[Path]()

    def finish_and_lock(file: Any) -> bool:
        if not finished:
            finished.append(first.finish())
        return try_lock(file)

    monkeypatch.setattr("yeoul.downloads.part.try_lock", finish_and_lock)
    second = opened(tmp_path)

    assert (second.size, (tmp_path / "m.gguf.part").exists()) == (0, True)
    second.close()


def test_a_link_in_the_place_of_the_part_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    (tmp_path / "m.gguf.part").symlink_to(tmp_path / "mine")

    with pytest.raises(StrangeFile):
        Part.open(tmp_path, record())
