"""Pictures in a question: as they are to a model that sees, as text to one that does not."""

from __future__ import annotations

import io
import re
from collections import deque
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.e2e.driving import articles, choose, ended
from tests.e2e.scripted import scripted_server
from tests.e2e.test_accessibility import violations
from tests.e2e.test_files import PATIENCE_MS, PHOTO, READY, Blind, attach, box, payload
from tests.pictures.images import SECRET, png, turned
from yeoul.errors import ImagesNotTaken
from yeoul.providers.base import Model, Piece, Prompt
from yeoul.providers.script_steps import echo
from yeoul.providers.scripted import Scripted

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

#: What the models of this module were asked, the newest last.
asked: deque[Prompt] = deque()

#: Pastes a picture into the box, as from a screenshot.
PASTE = """
(bytes) => {
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([new Uint8Array(bytes)], 'image.png', { type: 'image/png' }));
  const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
  document.querySelector('textarea').dispatchEvent(event);
}
"""


class Seeing(Scripted):
    """A service that sees, and keeps what it is asked."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # as they are given
        self.prompts = asked


class Unknown(Scripted):
    """A service of which nobody tells whether it sees, and which does not."""

    async def models(self) -> Sequence[Model]:
        return [replace(each, images=None) for each in await super().models()]

    async def generate(self, prompt: Prompt) -> AsyncGenerator[list[Piece], None]:
        if prompt.turns[-1].pictures:
            raise ImagesNotTaken.by(prompt.model)
        async with aclosing(super().generate(prompt)) as batches:
            async for batch in batches:
                yield batch


@pytest.fixture
def seeing(tmp_path: Path) -> Iterator[str]:
    asked.clear()
    with scripted_server(tmp_path, echo, kind=Seeing) as url:
        yield url


@pytest.fixture
def blind(tmp_path: Path) -> Iterator[str]:
    with scripted_server(tmp_path, echo, kind=Blind) as url:
        yield url


def opened(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    page.get_by_role("button", name="Attach").wait_for()
    return page


def write(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Message", exact=True).fill(text)


def send(page: Page) -> None:
    page.get_by_role("button", name="Send", exact=True).click()


def shown(page: Page) -> list[str]:
    """Return the names of the pictures of the questions that are shown."""
    images = page.get_by_role("article").get_by_role("img")
    expect(images.first).to_be_visible()
    return [each.get_attribute("alt") or "" for each in images.all()]


def test_a_model_that_sees_gets_the_pictures_upright_small_and_without_metadata(
    context: BrowserContext, seeing: str
) -> None:
    page = opened(context, seeing)
    attach(page, payload("ford.jpg", turned(6)), payload("river.png", png()))
    expect(page.get_by_text("Goes with the message.", exact=True)).to_have_count(2)
    assert violations(page) == []
    page.get_by_role("button", name="Move river.png up").click()
    write(page, "What is this?")
    send(page)
    ended(page)

    pictures = asked[-1].turns[-1].pictures
    assert [each.about.name for each in pictures] == ["river.png", "ford.jpg"]
    assert Image.open(io.BytesIO(pictures[1].content)).size == (40, 80)
    assert SECRET not in pictures[1].content
    assert shown(page) == ["river.png", "ford.jpg"]
    page.reload()
    assert shown(page) == ["river.png", "ford.jpg"]
    page.get_by_role("button", name="river.png").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_picture_alone_is_a_question_and_a_draft_keeps_it_over_a_reload(
    context: BrowserContext, seeing: str
) -> None:
    page = opened(context, seeing)
    attach(page, payload("ford.png", png()))
    expect(page.get_by_text("Goes with the message.", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("listitem").filter(has_text="ford.png")).to_be_visible()
    send(page)
    expect(articles(page)).to_have_count(2)
    assert shown(page) == ["ford.png"]


def test_an_edited_question_keeps_its_pictures_each_of_which_can_be_removed(
    context: BrowserContext, seeing: str
) -> None:
    page = opened(context, seeing)
    attach(page, payload("one.png", png()), payload("two.png", png()))
    expect(page.get_by_text("Goes with the message.", exact=True)).to_have_count(2)
    write(page, "Which?")
    send(page)
    ended(page)
    page.get_by_role("button", name="Edit message").click()
    page.get_by_role("button", name="Remove one.png").click()
    send(page)
    expect(articles(page).first.get_by_text("2 / 2")).to_be_visible()
    ended(page)
    # The answer is the first to this question.
    expect(page.get_by_text("2 / 2")).to_have_count(1)
    assert shown(page) == ["two.png"]
    assert [each.about.name for each in asked[-1].turns[-1].pictures] == ["two.png"]


def test_send_waits_for_a_picture_that_is_under_way_and_says_so(
    context: BrowserContext, seeing: str
) -> None:
    held: list[Route] = []
    context.route("**/api/attachments?*", lambda route: held.append(route))
    page = opened(context, seeing)
    attach(page, payload("ford.png", png()))
    expect(page.get_by_text("Sending…", exact=True).first).to_be_visible()
    write(page, "What is this?")
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("as soon as its pictures are there")
    held[0].continue_()
    ended(page)
    assert shown(page) == ["ford.png"]


def test_a_picture_that_could_not_be_sent_is_sent_again(
    context: BrowserContext, seeing: str
) -> None:
    page = opened(context, seeing)
    page.route("**/api/attachments?*", lambda route: route.abort())
    attach(page, payload("ford.png", png()))
    again = page.get_by_role("button", name="Send ford.png again")
    again.wait_for()
    page.unroute_all()
    again.click()
    expect(page.get_by_text("Goes with the message.", exact=True)).to_be_visible()


def test_who_removes_a_picture_that_could_not_be_sent_sends_the_question_themselves(
    context: BrowserContext, seeing: str
) -> None:
    page = opened(context, seeing)
    page.route("**/api/attachments?*", lambda route: route.abort())
    attach(page, payload("ford.png", png()))
    page.get_by_role("button", name="Send ford.png again").wait_for()
    write(page, "What is this?")
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Try it again, or remove it.")
    page.get_by_role("button", name="Remove ford.png").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    write(page, "What is a ford?")
    send(page)
    ended(page)
    assert [turn.content for turn in asked[-1].turns] == ["What is a ford?"]


def test_a_picture_whose_sending_a_reload_cut_off_says_so_and_holds_the_question_back(
    context: BrowserContext, seeing: str
) -> None:
    context.route("**/api/attachments?*", lambda _: None)
    page = opened(context, seeing)
    attach(page, payload("ford.png", png()))
    expect(page.get_by_text("Sending…", exact=True).first).to_be_visible()
    page.reload()
    expect(page.get_by_text("It did not reach the server.").first).to_be_visible()
    write(page, "What is this?")
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("or remove it.")
    page.get_by_role("button", name="Remove ford.png").click()
    send(page)
    expect(articles(page)).to_have_count(2)


def test_a_picture_that_is_on_its_way_when_an_edit_begins_stays_with_its_question(
    context: BrowserContext, seeing: str
) -> None:
    page = opened(context, seeing)
    write(page, "First")
    send(page)
    ended(page)
    held: list[Route] = []
    context.route("**/api/attachments?*", lambda route: held.append(route))
    write(page, "Second")
    attach(page, payload("ford.png", png()))
    expect(page.get_by_text("Sending…", exact=True).first).to_be_visible()
    page.get_by_role("button", name="Edit message").click()
    expect(page.get_by_role("list", name="Pictures")).to_have_count(0)
    held[0].continue_()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Goes with the message.", exact=True)).to_be_visible()
    send(page)
    ended(page)
    turns = asked[-1].turns
    assert [(turn.content, len(turn.pictures)) for turn in turns][0::2] == [
        ("First", 0),
        ("Second", 1),
    ]


def test_a_large_picture_is_made_smaller_and_a_transparent_one_stays_so(
    context: BrowserContext, seeing: str
) -> None:
    page = opened(context, seeing)
    large, clear = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (4000, 1000), "navy").save(large, "PNG")
    Image.new("RGBA", (1000, 1000), (0, 0, 0, 0)).save(clear, "PNG")
    attach(page, payload("wide.png", large.getvalue()), payload("clear.png", clear.getvalue()))
    expect(page.get_by_text("Goes with the message.", exact=True)).to_have_count(2)
    write(page, "What are these?")
    send(page)
    ended(page)
    wide, still_clear = (
        Image.open(io.BytesIO(each.content)) for each in asked[-1].turns[-1].pictures
    )
    assert wide.size == (2048, 512)
    assert still_clear.convert("RGBA").getpixel((5, 5)) == (0, 0, 0, 0)


def test_of_more_than_twenty_pictures_the_others_say_so(
    context: BrowserContext, seeing: str
) -> None:
    page = opened(context, seeing)
    attach(page, *(payload(f"{number}.png", png()) for number in range(22)))
    expect(page.get_by_text("A question has at most 20 pictures.", exact=True)).to_have_count(2)
    expect(page.get_by_text("Goes with the message.", exact=True)).to_have_count(20)


def test_a_picture_is_pasted_into_the_box(context: BrowserContext, seeing: str) -> None:
    page = opened(context, seeing)
    page.evaluate(PASTE, [*png()])
    expect(page.get_by_role("listitem").filter(has_text="image.png")).to_be_visible()
    expect(page.get_by_text("Goes with the message.", exact=True)).to_be_visible()


def test_what_waits_and_what_is_temporary_has_its_pictures(
    context: BrowserContext, seeing: str
) -> None:
    page = opened(context, seeing)
    temporary: list[bool] = []
    page.on(
        "request",
        lambda request: (
            temporary.append("temporary=true" in request.url)
            if "/api/attachments?" in request.url
            else None
        ),
    )
    attach(page, payload("ford.png", png()))
    expect(page.get_by_text("Goes with the message.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Temporary chat").click()
    expect(page.get_by_text("Goes with the message.", exact=True)).to_be_visible()
    write(page, "What is this?")
    send(page)
    ended(page)
    assert temporary == [False, True]
    assert shown(page) == ["ford.png"]


def test_a_conversation_and_an_assistant_go_to_another_server_as_files(
    context: BrowserContext, seeing: str, tmp_path: Path
) -> None:
    page = opened(context, seeing)
    attach(page, payload("ford.png", png()))
    write(page, "What is this?")
    send(page)
    ended(page)
    made = {"name": "Ferryman", "instructions": "Row."}
    assert context.request.post(f"{seeing}/api/assistants", data=made).ok
    one, everything = saved(page, tmp_path)
    with scripted_server(tmp_path / "other", echo) as other:
        page.goto(other)
        page.get_by_role("button", name="Settings").click()
        page.get_by_role("button", name="Import…").click()
        dialog = page.get_by_role("dialog", name="Import conversations")
        for file, told in (
            (one, "1 conversation imported."),
            (everything, "0 conversations imported, 1 already here, 1 assistant."),
            (everything, "0 conversations imported, 1 already here."),
        ):
            dialog.locator("input[type=file]").set_input_files(file)
            expect(dialog.get_by_role("status")).to_contain_text(told)
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.get_by_role("link", name="What is this?").click()
        assert shown(page) == ["ford.png"]
        listed = context.request.get(f"{other}/api/assistants").json()["assistants"]
        [ferryman] = [each for each in listed if each["name"] == "Ferryman"]
        assert (ferryman["instructions"], ferryman["shipped"]) == ("Row.", False)


def saved(page: Page, folder: Path) -> tuple[Path, Path]:
    """Save the first conversation, and everything."""
    item = page.get_by_role("navigation", name="Conversations").get_by_role("listitem").first
    one, everything = folder / "one.json", folder / "all.jsonl"
    with page.expect_download() as exported:
        choose(item, "Export as JSON")
    exported.value.save_as(one)
    page.get_by_role("button", name="Settings").click()
    with page.expect_download() as exported:
        page.get_by_role("button", name="Export everything").click()
    exported.value.save_as(everything)
    return one, everything


def test_a_service_that_says_that_it_sees_nothing_gets_the_text_instead(
    context: BrowserContext, tmp_path: Path
) -> None:
    with scripted_server(tmp_path, echo, kind=Unknown) as url:
        page = opened(context, url)
        attach(page, PHOTO)
        expect(page.get_by_text("Goes with the message.", exact=True)).to_be_visible()
        write(page, "What is this?")
        send(page)
        page.get_by_role("button", name="Read its text instead").click()
        expect(page.get_by_role("listitem").filter(has_text=READY)).to_be_visible(
            timeout=PATIENCE_MS
        )
        assert "What is this?" in box(page)
        assert "notice.jpg" in box(page)
        send(page)
        expect(page.get_by_text("2 / 2").first).to_be_visible()


def test_on_a_phone_in_korean_a_picture_has_its_switch_and_axe_finds_nothing(
    browser: Browser, seeing: str
) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True, locale="ko-KR"
    )
    page = context.new_page()
    page.goto(seeing)
    page.get_by_role("button", name="첨부").wait_for()
    attach(page, payload("아주 긴 이름을 가진 여울 사진 파일.png", png()))
    expect(page.get_by_text("메시지와 함께 보냅니다.", exact=True)).to_be_visible()
    page.get_by_role("button", name=re.compile("^글로 읽기: 아주 긴")).wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="보내기").click()
    assert shown(page) == ["아주 긴 이름을 가진 여울 사진 파일.png"]
    assert violations(page) == []
    context.close()


def test_a_picture_becomes_text_where_the_model_sees_nothing(
    context: BrowserContext, blind: str
) -> None:
    page = opened(context, blind)
    attach(page, PHOTO)
    expect(page.get_by_role("listitem").filter(has_text=READY)).to_be_visible(timeout=PATIENCE_MS)
    assert "notice.jpg" in box(page)
    page.get_by_role("button", name="As a picture: notice.jpg").click()
    expect(page.get_by_text("The model sees no pictures.")).to_be_visible()
    assert box(page) == ""
    page.get_by_role("button", name="Read its text instead").click()
    expect(page.get_by_role("listitem").filter(has_text=READY)).to_be_visible(timeout=PATIENCE_MS)
