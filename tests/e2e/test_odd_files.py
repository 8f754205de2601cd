"""Files as they should not be, and people who are quick: what is added to a question regardless."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.e2e.driving import articles, ended
from tests.e2e.made_files import docx, korean_pdf
from tests.e2e.scripted import scripted_server
from tests.e2e.test_files import PATIENCE_MS, PHOTO, Blind, attach, box, is_ready, payload
from yeoul.providers.base import Model
from yeoul.providers.script_steps import echo as echo_script

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

#: Tokens that the model holds.
WINDOW = 1_000

#: Adds files by a drop, whose names no file system would take.
DROP = """
(named) => {
  const data = new DataTransfer();
  for (const [name, text] of named) data.items.add(new File([text], name));
  const event = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
  document.querySelector('main').dispatchEvent(event);
}
"""


class Narrow(Blind):
    """A service whose models see nothing, and hold little."""

    async def models(self) -> Sequence[Model]:
        return [replace(each, context_length=WINDOW) for each in await super().models()]


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scripted_server(tmp_path_factory.mktemp("narrow"), echo_script, kind=Narrow) as url:
        yield url


@pytest.fixture
def page(context: BrowserContext, narrow: str) -> Page:
    """A new chat, to which files can be added."""
    page = context.new_page()
    page.goto(narrow)
    page.get_by_role("button", name="Attach").wait_for()
    return page


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("nothing.txt", b"", "No text was found in it."),
        ("nothing.png", b"", "The file is damaged"),
        ("nothing.pdf", b"", "The file is damaged"),
        ("empty.docx", docx([""]), "No text was found in it."),
        (
            "locked.pdf",
            korean_pdf([["secret"]]).replace(
                b"/Root",
                b"/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <"
                + b"41" * 32
                + b"> /U <"
                + b"42" * 32
                + b"> >> /ID [<01> <01>] /Root",
            ),
            "The PDF asks for a password.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_with_nothing_to_read_are_told_in_a_sentence(
    page: Page, name: str, content: bytes, sentence: str
) -> None:
    attach(page, payload(name, content))
    expect(page.get_by_role("listitem").filter(has_text=sentence)).to_be_visible(
        timeout=PATIENCE_MS
    )
    assert box(page) == ""


def test_a_text_of_60_megabytes_is_cut_to_what_the_model_holds(page: Page) -> None:
    # Playwright itself takes no more than 50.
    page.evaluate(DROP, [["small.txt", "x"]])
    is_ready(page)
    page.get_by_role("button", name="Remove small.txt").click()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(['강은 흐른다.\\n'.repeat(3_300_000)], 'large.txt'));
          document.querySelector('main').dispatchEvent(
            new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.get_by_text(re.compile("fit into one question to this model")).first).to_be_visible(
        timeout=PATIENCE_MS
    )
    assert WINDOW < len(box(page).encode()) < 3 * WINDOW


def test_the_pages_that_fit_are_those_that_the_model_holds(page: Page) -> None:
    pages = [[f"{number:02} {'가' * 40}" for _ in range(5)] for number in range(1, 11)]
    attach(page, payload("ten.pdf", korean_pdf(pages)))
    expect(
        page.get_by_text(re.compile(r"^Only pages 1 to 3 of 10 fit into one question to this"))
    ).to_be_visible(timeout=PATIENCE_MS)
    assert box(page).startswith("ten.pdf (p. 1–3 / 10)\n")


def test_odd_names_stand_on_one_line_and_their_files_can_be_moved_and_removed(page: Page) -> None:
    names = [unicodedata.normalize("NFD", "공지 사항.txt"), 'a/b "c".txt', "in\u202efdp.txt"]
    page.evaluate(DROP, [[name, f"text {at}"] for at, name in enumerate(names)])
    is_ready(page, 3)
    shown = ["공지 사항.txt", 'a/b "c".txt', "in fdp.txt"]
    blocks = [f"{name}\n```txt\ntext {at}\n```\n" for at, name in enumerate(shown)]
    assert box(page) == "".join(blocks)
    page.get_by_role("button", name=f"Move {shown[1]} up").click()
    assert box(page) == blocks[1] + blocks[0] + blocks[2]
    for name in shown:
        page.get_by_role("button", name=f"Remove {name}").click()
    assert box(page) == ""


def test_texts_of_windows_are_read_as_they_are(page: Page) -> None:
    attach(
        page,
        payload("utf-16.csv", "이름,값\r\n전기,12\r\n".encode("utf-16")),
        payload("cp949.csv", "이름,값\r\n전기,12\r\n".encode("cp949")),
    )
    is_ready(page, 2)
    text = "```csv\n이름,값\n전기,12\n```\n"
    assert box(page) == f"utf-16.csv\n{text}cp949.csv\n{text}"


def test_a_question_is_not_sent_without_the_text_that_is_still_being_read(page: Page) -> None:
    held: list[Route] = []
    page.route("**/*.traineddata", lambda route: held.append(route))
    attach(page, PHOTO)
    message = page.get_by_role("textbox", name="Message", exact=True)
    message.fill("What does it say?")
    button = page.get_by_role("button", name="Send")
    button.dblclick()
    said = page.get_by_text("A file is still being read. Its text comes into the message first.")
    expect(said).to_be_visible()
    page.get_by_role("button", name="Remove notice.jpg").click()
    expect(said).to_have_count(0)
    expect(articles(page)).to_have_count(0)
    button.click()
    ended(page)
    expect(articles(page).first).to_contain_text("What does it say?")
    page.unroute_all(behavior="ignoreErrors")


def test_two_files_that_are_added_twice_at_once_are_all_there(page: Page) -> None:
    one, two = payload("one.txt", b"one"), payload("two.txt", b"two")
    attach(page, one, two)
    attach(page, one, two)
    is_ready(page, 4)
    names = re.findall(r"^(.+)\n```txt$", box(page), re.MULTILINE)
    assert names == ["one.txt", "two.txt", "one 2.txt", "two 2.txt"]


def test_what_a_server_that_is_gone_does_not_give_is_not_called_damaged(page: Page) -> None:
    page.route("**/workers/pdf.worker*", lambda route: route.abort())
    attach(page, payload("one.pdf", korean_pdf([["하나"]])))
    expect(page.get_by_text("could not be fetched").first).to_be_visible(timeout=PATIENCE_MS)
    page.unroute_all(behavior="ignoreErrors")
