"""Files in a question: photos, scans and documents become text, in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, Request, Route, expect

from tests.e2e.driving import articles, ended
from tests.e2e.made_files import docx, hwpx, korean_pdf, scanned_pdf
from tests.e2e.scripted import scripted_server
from tests.e2e.test_accessibility import violations
from yeoul.providers.base import Model
from yeoul.providers.script_steps import echo as echo_script
from yeoul.providers.scripted import Scripted

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

#: A photo of a printed notice, with shadow, noise, blur and turn, and what stands on it.
PICTURES = Path(__file__).parent / "pictures"
PHOTO = PICTURES / "notice.jpg"
PHOTO_SIZE = (1300, 1081)
#: The share of its letters that may be wrong.
WRONG = 0.03
#: Reading is work for the processor, which others may need at the same time.
PATIENCE_MS = 120_000
READY = "Its text is in the message. Please check it."

TURNED = """
async ([bytes, quarters]) => {
  const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
  const {width: wide, height: high} = bitmap;
  const [width, height] = quarters % 2 ? [high, wide] : [wide, high];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  context.translate(width / 2, height / 2);
  context.rotate(quarters * Math.PI / 2);
  context.drawImage(bitmap, -wide / 2, -high / 2);
  const blob = await canvas.convertToBlob({type: 'image/png'});
  return [...new Uint8Array(await blob.arrayBuffer())];
}
"""

#: Drops a file on the middle of the page; returns whether the browser was kept from opening it.
DROP = """
([name, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name));
  const event = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
  return !document.querySelector('main').dispatchEvent(event);
}
"""


class Blind(Scripted):
    """A service whose models see nothing: pictures become text."""

    async def models(self) -> Sequence[Model]:
        return [replace(each, images=False) for each in await super().models()]


@pytest.fixture(scope="module")
def blind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scripted_server(tmp_path_factory.mktemp("blind"), echo_script, kind=Blind) as url:
        yield url


@pytest.fixture
def page(context: BrowserContext, blind: str) -> Page:
    """A new chat, to which files can be added."""
    page = context.new_page()
    page.goto(blind)
    page.get_by_role("button", name="Attach").wait_for()
    return page


def attach(page: Page, *files: Path | FilePayload) -> None:
    page.locator("input[type=file]").set_input_files(list(files))  # type: ignore[arg-type]  # one kind at a time


def payload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "", "buffer": content}


def box(page: Page) -> str:
    return page.get_by_role("textbox", name="Message", exact=True).input_value()


def is_ready(page: Page, count: int = 1) -> None:
    expect(page.get_by_role("listitem").filter(has_text=READY)).to_have_count(
        count, timeout=PATIENCE_MS
    )


def wrong_share(said: str, wanted: str) -> float:
    """The share of wrong letters (Levenshtein's distance), spaces apart."""
    one, other = ("".join(text.split()) for text in (said, wanted))
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        former, row = row, [at]
        for place, wanted_letter in enumerate(other, start=1):
            cost = former[place - 1] + (letter != wanted_letter)
            row.append(min(cost, former[place] + 1, row[-1] + 1))
    return row[-1] / len(other)


def read_off(page: Page) -> str:
    """What stands in the fence of the only file."""
    found = re.fullmatch(r"[^\n]*\n```\n(.*)```\n", box(page), re.DOTALL)
    assert found is not None, box(page)
    return found[1]


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_the_text_of_a_photo_stands_in_the_box_whichever_way_it_lies(
    page: Page, quarters: int
) -> None:
    photo = page.evaluate(TURNED, [list(PHOTO.read_bytes()), quarters])
    attach(page, payload("notice.png", bytes(photo)))
    is_ready(page)
    share = wrong_share(read_off(page), (PICTURES / "notice.txt").read_text("utf-8"))
    assert share <= WRONG, box(page)


def test_nothing_of_a_photo_leaves_the_browser_and_nothing_is_fetched_before_it(
    context: BrowserContext, blind: str
) -> None:
    page = context.new_page()
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.goto(blind)
    page.get_by_role("button", name="Attach").wait_for()
    engine = re.compile(r"\.(wasm|traineddata)|workers/|/extraction-|/pdf-")
    assert [each.url for each in asked if engine.search(each.url)] == []
    asked.clear()
    attach(page, PHOTO)
    is_ready(page)
    assert {each.method for each in asked} == {"GET"}
    # A small picture of the photo is drawn from the browser's own memory.
    own = [each.url for each in asked if not each.url.startswith("blob:")]
    assert all(url.startswith(f"{blind}/assets/") or "/api/" in url for url in own), own


def test_a_photo_that_is_read_can_be_called_off_and_the_next_one_is_read(page: Page) -> None:
    held: list[Route] = []
    page.route("**/*.traineddata", lambda route: held.append(route))
    attach(page, PHOTO)
    expect(
        page.get_by_text("Fetching what reads pictures…").or_(page.get_by_text("Waiting")).first
    ).to_be_visible()
    page.get_by_role("button", name="Remove notice.jpg").click()
    expect(page.get_by_role("list", name="Added files")).to_have_count(0)
    assert box(page) == ""
    page.unroute_all(behavior="ignoreErrors")
    attach(page, PHOTO)
    is_ready(page)


def test_documents_of_word_and_hangul_stand_in_the_box_in_their_order(page: Page) -> None:
    word = docx(["제목", "첫째 & 둘째"], [["이름", "값"], ["전기", "12"]])
    attach(page, payload("글.docx", word), payload("글.hwpx", hwpx([["하나"], ["둘"]])))
    is_ready(page, 2)
    table = "| 이름 | 값 |\n| --- | --- |\n| 전기 | 12 |"
    first = f"글.docx\n```\n# 제목\n첫째 & 둘째\n\n{table}\n```\n"
    second = "글.hwpx\n```\n하나\n\n둘\n```\n"
    assert box(page) == first + second
    page.get_by_role("button", name="Move 글.hwpx up").click()
    assert box(page) == second + first
    page.get_by_role("button", name="Remove 글.docx").click()
    assert box(page) == second


def test_the_pages_of_a_korean_pdf_without_its_fonts_are_read_and_chosen(page: Page) -> None:
    pages = [[f"{number}쪽입니다", "강은 흐른다."] for number in range(1, 41)]
    attach(page, payload("강.pdf", korean_pdf(pages)))
    is_ready(page)
    text = box(page)
    assert text.startswith("강.pdf\n```\n[1]\n1쪽입니다\n강은 흐른다.\n\n[2]\n2쪽입니다\n")
    assert text.endswith("[40]\n40쪽입니다\n강은 흐른다.\n```\n")
    page.get_by_role("spinbutton", name="First page of 강.pdf").fill("2")
    page.get_by_role("spinbutton", name="Last page of 강.pdf").fill("3")
    page.get_by_role("button", name="Read these").click()
    some = "[2]\n2쪽입니다\n강은 흐른다.\n\n[3]\n3쪽입니다\n강은 흐른다."
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_have_value(
        f"강.pdf (p. 2–3 / 40)\n```\n{some}\n```\n"
    )


def test_of_a_long_pdf_the_pages_that_fit_are_told_before_it_is_sent(page: Page) -> None:
    pages = [
        [f"{number:02} {line:02} {'가' * 40}" for line in range(45)] for number in range(1, 111)
    ]
    attach(page, payload("long.pdf", korean_pdf(pages)))
    expect(
        page.get_by_text(re.compile(r"^Only pages 1 to \d+ of 110 fit into one question"))
    ).to_be_visible(timeout=PATIENCE_MS)
    assert 150_000 < len(box(page)) <= 200_000


def test_a_scan_in_a_pdf_is_read_like_a_photo(page: Page) -> None:
    attach(page, payload("scan.pdf", scanned_pdf(PHOTO.read_bytes(), *PHOTO_SIZE)))
    is_ready(page)
    share = wrong_share(read_off(page), (PICTURES / "notice.txt").read_text("utf-8"))
    assert share <= WRONG, box(page)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("old.hwp", b"\xd0\xcf\x11\xe0", "save it as HWPX, DOCX, CSV or PDF"),
        ("data.bin", b"\x7fELF\x02\x01\x00\xff", "Files of this kind cannot be read."),
        ("photo.heic", b"\x00\x00\x00\x18ftypheic", "This browser cannot read HEIC pictures."),
        ("photo.jpg", b"\xff\xd8\x00\x01", "The file is damaged"),
        ("a.pdf", b"%PDF-1.4\nnothing", "The file is damaged"),
        ("a.docx", b"PK\x03\x04nothing", "The file is damaged"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(
    page: Page, name: str, content: bytes, sentence: str
) -> None:
    attach(page, payload(name, content))
    expect(page.get_by_role("listitem").filter(has_text=sentence)).to_be_visible(
        timeout=PATIENCE_MS
    )
    assert box(page) == ""
    # It does not keep anything else from being sent.
    page.get_by_role("textbox", name="Message", exact=True).fill("Hello")
    expect(page.get_by_role("button", name="Send")).to_be_enabled()


def test_of_many_files_one_that_cannot_be_read_is_in_sight(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    fine = [payload(f"{number}.txt", b"Hello") for number in range(6)]
    attach(page, *fine, payload("old.hwp", b"\xd0\xcf\x11\xe0"))
    is_ready(page, 6)
    expect(page.get_by_text("Files of this kind cannot be read.").first).to_be_in_viewport()


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_what_sends_stays_within_the_window_however_much_is_added(
    page: Page, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    attach(page, *(payload(f"{number}.txt", b"Hello\n" * 99) for number in range(6)))
    is_ready(page, 6)
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_in_viewport(ratio=1)


def test_a_picture_without_text_says_so(page: Page) -> None:
    white = page.evaluate(TURNED, [list(PHOTO.read_bytes()), 0])
    blank = page.evaluate(
        """async () => {
          const canvas = new OffscreenCanvas(600, 400);
          const context = canvas.getContext('2d');
          context.fillStyle = 'white';
          context.fillRect(0, 0, 600, 400);
          return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
        }"""
    )
    assert len(blank) < len(white)
    attach(page, payload("blank.png", bytes(blank)))
    expect(page.get_by_text("No text was found in it.").first).to_be_visible(timeout=PATIENCE_MS)


def test_what_is_to_be_done_stands_before_the_text_and_both_are_sent(page: Page) -> None:
    attach(page, payload("one.py", b"print(1)"))
    is_ready(page)
    page.get_by_role("button", name="Translate").click()
    page.get_by_role("button", name="Summarise").click()
    assert box(page) == "Summarise this.\n\none.py\n```py\nprint(1)\n```\n"
    page.get_by_role("button", name="Send").click()
    ended(page)
    expect(articles(page).first).to_contain_text("print(1)")
    expect(page.get_by_role("list", name="Added files")).to_have_count(0)


def test_a_dropped_text_file_is_part_of_the_question(page: Page) -> None:
    assert page.evaluate(DROP, ["one.py", list(b"print(1)")])
    message = page.get_by_role("textbox", name="Message", exact=True)
    expect(message).to_have_value("one.py\n```py\nprint(1)\n```\n")


@pytest.fixture(params=[("light", 1280), ("dark", 390)], ids=["wide", "phone"])
def any_page(browser: Browser, blind: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A new chat on a wide light screen, and on a narrow dark one."""
    scheme, width = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, locale="en-US"
    )
    page = context.new_page()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(blind)
    page.get_by_role("button", name="Attach").wait_for()
    yield page
    context.close()


def test_axe_finds_nothing_in_the_list_of_files_and_the_keyboard_reaches_it(any_page: Page) -> None:
    pdf = korean_pdf([["하나의 쪽"], ["둘째의 쪽입니다"]])
    attach(
        any_page, payload("강.pdf", pdf), payload("a.txt", b"text"), payload("a.hwp", b"\xd0\xcf")
    )
    is_ready(any_page, 2)
    assert violations(any_page) == []
    inside = any_page.evaluate(
        "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    assert inside, "nothing stands beyond the edge of the screen"
    remove = any_page.get_by_role("button", name="Remove a.txt")
    remove.focus()
    remove.press("Enter")
    expect(any_page.get_by_text("a.txt")).to_have_count(0)
