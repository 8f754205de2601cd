"""Assistants in the page: chosen, asked, made, changed, and moved as files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.driving import answer, articles, ask, ended
from tests.e2e.processes import ServerProcess
from tests.e2e.test_accessibility import violations
from tests.pictures.images import png

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

FERRYMAN: dict[str, Any] = {
    "yeoul_assistant": 1,
    "name": "Ferryman",
    "description": "Knows the river.",
    "instructions": "You are a ferryman.\nAnswer briefly.",
    "parameters": {"temperature": 0.5},
    "starters": ["Is it deep here?", "여기는 얕나요?"],
}


@pytest.fixture
def page(context: BrowserContext, server: ServerProcess) -> Page:
    """A new chat with a scripted model."""
    page = context.new_page()
    page.goto(server.url)
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_visible()
    return page


def made(server: ServerProcess, **fields: Any) -> dict[str, Any]:
    """Make an assistant; returns it."""
    reply = httpx2.post(f"{server.url}/api/assistants", json=FERRYMAN | fields, trust_env=False)
    assert reply.status_code == 201, reply.text
    shown: dict[str, Any] = reply.json()
    return shown


def stored(server: ServerProcess, path: str) -> Any:
    return httpx2.get(f"{server.url}/api/{path}", trust_env=False).json()


def conversation_of(page: Page, server: ServerProcess) -> Any:
    """Return the conversation that the page shows, as it is stored."""
    page.wait_for_url(re.compile("/c/[0-9a-f]{32}$"))
    return stored(server, f"conversations/{page.url.rpartition('/')[2]}")


def choose(page: Page, name: str) -> None:
    """Choose an assistant in the menu of models."""
    page.get_by_role("button", name="Model", exact=True).click()
    page.get_by_role("option", name=name).click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def all_assistants(page: Page) -> None:
    page.get_by_role("button", name="Assistants", exact=True).click()
    expect(page.get_by_role("heading", name="Assistants", exact=True)).to_be_visible()


def action(page: Page, name: str, entry: str) -> None:
    """Choose an entry of the menu of an assistant."""
    page.get_by_role("button", name=f"More about {name}", exact=True).click()
    page.get_by_role("menuitem", name=entry).click()


def cards(page: Page) -> list[str]:
    return page.get_by_role("main").get_by_role("listitem").get_by_role("heading").all_inner_texts()


def test_a_chat_is_begun_with_an_assistant_by_a_click_on_a_starter(
    page: Page, server: ServerProcess
) -> None:
    ferryman = made(server)
    choose(page, "Ferryman")
    expect(page.get_by_text("Knows the river.")).to_be_visible()
    page.get_by_role("button", name="Is it deep here?").click()
    ended(page)
    expect(answer(page)).to_contain_text("Is it deep here?")
    expect(page.get_by_text("You are talking with Ferryman")).to_be_attached()
    kept = conversation_of(page, server)
    assert kept["assistant"] == {"id": ferryman["id"], "name": "Ferryman"}
    assert (kept["system"], kept["parameters"]["temperature"]) == (FERRYMAN["instructions"], 0.5)

    # It is its own from then on, whatever becomes of the assistant.
    httpx2.delete(f"{server.url}/api/assistants/{ferryman['id']}", trust_env=False)
    page.reload()
    expect(articles(page)).to_have_count(2)  # before it is asked: they are counted
    ask(page, "And there?")
    ended(page)
    expect(page.get_by_text("You are talking with Ferryman")).to_be_attached()
    page.get_by_role("button", name="New chat").click()
    expect(page.get_by_role("heading", name="What would you like to know?")).to_be_visible()
    expect(page.get_by_text("You are talking with Ferryman")).not_to_be_attached()


def test_what_is_in_the_box_already_is_what_a_starter_is_about(
    page: Page, server: ServerProcess
) -> None:
    choose(page, "Document summary")
    box = page.get_by_role("textbox", name="Message", exact=True)
    box.fill("The ford is closed on Monday.")
    page.get_by_role("button", name="Summarise this text.").click()
    ended(page)
    expect(box).to_have_value("")
    question = conversation_of(page, server)["messages"][0]["text"]
    assert question == "Summarise this text.\n\nThe ford is closed on Monday."


def test_a_starter_is_about_the_picture_in_the_box(page: Page, server: ServerProcess) -> None:
    choose(page, "Document summary")
    page.locator("input[type=file]").set_input_files(
        {"name": "ford.png", "mimeType": "image/png", "buffer": png()}
    )
    expect(page.get_by_text("Goes with the message.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Summarise this text.").click()
    ended(page)
    question = conversation_of(page, server)["messages"][0]
    assert question["text"] == "Summarise this text."
    assert [each["name"] for each in question["attachments"]] == ["ford.png"]
    expect(page.get_by_role("button", name="Remove ford.png")).to_have_count(0)


def test_the_menu_is_gone_through_by_keys_and_found_by_words(
    page: Page, server: ServerProcess
) -> None:
    made(server)
    page.get_by_role("button", name="Model", exact=True).press("ArrowDown")
    options = page.get_by_role("option")
    expect(options.first).to_have_text(re.compile("^Document summary"))
    page.keyboard.press("Home")
    page.keyboard.press("f")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ferryman", exact=True)).to_be_visible()
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_focused()
    for number in range(8):
        made(server, name=f"Ferryman {number}")
    page.get_by_role("button", name="Model", exact=True).click()
    page.get_by_role("combobox", name="Search models").fill("ferryman 7")
    expect(options).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ferryman 7", exact=True)).to_be_visible()


def test_a_chat_that_is_to_be_temporary_stays_so_with_an_assistant(
    page: Page, server: ServerProcess
) -> None:
    temporary = page.get_by_role("button", name="Temporary chat", exact=True)
    temporary.click()
    choose(page, "English tutor")
    expect(temporary).to_have_attribute("aria-pressed", "true")
    ask(page, "Yesterday I go home.")
    ended(page)
    assert stored(server, "conversations")["conversations"] == []


def test_words_that_name_a_model_and_an_assistant_mean_the_model(
    page: Page, server: ServerProcess
) -> None:
    for number in range(9):
        made(server, name=f"Scripted {number}")
    page.get_by_role("button", name="Model", exact=True).click()
    page.get_by_role("combobox", name="Search models").fill("scripted")
    expect(page.locator(".option.active")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What would you like to know?")).to_be_visible()


def test_an_assistant_begins_a_new_chat_where_one_is_going_on(
    page: Page, server: ServerProcess
) -> None:
    ask(page, "Hello")
    ended(page)
    before = conversation_of(page, server)
    choose(page, "English tutor")
    expect(articles(page)).to_have_count(0)
    ask(page, "Yesterday I go home.")
    ended(page)
    begun = conversation_of(page, server)
    assert begun["id"] != before["id"]
    assert begun["assistant"] == {"id": "english-tutor", "name": "English tutor"}
    assert "assistant" not in stored(server, f"conversations/{before['id']}")


def test_what_is_chosen_besides_goes_before_the_assistant(
    page: Page, server: ServerProcess
) -> None:
    made(server)
    choose(page, "Ferryman")
    page.get_by_role("button", name="Options", exact=True).click()
    dialog = page.get_by_role("dialog", name="Options")
    instructions = dialog.get_by_role("textbox", name="Instructions")
    expect(instructions).to_have_value(FERRYMAN["instructions"])
    expect(dialog.get_by_role("textbox", name="Temperature")).to_have_value("0.5")
    instructions.fill("You are a pilot.")
    dialog.get_by_role("textbox", name="Top-p").fill("0.9")
    dialog.get_by_role("button", name="Save").click()
    ask(page, "Ahoy")
    ended(page)
    kept = conversation_of(page, server)
    assert (kept["system"], kept["assistant"]["name"]) == ("You are a pilot.", "Ferryman")
    assert (kept["parameters"]["temperature"], kept["parameters"]["top_p"]) == (0.5, 0.9)


def test_a_model_that_is_gone_is_said_to_be_before_and_after_the_question(
    page: Page, server: ServerProcess
) -> None:
    made(server, model="office/llama")
    choose(page, "Ferryman")
    expect(page.get_by_text("office/llama cannot be asked at present")).to_be_visible()
    ask(page, "Ahoy")
    ended(page)
    expect(page.get_by_text("office/llama is not available")).to_be_visible()
    assert conversation_of(page, server)["assistant"]["missing_model"] == "office/llama"


def test_a_question_to_an_assistant_that_is_gone_comes_back_and_can_be_asked_without_it(
    page: Page, server: ServerProcess
) -> None:
    ferryman = made(server)
    choose(page, "Ferryman")
    httpx2.delete(f"{server.url}/api/assistants/{ferryman['id']}", trust_env=False)
    box = page.get_by_role("textbox", name="Message", exact=True)
    box.fill("Is it deep here?")
    box.press("Enter")
    expect(page.get_by_text("It no longer exists.")).to_be_visible()
    expect(box).to_have_value("Is it deep here?")
    page.get_by_role("button", name="New chat").click()
    expect(box).to_have_value("Is it deep here?")
    box.press("Enter")
    ended(page)
    assert "assistant" not in conversation_of(page, server)


def test_an_assistant_is_made_once_all_of_it_is_right(page: Page, server: ServerProcess) -> None:
    all_assistants(page)
    page.get_by_role("button", name="New assistant").click()
    dialog = page.get_by_role("dialog", name="New assistant")
    save = dialog.get_by_role("button", name="Save")
    save.click()
    name = dialog.get_by_role("textbox", name="Name", exact=True)
    expect(name).to_be_focused()
    expect(dialog.get_by_text("A name is missing.")).to_be_visible()
    name.fill("Ferryman")
    starters = dialog.get_by_role("textbox", name="Questions to begin with")
    starters.fill("\n".join("abcdefghi"))
    save.click()
    expect(dialog.get_by_text("more than eight")).to_be_visible()
    starters.fill("  Is it deep here?\n\n")
    dialog.get_by_role("textbox", name="Instructions").fill("You are a ferryman.")
    dialog.get_by_role("textbox", name="Temperature").fill("9")
    save.click()
    expect(dialog.get_by_role("textbox", name="Temperature")).to_be_focused()
    dialog.get_by_role("textbox", name="Temperature").fill("0.5")
    dialog.get_by_role("combobox", name="Model").select_option("scripted:echo@100")
    save.click()
    expect(dialog).not_to_be_attached()
    expect(page.get_by_text("Model: Scripted echo@100")).to_be_visible()
    [own] = [one for one in stored(server, "assistants")["assistants"] if not one["shipped"]]
    assert (own["starters"], own["model"]) == (["Is it deep here?"], "scripted:echo@100")


def test_assistants_are_changed_duplicated_and_deleted(page: Page, server: ServerProcess) -> None:
    made(server)
    all_assistants(page)
    action(page, "Ferryman", "Edit")
    edit = page.get_by_role("dialog", name="Edit the assistant: Ferryman")
    edit.get_by_role("textbox", name="Name", exact=True).fill("Pilot")
    edit.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Pilot")).to_be_visible()
    action(page, "Pilot", "Duplicate")
    expect(page.get_by_role("heading", name="Pilot (copy)")).to_be_visible()
    assert cards(page) == ["Document summary", "English tutor", "Pilot", "Pilot (copy)"]
    action(page, "Pilot", "Delete")
    sure = page.get_by_role("dialog", name="Delete the assistant: Pilot")
    sure.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="Pilot", exact=True)).not_to_be_attached()


def test_one_that_ships_is_ones_own_once_it_is_changed_and_can_be_brought_back(
    page: Page,
) -> None:
    all_assistants(page)
    expect(page.get_by_text("Comes with Yeoul")).to_have_count(2)
    action(page, "English tutor", "Edit")
    dialog = page.get_by_role("dialog", name="Edit the assistant: English tutor")
    expect(dialog.get_by_text("It comes with Yeoul")).to_be_visible()
    dialog.get_by_role("textbox", name="Description").fill("Mine")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Comes with Yeoul")).to_have_count(1)
    action(page, "English tutor", "Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Bring back English tutor").click()
    expect(page.get_by_text("Comes with Yeoul")).to_have_count(2)
    expect(page.get_by_role("button", name="Bring back English tutor")).not_to_be_attached()


def test_an_assistant_goes_by_a_file_and_is_looked_at_before_it_is_kept(
    page: Page, server: ServerProcess, tmp_path: Path
) -> None:
    made(server)
    all_assistants(page)
    with page.expect_download() as exported:
        action(page, "Ferryman", "Export")
    assert exported.value.suggested_filename == "Ferryman.json"
    assert json.loads(exported.value.path().read_text("utf-8")) == FERRYMAN

    bad = tmp_path / "bad.json"
    bad.write_text('{"yeoul_assistant":9,"name":"x"}', encoding="utf-8")
    files = page.locator('input[type="file"][accept*="json"]')
    files.set_input_files(bad)
    expect(page.get_by_text("“bad.json” was written by a later version")).to_be_visible()
    bad.write_text('{"name":"x"}', encoding="utf-8")
    files.set_input_files(bad)
    expect(page.get_by_text("There is no assistant in “bad.json”.")).to_be_visible()
    good = tmp_path / "good.json"
    good.write_text(json.dumps(FERRYMAN | {"name": "<b>Stranger</b>"}), encoding="utf-8")
    files.set_input_files(good)
    dialog = page.get_by_role("dialog", name="Import an assistant: <b>Stranger</b>")
    expect(dialog.get_by_text("You are a ferryman. Answer briefly.")).to_be_visible()
    expect(dialog.get_by_text("여기는 얕나요?")).to_be_visible()
    expect(dialog.get_by_text("Temperature: 0.5")).to_be_visible()
    dialog.get_by_role("button", name="Cancel").click()
    assert "<b>Stranger</b>" not in cards(page)
    files.set_input_files(good)
    dialog.get_by_role("button", name="Import").click()
    expect(page.get_by_role("heading", name="<b>Stranger</b>")).to_be_visible()
    page.get_by_role("button", name="Begin a chat with <b>Stranger</b>").click()
    expect(page.get_by_role("heading", name="<b>Stranger</b>")).to_be_visible()
    expect(page.get_by_role("button", name="여기는 얕나요?")).to_be_visible()


def test_what_one_window_changes_another_one_shows(
    context: BrowserContext, page: Page, server: ServerProcess
) -> None:
    all_assistants(page)
    made(server)
    expect(page.get_by_role("heading", name="Ferryman")).to_be_visible()
    # A new chat is a way back, too.
    page.get_by_role("button", name="New chat").click()
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_focused()
    page.go_back()
    expect(page.get_by_role("heading", name="Ferryman")).to_be_visible()


def test_in_korean_what_ships_is_korean_whatever_the_browser_speaks(
    page: Page, server: ServerProcess
) -> None:
    page.evaluate("localStorage.setItem('yeoul.language', 'ko')")
    page.goto(f"{server.url}/assistants")
    expect(page.get_by_role("heading", name="어시스턴트", exact=True)).to_be_visible()
    page.get_by_role("button", name="‘영어 회화 선생님’ 어시스턴트로 대화 시작").click()
    page.get_by_role("button", name="식당에서 주문하는 연습을 하고 싶어요.").click()
    expect(page.get_by_text("‘영어 회화 선생님’ 어시스턴트와 대화 중")).to_be_attached()
    kept = conversation_of(page, server)
    assert kept["assistant"] == {"id": "english-tutor", "name": "영어 회화 선생님"}


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_on_what_belongs_to_assistants(
    browser: Browser, server: ServerProcess, width: int, scheme: Any, tmp_path: Path
) -> None:
    made(server, model="office/llama")
    file = tmp_path / "ferryman.json"
    file.write_text(json.dumps(FERRYMAN), encoding="utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, locale="en-US"
    )
    page = context.new_page()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(server.url)
    page.get_by_role("button", name="Model", exact=True).click()
    expect(page.get_by_role("option", name="Ferryman")).to_be_visible()
    assert violations(page) == [], "the menu"
    page.get_by_role("option", name="Ferryman").click()
    expect(page.get_by_role("button", name="Is it deep here?")).to_be_visible()
    assert violations(page) == [], "the welcome"
    page.get_by_role("button", name="Is it deep here?").click()
    ended(page)
    assert violations(page) == [], "the conversation"
    page.goto(f"{server.url}/assistants")
    expect(page.get_by_role("heading", name="Ferryman")).to_be_visible()
    assert violations(page) == [], "all assistants"
    action(page, "Ferryman", "Edit")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == [], "the editor"
    page.keyboard.press("Escape")
    page.locator('input[type="file"][accept*="json"]').set_input_files(file)
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == [], "the import"
    context.close()
