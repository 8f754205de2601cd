"""Documents of Word and Hangul, whole, damaged and hostile."""

from __future__ import annotations

import tracemalloc
import zipfile

import pytest

from tests.e2e.made_files import docx, hwpx
from tests.extraction.archives import archive
from yeoul.errors import InvalidRequest
from yeoul.extraction.office import DAMAGED, MOST_BYTES, is_archive, office_text


def refusal(content: bytes) -> str:
    with pytest.raises(InvalidRequest) as refused:
        office_text(content)
    return refused.value.detail


def test_a_document_of_word_is_markdown() -> None:
    content = docx(["제목", "첫째 & 둘째"], [["이름", "값"], ["전기", "12"]])
    assert is_archive(content)
    assert office_text(content) == (
        "# 제목\n첫째 & 둘째\n\n| 이름 | 값 |\n| --- | --- |\n| 전기 | 12 |"
    )


def test_the_sections_of_a_document_of_hangul_come_in_their_order() -> None:
    sections = [[f"구역 {number}"] for number in range(11)]
    assert office_text(hwpx(sections)) == "\n\n".join(each for (each,) in sections)


def test_another_archive_is_no_document() -> None:
    assert office_text(archive("text", name="xl/workbook.xml")) is None


@pytest.mark.parametrize(
    "content",
    [
        docx(["text"])[:-40],
        archive("<w:p>"),
        archive("<p/>", by=zipfile.ZIP_BZIP2),
        archive('<!DOCTYPE p [<!ENTITY a "a">]><p>&a;</p>'),
        b"PK\x03\x04 and nothing else",
    ],
    ids=["cut", "no whole XML", "another compression", "declarations", "no archive"],
)
def test_a_damaged_one_is_refused(content: bytes) -> None:
    assert refusal(content) == DAMAGED


def test_a_small_archive_of_a_huge_part_is_refused_without_the_memory_for_it() -> None:
    bomb = archive(b"<p>" + b" " * (2 * MOST_BYTES) + b"</p>")
    assert len(bomb) < 1 << 20
    tracemalloc.start()
    try:
        assert refusal(bomb) == DAMAGED
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()
