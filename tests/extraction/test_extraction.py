"""Files are told apart by their bytes."""

from __future__ import annotations

import pytest

from tests.e2e.made_files import docx
from tests.extraction.archives import archive
from tests.pictures.images import png
from yeoul.errors import InvalidRequest
from yeoul.extraction import OTHER, Extraction, extract


def test_a_document_is_one_whatever_it_is_called() -> None:
    assert extract("a.txt", docx(["제목"]), room=100) == Extraction("# 제목")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_texts_are_read_in_the_encodings_of_korea(encoding: str) -> None:
    found = extract("표.csv", "이름,값\n뷁,1\n".encode(encoding), room=100)
    assert found == Extraction("이름,값\n뷁,1\n", "csv")


@pytest.mark.parametrize(
    "content",
    [b"MZ\0\0binary", "text".encode("utf-16"), archive("x", name="a.txt"), png()],
    ids=["binary", "UTF-16", "zip", "picture"],
)
def test_other_files_are_told_what_works(content: bytes) -> None:
    with pytest.raises(InvalidRequest) as refused:
        extract("a.txt", content, room=100)
    assert refused.value.detail == OTHER


def test_spaces_are_no_text() -> None:
    with pytest.raises(InvalidRequest, match="No text was found"):
        extract("a.txt", b" \n", room=100)
