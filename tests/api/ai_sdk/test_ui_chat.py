"""Pages with `useChat`: a chat is a conversation here, and no answer is lost or asked for twice."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import HTTPConnection

from tests.api.ai_sdk.ui_page import Page
from tests.pictures.images import jpeg, png
from tests.served import Served, read_until, serving, until
from yeoul import Asking, Caller, Refused
from yeoul.errors import ConversationDeleted, ProviderRejected
from yeoul.protocol.turns import Turn

pytestmark = pytest.mark.anyio

CHAT = "/api/chat"
#: `c/1`, as pages encode it.
STREAM, STOP = f"{CHAT}/c%2F1/stream", f"{CHAT}/c%2F1/stop"


def question(id: str, text: str = "Why?") -> dict[str, Any]:
    return {"id": id, "role": "user", "parts": [{"type": "text", "text": text}]}


def shown_answer(id: str) -> dict[str, Any]:
    return {"id": id, "role": "assistant", "parts": [{"type": "step-start"}]}


def sent(*messages: dict[str, Any], again: bool = False, **fields: Any) -> dict[str, Any]:
    """The body of a page's request."""
    trigger = "regenerate-message" if again else "submit-message"
    return {"id": "c/1", "trigger": trigger, "messages": messages, **fields}


async def post(served: Served, *messages: dict[str, Any], **fields: Any) -> Page:
    """Ask as a page does, and return what it shows at the end."""
    reply = await served.client.post(CHAT, json=sent(*messages, **fields))
    assert reply.status_code == 200, reply.text
    assert reply.headers["x-vercel-ai-ui-message-stream"] == "v1"
    page = Page()
    page.take(reply.content)
    assert reply.headers["x-yeoul-answer"] == page.id
    return page


async def leave_at(served: Served, text: str) -> None:
    """Ask, and close the stream when it has this piece."""
    async with served.client.stream("POST", CHAT, json=sent(question("q1"))) as reply:
        await read_until(reply, text)


@asynccontextmanager
async def resumed(served: Served, text: str) -> AsyncIterator[None]:
    """A stream that has been resumed, and has had this piece."""
    async with served.client.stream("GET", STREAM) as reply:
        assert reply.status_code == 200
        await read_until(reply, text)
        yield


async def messages_of(served: Served) -> list[dict[str, Any]]:
    """The messages of the one conversation that there is."""
    [conversation] = (await served.get("/api/conversations"))["conversations"]
    stored = await served.get(f"/api/conversations/{conversation['id']}")
    return list(stored["messages"])


async def settled(served: Served, answer_id: str) -> dict[str, Any]:
    await served.events(answer_id)
    return dict(await served.get(f"/api/answers/{answer_id}"))


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, ["To the ", "sea."]) as served:
        yield served


async def test_a_request_that_comes_twice_asks_once_and_shows_the_same(served: Served) -> None:
    crossing = await asyncio.gather(*(post(served, question("q1")) for _ in range(3)))
    later = await post(served, question("q1"))

    for page in (*crossing, later):
        assert (page.joined("text"), page.finish) == ("To the sea.", "stop")
        assert (page.id, page.metadata["cursor"]) == (later.id, "1-4")
        assert page.metadata["usage"]["outputTokens"] > 0
    asked, answered = await messages_of(served)
    assert (asked["text"], answered["id"]) == ("Why?", later.id)


async def test_a_question_follows_the_answer_that_is_shown_before_it(served: Served) -> None:
    first = await post(served, question("q1"), system="Be brief.")
    await post(served, question("q1"), shown_answer(first.id), question("q2", "And then?"))
    other = await post(served, question("q1"), again=True, messageId=first.id)
    assert (await post(served, question("q1"), again=True, messageId=first.id)).id == other.id
    edited = await post(served, question("q1", "Where to?"), messageId="q1")

    q1, a1, q2, _, again, q3, a3 = await messages_of(served)
    assert [each["parent_id"] for each in (q1, a1, q2)] == [None, q1["id"], a1["id"]]
    assert (again["id"], again["parent_id"]) == (other.id, q1["id"])
    assert (q3["text"], q3["parent_id"], a3["id"]) == ("Where to?", None, edited.id)
    # And back to the first wording: its answer is known.
    assert (await post(served, question("q1"), messageId="q1", system="Be brief.")).id == first.id
    assert served.provider.prompts[0].turns[0] == Turn("system", "Be brief.")


async def test_two_windows_that_begin_a_chat_at_once_have_one_conversation(served: Served) -> None:
    windows = await asyncio.gather(*(post(served, question(f"q{n}")) for n in range(4)))

    stored = await messages_of(served)
    assert {page.id for page in windows} == {each["id"] for each in stored[1::2]}
    assert [each["parent_id"] for each in stored[::2]] == [None] * 4


async def test_what_was_refused_is_asked_by_the_pages_try_again(served: Served) -> None:
    refused = await served.client.post(CHAT, json=sent(question("q1"), model="none"))
    assert refused.status_code == 404
    assert refused.headers["content-type"] == "text/plain; charset=utf-8"
    assert refused.text.startswith("There is no model 'none'.")

    page = await post(served, question("q1"), again=True)

    assert page.joined("text") == "To the sea."


async def test_a_page_goes_on_with_a_conversation_that_was_begun_elsewhere(
    served: Served,
) -> None:
    begun = await served.finished("Where?")
    place = {"id": begun["conversation"]["id"]}
    shown = shown_answer(begun["answer"]["id"])
    asked = {**question(begun["question"]["id"], "Where?")}

    other = await post(served, asked, again=True, **place)
    await post(served, asked, shown, question("q2"), **place)

    _, first, again, follows, _ = await messages_of(served)
    assert (again["id"], again["parent_id"]) == (other.id, begun["question"]["id"])
    assert follows["parent_id"] == first["id"]


async def test_a_stream_is_resumed_in_mid_answer_as_often_as_it_is_cut(tmp_path: Path) -> None:
    gates = [asyncio.Event(), asyncio.Event()]
    async with serving(tmp_path, ["ab", gates[0], "cd", gates[1], "ef"]) as served:
        await leave_at(served, "ab")
        [_, growing] = await messages_of(served)
        async with resumed(served, "ab"):
            pass
        gates[0].set()
        async with resumed(served, "abcd"), resumed(served, "abcd"):
            gates[1].set()
            await settled(served, growing["id"])

        # The page was away when its answer ended. It is told the end, once.
        reply = await served.client.get(STREAM)
        page = Page()
        page.take(reply.content)
        assert (page.id, page.joined("text"), page.finish) == (growing["id"], "abcdef", "stop")
        assert reply.content.count(b'"text-delta"') == 1
        assert (await served.client.get(STREAM)).status_code == 204


async def test_a_restarted_server_goes_on_with_the_same_message(tmp_path: Path) -> None:
    async with serving(tmp_path, ["ab", asyncio.Event(), "cd"]) as served:
        await leave_at(served, "ab")
        [_, growing] = await messages_of(served)
    async with serving(tmp_path, ["ab", "cd"]) as served:
        reply = await served.client.get(STREAM)
        page = Page()
        page.take(reply.content)

        assert (page.id, page.joined("text"), page.finish) == (growing["id"], "abcd", "stop")


async def test_stop_ends_all_that_grows_in_a_chat_whoever_reads_it(tmp_path: Path) -> None:
    async with serving(tmp_path, ["ab", asyncio.Event()]) as served:
        assert (await served.client.post(STOP)).status_code == 404
        async with asyncio.TaskGroup() as group:
            windows = [group.create_task(post(served, question(id))) for id in ("q1", "q2")]
            await until(lambda: served.app.state.dependencies.chat.running == 2)
            stopped = (await served.client.post(STOP)).json()["stopped"]

        pages = [window.result() for window in windows]
        assert sorted(stopped) == sorted(page.id for page in pages)
        for page in pages:
            assert (page.finish, page.metadata["reason"]) == ("other", "stopped")
        assert (await served.client.post(STOP)).json() == {"stopped": []}
        assert (await served.client.get(STREAM)).status_code == 204


async def test_the_next_question_stops_the_answer_that_its_page_has_left(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with serving(tmp_path, ["ab", gate, "cd"]) as served:
        await leave_at(served, "ab")
        [_, growing] = await messages_of(served)
        assert growing["status"] == "generating"  # leaving is not stopping
        shown = shown_answer(growing["id"])

        async with asyncio.TaskGroup() as group:
            following = group.create_task(post(served, question("q1"), shown, question("q2")))
            left = await settled(served, growing["id"])
            gate.set()

        assert (left["status"], left["text"]) == ("stopped", "ab")
        assert following.result().joined("text") == "abcd"


async def test_a_failed_answer_ends_with_its_sentence(tmp_path: Path) -> None:
    async with serving(tmp_path, ["ab", ProviderRejected("It is refused.")]) as served:
        page = await post(served, question("q1"))

    assert (page.joined("text"), page.error, page.finish) == ("ab", "It is refused.", "")


async def test_the_same_chat_of_two_people_is_two_conversations(tmp_path: Path) -> None:
    async def identify(connection: HTTPConnection) -> Caller | None:
        return Caller(connection.headers["x-who"])

    async with serving(tmp_path, ["ab"], identify=identify) as served:

        async def as_one(who: str, body: dict[str, Any]) -> dict[str, Any]:
            headers = {"x-who": who}
            reply = await served.client.post(CHAT, json=body, headers=headers)
            assert reply.status_code == 200, reply.text
            path = f"/api/answers/{reply.headers['x-yeoul-answer']}"
            return dict((await served.client.get(path, headers=headers)).json())

        hers = await as_one("ann", sent(question("q1")))
        unknown = await served.client.post(STOP, headers={"x-who": "bob"})
        assert (unknown.status_code, unknown.text) == (404, "There is no such chat.")
        # By the page's ids, and by hers in all places where a page may send them.
        place, asked = hers["conversation_id"], question(hers["parent_id"])
        for body in (
            sent(question("q1")),
            sent(asked, id=place),
            sent(asked, again=True, messageId=hers["id"], id=f"{place}2"),
            sent(question("q1"), shown_answer(hers["id"]), question("q2"), id=f"{place}3"),
        ):
            his = await as_one("bob", body)
            assert his["conversation_id"] != place
        kept = await served.client.get(f"/api/conversations/{place}", headers={"x-who": "ann"})
        assert [each["id"] for each in kept.json()["messages"]] == [hers["parent_id"], hers["id"]]


async def test_a_product_decides_once_about_what_a_page_asks(tmp_path: Path) -> None:
    asked = list[Asking]()

    def decide(asking: Asking) -> Asking:
        asked.append(asking)
        if asking.text == "Secrets?":
            raise Refused("Ask something else.")
        return asking

    async with serving(tmp_path, ["ab"], before_ask=decide) as served:
        for _ in range(2):
            await post(served, question("q1"))
        refused = await served.client.post(CHAT, json=sent(question("q2", "Secrets?")))

    assert [each.text for each in asked] == ["Why?", "Secrets?"]
    assert (refused.status_code, refused.text) == (403, "Ask something else.")


async def test_a_deleted_chat_has_nothing_to_resume_and_takes_no_question(served: Served) -> None:
    await post(served, question("q1"))
    [conversation] = (await served.get("/api/conversations"))["conversations"]
    await served.client.delete(f"/api/conversations/{conversation['id']}")

    assert (await served.client.get(STREAM)).status_code == 204
    refused = await served.client.post(CHAT, json=sent(question("q2")))
    assert refused.status_code == ConversationDeleted.status
    assert refused.text.startswith("Restore it first")


async def test_a_picture_is_kept_with_its_question_and_given_to_the_model(served: Served) -> None:
    def with_picture(file: bytes) -> dict[str, Any]:
        url = f"data:image/png;base64,{b64encode(file).decode()}"
        asked = question("q1")
        part = {"type": "file", "mediaType": "image/png", "filename": "a.png", "url": url}
        return {**asked, "parts": [part, *asked["parts"]]}

    first = await post(served, with_picture(png()))
    assert (await post(served, with_picture(png()))).id == first.id
    [asked, _] = await messages_of(served)
    assert (asked["text"], len(asked["attachments"])) == ("Why?", 1)
    [turn] = served.provider.prompts[-1].turns
    assert [picture.content for picture in turn.pictures] == [png()]
    # Another picture is another question.
    assert (await post(served, with_picture(jpeg()))).id != first.id

    for url in ("https://example.org/a.png", "data:image/png;base64,%"):
        part = {"type": "file", "mediaType": "image/png", "url": url}
        refused = await served.client.post(CHAT, json=sent({**question("q2"), "parts": [part]}))
        assert refused.status_code == 400
