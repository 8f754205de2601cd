"""What everybody does with the page, in browsers that are not Chromium."""

from __future__ import annotations

import json
import os
import signal
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from scripts import browser
from tests.accounts.people import PASSWORD
from tests.e2e.browsers.driver import Browser
from tests.e2e.browsers.firefox import firefox
from tests.e2e.browsers.webkit import webkit
from tests.e2e.browsers.window import CONTROL, ENDED, ENTER, ESCAPE, HOME, TAB, Window, window_of
from tests.e2e.counting import CountingServer, counting_server
from tests.e2e.people import with_people
from tests.e2e.proxy import BadNetwork
from tests.faults.volumes import LIMIT_S
from tests.ports import free_port

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LIMIT_S)]

RUNNING: Mapping[str, Callable[[str, Path], AbstractContextManager[Browser]]] = {
    "Firefox": firefox,
    "WebKit": webkit,
}

PHOTO = Path(__file__).parent.parent / "pictures" / "notice.jpg"

#: The table of the inspector's events.
EVENTS = "[role=grid]"

MARKDOWN = """A **shallow** place: $x^2 + 1$

| place | speed |
|---|---|
| ford | 2 |

```python
depth = 12
```

"""


@pytest.fixture(scope="module", params=browser.OTHERS, ids=lambda other: other.name)
def other(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """A browser that runs; in continuous integration there must be every one."""
    path = browser.find_other(request.param)
    if path is None:
        advice = browser.advice(request.param)
        if "CI" in os.environ:
            pytest.fail(advice)
        pytest.skip(f"NOT RUN: {advice}")
    run = RUNNING[request.param.name]
    with run(path, tmp_path_factory.mktemp(request.param.name)) as one:
        yield one


@pytest.fixture
def window(other: Browser) -> Iterator[Window]:
    with window_of(other) as one:
        yield one


def open_settings(window: Window) -> None:
    """Open the settings, with what they tell of the store: it comes late, and moves what is below.

    What a pointer was on its way to would be somewhere else when it clicks.
    """
    window.click("button", "Settings")
    window.see(r"in store\.db", within="dialog")


def test_an_answer_grows_and_a_reload_in_its_middle_loses_nothing(
    window: Window, counter: CountingServer
) -> None:
    window.open(counter.url)
    window.ask("Count")
    window.see_word(5)
    window.reload()
    window.see_word(20)
    counter.enough()
    window.assert_counted(counter.url)


def test_stop_keeps_what_came(window: Window, counter: CountingServer) -> None:
    window.open(counter.url)
    window.ask("Count")
    window.see_word(5)
    window.click("button", "Stop")
    window.see("Stopped", within="article.answer")
    assert window.assert_counted(counter.url)["status"] == "stopped"


@pytest.mark.parametrize("transport", ["SSE", "WebSocket", "Long polling", "Polling"])
def test_a_cut_line_heals_on_each_transport(
    window: Window, counter: CountingServer, transport: str
) -> None:
    with BadNetwork(counter.port) as network:
        window.open(network.url)
        open_settings(window)
        window.click("dialog label", transport)
        window.click("dialog button", "Close")
        window.ask("Count")
        window.see_word(5)
        network.cut()
        window.see_word(25)
        window.click("button", "Stream inspector")
        window.click('[role="tab"]', "Transports")
        window.see(f"^{transport}$", within="[role=tabpanel] tbody:first-of-type th")
        counter.enough()
        window.assert_counted(counter.url)


def test_a_killed_server_that_comes_back_goes_on_with_the_answer(
    window: Window, tmp_path: Path
) -> None:
    port = free_port()
    with counting_server(tmp_path, port=port) as server:
        window.open(server.url)
        window.ask("Count")
        window.see_word(5)
        server.end(signal.SIGKILL)
        window.see("Reconnecting", within="article.answer")
    with counting_server(tmp_path, port=port) as server:
        window.see_word(30)
        server.enough()
        window.assert_counted(server.url)


def test_the_inspector_shows_every_event_of_an_answer(
    window: Window, counter: CountingServer
) -> None:
    window.open(counter.url)
    window.click("button", "Stream inspector")
    # It comes when it is asked for, and takes room that the message box had.
    window.see("Ask something", within=".inspector")
    window.ask("Count")
    window.see(r"delta\s+word\d", within=EVENTS)
    counter.enough()
    window.assert_counted(counter.url)
    window.see(r"end\s+finished", within=EVENTS)
    window.click(EVENTS, "Events")
    window.press(HOME)
    window.see(r"1-1\s+started[\s\S]+delta\s+Count[\s\S]+delta\s+word0\s", within=EVENTS)


def test_korean_that_is_typed_without_an_input_method_is_asked_and_shown(
    window: Window, counter: CountingServer
) -> None:
    question = "여울은 어디로 흐르나요"
    window.open(counter.url)
    window.ask(question)
    window.see(question, within="article.question")
    window.see_word(3)
    counter.enough()
    assert question in window.assert_counted(counter.url)["text"]


def test_an_answer_with_everything_is_shown_and_copied(
    window: Window, counter: CountingServer
) -> None:
    window.open(counter.url)
    window.ask(MARKDOWN)
    window.see_word(3)
    counter.enough()
    window.wait(ENDED)
    for shown in ("strong", "math", "table td", "pre .hljs-number"):
        window.wait(f"() => document.querySelector('article.answer {shown}')?.outerHTML")
    window.click("article.answer button", "Copy")
    # The clipboard is another process's, and takes its time.
    window.wait("() => document.querySelector('article.answer [title=Copied]')?.title")
    window.click("textarea", "Message")
    window.press(CONTROL, "v")
    window.wait(
        "text => document.querySelector('textarea').value === text",
        window.stored(counter.url)["text"],
    )


def test_an_archive_of_conversations_is_imported(
    window: Window, counter: CountingServer, tmp_path: Path
) -> None:
    at = "2020-01-01T00:00:00Z"
    question = {"id": "q", "parent_id": None, "role": "user", "text": "?", "created_at": at}
    answer = question | {"id": "a", "parent_id": "q", "role": "assistant", "text": "alder leaf"}
    answer |= {"model": "gpt-4o", "status": "finished"}
    # Never seen by this server, from which another browser may have had one.
    one = {"id": uuid.uuid4().hex, "title": "Imported trees", "created_at": at, "updated_at": at}
    file = tmp_path / "export.zip"
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        told = json.dumps({"conversations": [one | {"messages": [question, answer]}]})
        archive.writestr("conversations.json", told)
    window.open(counter.url)
    open_settings(window)
    window.click("dialog button", "Import…")
    window.see("Choose", within="dialog")
    window.choose_file("dialog input[type=file]", file)
    window.see("1 conversation imported", within="dialog")


#: What stands in the message box, once the text of a file is in it.
FILE_TEXT = """
() => {
  const { value } = document.querySelector('form.composer textarea');
  return value.includes('```') && value;
}
"""


def test_the_text_of_a_photo_comes_into_the_box(window: Window, counter: CountingServer) -> None:
    window.open(counter.url)
    window.see("", within="button[aria-label=Attach]")
    window.choose_file("input[type=file]", PHOTO)
    window.click("button", "As text: notice.jpg")
    assert "\n```\n" in window.wait(FILE_TEXT)
    assert window.complaints() == []


def test_every_room_opens(window: Window, counter: CountingServer) -> None:
    window.open(counter.url)
    window.click("button", "Keyboard shortcuts")
    window.click("dialog button", "Close")
    for room in ("Connect a model", "Download a model", "Recently deleted"):
        open_settings(window)
        window.click("dialog button", room)
        window.see(room, within="dialog h2")
        window.press(ESCAPE)
        window.press(ESCAPE)


#: Four things that the policy forbids or a reader of the console would see.
FAULTS = """
(() => {
  console.error('told');
  setTimeout(() => { throw new Error('thrown'); });
  document.body.setAttribute('style', 'color: red');
  try {
    document.createElement('p').innerHTML = 'set';
  } catch (error) {
    return error.name;
  }
})()
"""


def test_the_policy_of_content_holds_and_every_complaint_is_seen(
    window: Window, counter: CountingServer
) -> None:
    window.open(counter.url)
    assert window.run(FAULTS.strip()) == "TypeError"
    window.wait("() => window.complaints.length === 4")
    seen = " ".join(window.complaints())
    for told in ("told", "thrown", "style-src-attr forbids", "require-trusted-types-for forbids"):
        assert told in seen


def test_a_person_logs_in_goes_on_after_a_reload_and_logs_out(
    window: Window, tmp_path: Path
) -> None:
    with counting_server(with_people(tmp_path)) as server:
        window.open(server.url)
        window.see("Forgotten the password")
        window.type("ann")
        window.press(TAB)
        window.type("not this one")
        window.press(ENTER)
        window.see("The name or the password is wrong")
        # What was wrong is marked: the next one takes its place.
        window.type(PASSWORD)
        window.press(ENTER)
        window.see_loaded("What would you like to know")
        window.ask("Count")
        window.see_word(5)
        window.reload()
        window.see_word(20)
        window.click("button", "Account: ann")
        window.click("[role=menuitem]", "Sign out")
        window.see_loaded("Forgotten the password")
        assert window.run("JSON.stringify({...localStorage, ...sessionStorage})") == "{}"
        server.enough()
