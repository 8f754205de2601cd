"""PDFs: Korean ones, long ones, scans, damaged ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.made_files import korean_pdf, scanned_pdf
from yeoul.errors import InvalidRequest
from yeoul.extraction import Extraction, PageRange, extract

PHOTO = Path(__file__).parents[1] / "e2e" / "pictures" / "notice.jpg"
PAGES = [
    ["전기요금 청구서", "납부 금액 12,300원"],
    ["둘째 쪽의 글이 있다"],
    ["셋째 쪽의 글이 있다"],
]


def read(content: bytes, *, room: int = 1000, pages: PageRange | None = None) -> Extraction:
    return extract("a.pdf", content, room=room, pages=pages)


def refusal(content: bytes, pages: PageRange | None = None) -> str:
    with pytest.raises(InvalidRequest) as refused:
        read(content, pages=pages)
    return refused.value.detail


def test_the_pages_of_a_korean_pdf_without_its_font_are_read_in_their_order() -> None:
    assert read(korean_pdf(PAGES)) == Extraction(
        "[1]\n전기요금 청구서\n납부 금액 12,300원\n\n"
        "[2]\n둘째 쪽의 글이 있다\n\n[3]\n셋째 쪽의 글이 있다"
    )


def test_a_single_page_has_no_number() -> None:
    assert read(korean_pdf(PAGES[:1])).text == "전기요금 청구서\n납부 금액 12,300원"


@pytest.mark.parametrize(
    ("wanted", "part", "first"),
    [((2, 2), "p. 2 / 3", "[2]"), ((2, 9), "p. 2–3 / 3", "[2]"), ((1, 3), "", "[1]")],
)
def test_some_pages_can_be_chosen(wanted: tuple[int, int], part: str, first: str) -> None:
    found = read(korean_pdf(PAGES), pages=PageRange(*wanted))
    assert (found.part, found.text[:3], found.notes) == (part, first, ())


def test_pages_that_are_not_there_are_told() -> None:
    assert refusal(korean_pdf(PAGES), PageRange(4, 5)) == "It has 3 pages: there is no page 4."


def test_of_one_that_is_too_long_the_pages_that_fit_are_read_and_told() -> None:
    found = read(korean_pdf(PAGES), room=50)
    assert found.text.endswith("둘째 쪽의 글이 있다")
    assert found.part == "p. 1–2 / 3"
    assert found.notes == ("Only pages 1 to 2 of 3 fit into one question.",)


def test_of_a_first_page_that_is_too_long_there_is_its_beginning() -> None:
    found = read(korean_pdf(PAGES), room=15)
    assert found.text == "[1]\n전기요금 청구서"
    assert found.part == "p. 1 / 3"
    assert found.notes[1] == "Only page 1 of 3 fit into one question."


def test_a_scan_is_told_with_what_reads_it() -> None:
    said = refusal(scanned_pdf(PHOTO.read_bytes(), 1300, 1081))
    assert said.startswith("No text was found in this PDF: a scan has none.")
    assert "the page (yeoul serve), which reads scans" in said


def test_a_page_without_text_among_others_is_told() -> None:
    found = read(korean_pdf([PAGES[0], [], PAGES[2]]))
    assert "[2]" not in found.text
    (note,) = found.notes
    assert note.startswith("Page 2: hardly any text was found there;")


def test_a_damaged_one_is_told() -> None:
    assert refusal(b"%PDF-1.7\nnothing") == "The file is damaged, or is not what its name says."


def test_one_that_asks_for_a_password_is_told() -> None:
    locked = korean_pdf(PAGES).replace(
        b"/Root 1 0 R >>",
        b"/Root 1 0 R /ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s>"
        b" /U <%s> >> >>" % (b"00" * 32, b"00" * 32),
    )
    assert refusal(locked).startswith("The PDF asks for a password.")


def test_pdfium_is_loaded_where_there_is_a_pdf_and_is_asked_for_where_it_is_missing() -> None:
    code = (
        "import sys; sys.modules['pypdfium2'] = None\n"
        "from yeoul.extraction import extract\n"
        "from yeoul.errors import StartupError\n"
        "print(extract('a.txt', b'text', room=9).text)\n"
        "try: extract('a.pdf', b'%PDF-1.7', room=9)\n"
        "except StartupError as error: print(error.detail)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "text",
        "What reads PDFs is not installed: pip install 'yeoul[documents]'.",
    ]
