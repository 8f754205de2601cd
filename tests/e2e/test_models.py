"""Which model answers: what the welcome says of it, and how a better one comes by a few clicks."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.contracts.providers import bundled_model
from tests.e2e.driving import answer, answers, ask, ended
from tests.e2e.model_sources import KEY, REFUSAL, loopback_hub, loopback_service
from tests.e2e.processes import ServerProcess, server_process
from tests.e2e.test_accessibility import violations
from tests.ports import free_port

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server as people start it: with the small model inside."""
    with server_process(tmp_path_factory.mktemp("data")) as one:
        yield one


@pytest.fixture
def page(context: BrowserContext, server: ServerProcess) -> Page:
    """A new chat with a scripted model."""
    page = context.new_page()
    page.goto(server.url)
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_visible()
    return page


def way(page: Page, name: str) -> Locator:
    """Open one of the dialogs by which models are added, from the menu."""
    page.get_by_role("button", name="Model", exact=True).click()
    page.get_by_role("dialog", name="Model").get_by_role("button", name=name).click()
    dialog = page.get_by_role("dialog", name=name)
    expect(dialog).to_be_visible()
    return dialog


def test_a_korean_visitor_is_told_in_korean_that_the_model_inside_speaks_english(
    browser: Browser, embedded: ServerProcess
) -> None:
    context = browser.new_context(locale="ko-KR", viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(embedded.url)
    expect(page.get_by_text("영어만 할 줄 아는")).to_be_visible()
    expect(page.get_by_role("button", name="모델 받기")).to_be_visible()
    question = page.get_by_role("button", name="Why is the sky blue?")
    expect(question).to_have_attribute("lang", "en")
    question.click()
    # What so small a model says is no matter.
    expect(page.get_by_role("article", name="답변").get_by_role("paragraph")).not_to_be_empty()
    page.get_by_role("button", name="새 채팅").click()
    expect(page.get_by_text("영어만 할 줄 아는")).to_be_visible()
    page.get_by_role("button", name="모델", exact=True).click()
    chosen = page.get_by_role("option", name="SmolLM2 135M Instruct")
    expect(chosen).to_contain_text("영어만 할 줄 알고")
    expect(chosen).not_to_contain_text("English only")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="모델 연결").click()
    expect(page.get_by_role("dialog", name="모델 연결")).to_be_visible()
    context.close()


def test_no_question_is_offered_before_it_is_known_who_would_answer_it(
    browser: Browser, embedded: ServerProcess
) -> None:
    context = browser.new_context(locale="ko-KR")
    page = context.new_page()
    held: list[Route] = []
    page.route("**/api/models", lambda route: held.append(route))
    page.goto(embedded.url)
    expect(page.get_by_role("heading", name="무엇이 궁금하신가요?")).to_be_visible()
    # A poem in Korean is more than the model inside can do.
    expect(page.locator(".suggestions button").first).to_be_attached()
    assert page.get_by_role("button", name="시를 써 줘").count() == 0
    for route in held:
        route.continue_()
    expect(page.get_by_role("button", name="Why is the sky blue?")).to_be_visible()
    context.close()


def connect(page: Page, address: str) -> Locator:
    """Fill in the form for the loopback service, with a wrong key first; returns the dialog."""
    dialog = way(page, "Connect a model")
    dialog.get_by_role("radio", name="Other").check()
    dialog.get_by_label("Address").fill(address)
    dialog.get_by_label("API key").fill("sk-wrong")
    dialog.get_by_role("button", name="Test").click()
    alert = dialog.get_by_role("alert")
    expect(alert).to_contain_text("The service refuses this key.")
    expect(alert).to_contain_text(REFUSAL)
    dialog.get_by_label("API key").fill(KEY)
    dialog.get_by_role("button", name="Test").click()
    expect(dialog.get_by_text("It works: 2 models.")).to_be_visible()
    dialog.get_by_role("button", name="Connect", exact=True).click()
    expect(dialog).to_contain_text("is connected.")
    return dialog


def test_a_service_is_connected_asked_and_there_after_a_restart(
    page: Page, server: ServerProcess, tmp_path: Path
) -> None:
    with loopback_service() as address:
        dialog = connect(page, address)
        assert violations(page) == []
        dialog.get_by_label("Answers from now on").select_option("river-small")
        dialog.get_by_role("button", name="Done").click()
        ask(page, "Who are you?")
        ended(page)
        expect(answer(page)).to_contain_text("I am river-small.")
        server.end()
        with server_process(tmp_path, "--model", "scripted:echo@100") as again:
            page.goto(again.url)
            dialog = way(page, "Connect a model")
            row = dialog.get_by_role("region", name="Connected services").get_by_role("listitem")
            expect(row).to_contain_text("key …6789")
            assert KEY not in page.content()
            dialog.get_by_role("button", name=re.compile("^Change ")).click()
            dialog.get_by_role("button", name="Remove").click()
            dialog.get_by_role("button", name="Really remove?").click()
            expect(row).to_have_count(0)
            page.keyboard.press("Escape")
            page.get_by_role("button", name="Model", exact=True).click()
            expect(page.get_by_role("option", name="Scripted echo@100")).to_be_visible()
            expect(page.get_by_role("option", name="river-small")).to_have_count(0)


def menu_of(page: Page) -> Locator:
    """Open the menu of models."""
    page.get_by_role("button", name="Model", exact=True).click()
    menu = page.get_by_role("dialog", name="Model")
    expect(menu).to_be_visible()
    return menu


def test_a_service_that_is_away_after_a_restart_is_named_in_the_menu_until_it_is_back(
    page: Page, server: ServerProcess, tmp_path: Path
) -> None:
    port = free_port()
    with loopback_service(port) as address:
        body = {"base_url": address, "api_key": KEY, "name": "River"}
        connected = page.request.post(f"{server.url}/api/services", data=body)
        assert connected.ok
        server.end()
    with server_process(tmp_path, "--model", "scripted:echo@100") as again:
        page.goto(again.url)
        menu = menu_of(page)
        away = menu.get_by_role("listitem")
        expect(away).to_contain_text("River")
        expect(away).to_contain_text("Does not answer")
        expect(away.locator("q")).to_contain_text("nothing listens there")
        assert violations(page) == []
        retry = menu.get_by_role("button", name="Try again: River")
        retry.click()
        expect(retry).to_have_text("Try again")
        with loopback_service(port):
            retry.click()
            option = page.get_by_role("option", name="river-small")
            expect(option).to_be_visible()
            expect(away).to_have_count(0)
            # The button has gone, and the keyboard still works.
            page.keyboard.press("Escape")
            expect(menu).to_have_count(0)
        menu_of(page)
        # Its list is a minute old at most: that it has gone is found out when it is asked.
        expect(page.get_by_role("option", name="river-small")).to_be_visible()


def test_opening_the_menu_looks_whether_a_service_is_back(
    page: Page, server: ServerProcess
) -> None:
    port = free_port()
    with loopback_service(port) as address:
        pass
    body = {"base_url": address, "api_key": KEY, "name": "River"}
    assert page.request.post(f"{server.url}/api/services", data=body).ok
    menu = menu_of(page)
    expect(menu.get_by_role("listitem")).to_contain_text("Does not answer")
    page.keyboard.press("Escape")
    with loopback_service(port):
        menu_of(page)
        expect(page.get_by_role("option", name="river-small")).to_be_visible()
        expect(menu.get_by_role("listitem")).to_have_count(0)


def test_a_service_moves_with_another_key_and_keeps_its_own_where_that_is_refused(
    page: Page, server: ServerProcess
) -> None:
    with loopback_service() as address, loopback_service() as other:
        body = {"base_url": address, "api_key": KEY, "name": "River"}
        assert page.request.post(f"{server.url}/api/services", data=body).ok
        dialog = way(page, "Connect a model")
        row = dialog.get_by_role("region", name="Connected services").get_by_role("listitem")
        expect(row).to_contain_text("Connected · 2 models")
        row.get_by_role("button", name="Change River").click()
        row.get_by_label("New key").fill("sk-wrong-0123456789")
        row.get_by_role("button", name="Save").click()
        expect(row.get_by_role("alert")).to_contain_text(REFUSAL)
        expect(row.get_by_role("button", name="Save anyway")).to_have_count(0)
        expect(row).to_contain_text("key …6789")
        assert violations(page) == []

        row.get_by_label("New key").fill("")
        row.get_by_label("Address").fill("127.0.0.1:9")
        expect(row).to_contain_text("goes to no other place")
        row.get_by_role("button", name="Save").click()
        expect(row.get_by_role("alert")).to_contain_text("must be given again")
        row.get_by_label("It needs no key").check()
        assert violations(page) == []
        row.get_by_role("button", name="Save").click()
        expect(row.get_by_role("button", name="Save anyway")).to_be_visible()

        row.get_by_label("Name").fill("Brook")
        row.get_by_label("Address").fill(other.removesuffix("/v1"))
        row.get_by_label("New key").fill(KEY)
        row.get_by_role("button", name="Save", exact=True).click()
        expect(row.get_by_role("button", name="Change Brook")).to_be_visible()
        expect(row).to_contain_text(f"{other} · key …6789")
        expect(row).to_contain_text("Connected · 2 models")


def test_a_model_is_downloaded_paused_over_a_reload_and_used(
    page: Page, server: ServerProcess
) -> None:
    file = bundled_model()
    checksum = hashlib.sha256(file.read_bytes()).hexdigest()
    with loopback_hub(file) as (address, hub):
        dialog = way(page, "Download a model")
        expect(dialog.get_by_role("listitem", name="Qwen3 0.6B")).to_contain_text("Apache-2.0")
        assert violations(page) == []
        dialog.get_by_text("A file of your own choice").click()
        dialog.get_by_label("Address of the file").fill(f"{address}/river.gguf")
        dialog.get_by_label("SHA-256").fill(checksum)
        dialog.get_by_role("button", name="Download", exact=True).click()
        row = dialog.get_by_role("listitem", name="river")
        expect(row).to_contain_text(re.compile(r"\d MB of "))
        row.get_by_role("button", name="Pause").click()
        expect(row).to_contain_text("Paused")
        page.reload()
        row = way(page, "Download a model").get_by_role("listitem", name="river")
        expect(row).to_contain_text("Paused")
        hub.may_finish.set()
        row.get_by_role("button", name="Go on").click()
        row.get_by_role("button", name="Use it now").click()
    picker = page.get_by_role("button", name="Model", exact=True)
    expect(picker).not_to_have_accessible_description("Scripted echo@100")
    ask(page, "Why is the sky blue?")
    expect(answer(page).get_by_role("paragraph").first).not_to_be_empty()
    assert answers(server.url, page)[-1]["model"] == "river"


def models(count: int, default: int = 0) -> list[dict[str, object]]:
    """Return as many models as the largest services have; of every other one there is a note."""
    return [
        {"id": f"s/model-{n}", "provider": "s", "title": f"Model {n}", "default": n == default}
        | {"note": None if n % 2 else "It has read all that was ever written of rivers. " * 3}
        for n in range(count)
    ]


def away_service(number: int) -> dict[str, object]:
    """Return a service that nobody reaches, as the API tells it."""
    unset = {"key_hint": None, "model_count": None, "warning": None, "model": None}
    told = {"code": "provider_unavailable", "status": "It cannot be reached. " * 8}
    asked = {"source": "page", "api": "chat", "continues": "no", "base_url": "http://a.test/v1"}
    return {"id": f"away-{number}", "name": f"Service {number}", **asked, **told, **unset}


def test_among_hundreds_of_models_one_is_found_by_its_name(page: Page) -> None:
    body = json.dumps({"models": models(500)})
    page.route("**/api/models", lambda route: route.fulfill(body=body))
    page.reload()
    page.get_by_role("button", name="Model", exact=True).click()
    field = page.get_by_role("combobox", name="Search models")
    expect(field).to_be_focused()
    assert violations(page) == []
    field.press_sequentially("model 49")
    expect(page.get_by_role("option")).to_have_count(15)
    field.press("ArrowDown")
    field.press("Enter")
    picker = page.get_by_role("button", name="Model", exact=True)
    expect(picker).to_have_accessible_description("Model 149")
    expect(picker).to_be_focused()


@pytest.mark.parametrize("size", [(1280, 800), (390, 844), (320, 568)])
def test_the_menu_stays_within_the_window(page: Page, size: tuple[int, int]) -> None:
    body = json.dumps({"models": models(40)})
    page.route("**/api/models", lambda route: route.fulfill(body=body))
    away = json.dumps({"services": [away_service(n) for n in range(6)], "locked": None})
    page.route("**/api/services", lambda route: route.fulfill(body=away))
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.reload()
    page.get_by_role("button", name="Model", exact=True).click()
    menu = page.get_by_role("dialog", name="Model")
    expect(menu.get_by_role("listitem")).to_have_count(6)
    # Its note may be higher than the room that is left.
    expect(page.get_by_role("option", selected=True)).to_be_in_viewport(ratio=0.5)
    for _ in range(2):
        box = menu.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= height
        last = menu.get_by_role("button", name="Download a model")
        expect(last).to_be_in_viewport(ratio=1)
        page.keyboard.press("End")


def test_the_menu_opens_where_the_model_that_answers_is(page: Page) -> None:
    noted, chosen, other = models(3, default=1)
    body = json.dumps({"models": [noted | {"provider": "r", "id": "r/noted"}, chosen, other]})
    page.route("**/api/models", lambda route: route.fulfill(body=body))
    page.set_viewport_size({"width": 320, "height": 568})
    page.reload()
    page.get_by_role("button", name="Model", exact=True).click()
    expect(page.get_by_role("option", selected=True)).to_be_in_viewport(ratio=0.9)
