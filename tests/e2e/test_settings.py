"""The settings of a browser and the options of a conversation, from the dialog to the server."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.e2e.driving import ask, choose, conversation, ended
from tests.e2e.processes import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture
def page(context: BrowserContext, server: ServerProcess) -> Page:
    """A new chat."""
    page = context.new_page()
    page.goto(server.url)
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_visible()
    return page


def settings(page: Page) -> Locator:
    """Open the settings."""
    page.get_by_role("button", name="Settings").click()
    dialog = page.get_by_role("dialog", name="Settings")
    expect(dialog).to_be_visible()
    return dialog


def options(page: Page) -> Locator:
    """Open the options of the first conversation of the list."""
    item = page.get_by_role("navigation", name="Conversations").get_by_role("listitem").first
    choose(item, "Options")
    dialog = page.get_by_role("dialog", name="Options")
    expect(dialog).to_be_visible()
    return dialog


def test_theme_and_language_are_changed_at_once_and_kept(page: Page) -> None:
    dialog = settings(page)
    dialog.get_by_role("radio", name="Dark").check()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    dialog.get_by_role("radio", name="한국어").check()
    expect(page.get_by_role("dialog", name="설정")).to_be_visible()
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_instructions_go_with_new_conversations_and_a_conversations_own_win(
    page: Page, server: ServerProcess
) -> None:
    settings(page).get_by_role("textbox", name="Instructions").fill("Be brief.")
    page.keyboard.press("Escape")
    ask(page, "First")
    ended(page)
    assert conversation(server.url, page)["system"] == "Be brief."
    dialog = options(page)
    expect(dialog.get_by_role("textbox", name="Instructions")).to_have_value("Be brief.")
    dialog.get_by_role("textbox", name="Instructions").fill("Be long.")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    with page.expect_request("**/api/answers") as second:
        ask(page, "Second")
    ended(page)
    assert conversation(server.url, page)["system"] == "Be long."
    assert "system" not in (second.value.post_data_json or {"system": None})


def test_instructions_reach_a_window_that_was_open_before(
    page: Page, context: BrowserContext, server: ServerProcess
) -> None:
    other = context.new_page()
    other.goto(server.url)
    settings(other).get_by_role("textbox", name="Instructions").fill("Be brief.")
    expect(settings(page).get_by_role("textbox", name="Instructions")).to_have_value("Be brief.")


def test_the_settings_tell_what_is_stored_and_where(page: Page) -> None:
    ask(page, "Hello")
    ended(page)
    dialog = settings(page)
    expect(dialog).to_contain_text("1 conversation in store.db")
    expect(dialog).to_contain_text("in log.db")
    expect(dialog).to_contain_text("localStorage")


def test_an_export_or_a_deletion_that_fails_says_so(page: Page) -> None:
    ask(page, "Hello")
    ended(page)
    dialog = settings(page)
    for path in ("conversations/*", "export"):
        page.route(f"**/api/{path}", lambda route: route.abort())
    dialog.get_by_role("button", name="Export everything").click()
    alert = dialog.get_by_role("alert")
    expect(alert).to_contain_text("The server cannot be reached")
    alert.get_by_role("button", name="Dismiss").click()
    expect(alert).to_have_count(0)
    dialog.get_by_role("button", name="Delete all").click()
    dialog.get_by_role("button", name="Really delete all?").click()
    expect(alert).to_contain_text("The server cannot be reached")
    expect(dialog.get_by_role("button", name="Delete all")).to_be_enabled()
    page.keyboard.press("Escape")
    listed = page.get_by_role("navigation", name="Conversations")
    expect(listed.get_by_role("link", name="Hello")).to_be_visible()


def test_a_rename_that_fails_says_so_and_shows_the_old_title(page: Page) -> None:
    ask(page, "Hello")
    ended(page)
    page.route("**/api/conversations/*", lambda route: route.abort())
    listed = page.get_by_role("navigation", name="Conversations")
    choose(listed.get_by_role("listitem").first, "Rename")
    page.keyboard.type("Other")
    page.keyboard.press("Enter")
    expect(listed.get_by_role("alert")).to_contain_text("The server cannot be reached")
    expect(listed.get_by_role("link", name="Hello")).to_be_visible()


def test_every_parameter_of_a_conversation_can_be_given(page: Page, server: ServerProcess) -> None:
    ask(page, "Hello")
    ended(page)
    dialog = options(page)
    given = {"Temperature": "0.3", "Top-p": "0.9", "Maximum tokens per answer": "50", "Seed": "7"}
    for label, value in given.items():
        dialog.get_by_label(label).fill(value)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    kept = {"temperature": 0.3, "top_p": 0.9, "max_tokens": 50, "seed": 7, "thinking": None}
    assert conversation(server.url, page)["parameters"] == kept
    page.reload()
    dialog = options(page)
    for label, value in given.items():
        expect(dialog.get_by_label(label)).to_have_value(value)


def test_a_wrong_number_is_told_at_its_field_and_not_saved(
    page: Page, server: ServerProcess
) -> None:
    ask(page, "Hello")
    ended(page)
    dialog = options(page)
    dialog.get_by_label("Top-p").fill("7")
    dialog.get_by_label("Seed").fill("one")
    dialog.get_by_role("button", name="Save").click()
    wrong = dialog.get_by_label("Top-p")
    expect(wrong).to_be_focused()
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_accessible_description("A number above 0 and up to 1")
    expect(dialog.get_by_label("Seed")).to_have_accessible_description(
        "A whole number from 0 to 2,147,483,647"
    )
    assert conversation(server.url, page)["parameters"] is None
    wrong.fill("0.5")
    dialog.get_by_label("Seed").fill("")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    assert conversation(server.url, page)["parameters"]["top_p"] == 0.5


def test_options_that_cannot_be_saved_stay_open_and_say_why(page: Page) -> None:
    ask(page, "Hello")
    ended(page)
    dialog = options(page)
    page.route("**/api/conversations/*", lambda route: route.abort())
    dialog.get_by_role("textbox", name="Instructions").fill("Be brief.")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_contain_text("The server cannot be reached")
    expect(dialog.get_by_role("textbox", name="Instructions")).to_have_value("Be brief.")
    page.unroute("**/api/conversations/*")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)


#: A model that only the page knows: what is asked of it, the scripted one answers.
OTHER = {"id": "other", "provider": "scripted", "title": "Other", "default": False}


def lengthen_models(route: Route) -> None:
    """Add the other model to the list."""
    models = route.fetch().json()["models"]
    route.fulfill(json={"models": [*models, OTHER]})


def test_a_conversation_goes_on_with_its_model_and_new_ones_begin_with_the_default(
    page: Page,
) -> None:
    asked: list[str] = []

    def ask_scripted(route: Route) -> None:
        body = route.request.post_data_json or {}
        asked.append(body["model"])
        route.continue_(post_data={**body, "model": "scripted:echo@100"})

    page.route("**/api/models", lengthen_models)
    page.route("**/api/answers", ask_scripted)
    page.reload()
    picker = page.get_by_role("button", name="Model")
    picker.click()
    page.get_by_role("option", name="Other").click()
    ask(page, "First")
    ended(page)
    assert asked == ["other"]
    page.reload()
    # It was answered by the scripted one after all, so it goes on with that.
    expect(page.get_by_role("article").first).to_contain_text("First")
    expect(picker).to_have_accessible_description("Scripted echo@100")
    page.get_by_role("button", name="New chat").click()
    expect(picker).to_have_accessible_description("Other")
    settings(page).get_by_role("combobox", name="Default model").select_option("Scripted echo@100")
    page.keyboard.press("Escape")
    expect(picker).to_have_accessible_description("Scripted echo@100")


def test_what_deletes_all_asks_first_in_sight_and_in_its_whole(page: Page) -> None:
    dialog = settings(page)
    for width, height in ((320, 568), (760, 500), (1440, 900)):
        page.set_viewport_size({"width": width, "height": height})
        dialog.get_by_role("button", name="Delete all", exact=True).click()
        cancel = dialog.get_by_role("button", name="Cancel")
        # What a second press would hit, or Enter, deletes nothing.
        expect(cancel).to_be_focused()
        for part in (
            dialog.get_by_role("alert"),
            cancel,
            dialog.get_by_role("button", name="Really delete all?"),
        ):
            expect(part).to_be_in_viewport(ratio=1)
        cancel.click()
        expect(dialog.get_by_role("button", name="Delete all", exact=True)).to_be_visible()
