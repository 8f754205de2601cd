"""The bytes of the doors stay as they are, and the official clients read the whole."""

from __future__ import annotations

from typing import Any

import anthropic
import httpx
import httpx2
import ollama
import openai
import pytest

from tests.api.openai.official_client import client_reading
from tests.golden.door_files import FOLDER, PLACE, WHOLE, door_files

ASKED: Any = {"model": "a-model", "messages": [{"role": "user", "content": "?"}]}


@pytest.mark.parametrize("name", sorted(door_files()))
def test_a_door_sends_what_its_golden_file_says(name: str) -> None:
    assert (FOLDER / name).read_bytes() == door_files()[name]


def test_there_is_no_golden_file_of_a_door_that_nobody_writes() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(door_files())


def golden(name: str) -> openai.OpenAI:
    """Return the official client in front of a golden file."""
    media_type = "application/json" if name.endswith(".json") else "text/event-stream"
    return client_reading((FOLDER / name).read_bytes(), media_type)


def test_the_official_client_reads_a_chat_whatever_its_text_holds() -> None:
    with golden("openai_chat.sse").chat.completions.stream(**ASKED) as stream:
        streamed = stream.get_final_completion().choices[0].message
    whole = golden("openai_chat.json").chat.completions.create(**ASKED).choices[0].message

    assert streamed.content == whole.content == WHOLE.text
    calls: list[Any] = [*(streamed.tool_calls or ()), *(whole.tool_calls or ())]
    assert [call.function.arguments for call in calls] == ['{"at": "물"}'] * 2


def test_the_official_client_reads_a_response_whatever_its_text_holds() -> None:
    with golden("openai_response.sse").responses.stream(model="a-model", input="?") as stream:
        streamed = stream.get_final_response()
    whole = golden("openai_response.json").responses.retrieve("resp_1")

    assert streamed.output_text == whole.output_text == WHOLE.text
    items: list[Any] = streamed.output
    assert items[0].summary[0].text == WHOLE.reasoning
    assert (items[2].call_id, items[2].arguments) == ("call-0", '{"at": "물"}')
    assert [item.type for item in items] == [item.type for item in whole.output]


def test_the_official_client_goes_on_in_the_middle_of_the_text() -> None:
    events = golden("openai_response_resumed.sse").responses.retrieve(
        "resp_1", stream=True, starting_after=PLACE
    )

    texts = [event.delta for event in events if event.type == "response.output_text.delta"]
    assert "".join(texts) == WHOLE.text[1:]


@pytest.mark.parametrize("name", ["openai_chat_failed.sse"])
def test_the_official_client_raises_the_error_of_a_stream(name: str) -> None:
    with pytest.raises(openai.APIError) as raised:
        list(golden(name).chat.completions.create(stream=True, **ASKED))

    assert raised.value.code == "provider_broken"


def message_of(name: str) -> Any:
    """Return what Anthropic's client makes of a golden file."""
    media_type = "application/json" if name.endswith(".json") else "text/event-stream"

    def reply(request: httpx2.Request) -> httpx2.Response:
        head = {"content-type": media_type}
        return httpx2.Response(200, headers=head, content=(FOLDER / name).read_bytes())

    client = anthropic.Anthropic(
        api_key="any",
        base_url="http://replayed",
        max_retries=0,
        http_client=httpx2.Client(transport=httpx2.MockTransport(reply)),
        _strict_response_validation=True,
    )
    if media_type == "application/json":
        return client.messages.create(max_tokens=9, **ASKED)
    with client.messages.stream(max_tokens=9, **ASKED) as stream:
        return stream.get_final_message()


def test_anthropics_client_reads_a_message_whatever_its_text_holds() -> None:
    for kind in ("sse", "json"):
        thought, text, use = message_of(f"anthropic.{kind}").content
        assert (thought.thinking, text.text) == (WHOLE.reasoning, WHOLE.text)
        assert (use.id, use.name, use.input) == ("call-0", "look", {"at": "물"})
    with pytest.raises(anthropic.APIStatusError):
        message_of("anthropic_failed.sse")


def lines_of(name: str) -> list[Any]:
    """Return what Ollama's client makes of a golden file, part by part."""

    def reply(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=(FOLDER / name).read_bytes())

    client = ollama.Client("http://replayed", transport=httpx.MockTransport(reply))
    asked: Any = {"stream": name.endswith(".ndjson")}
    if "generated" in name:
        made: Any = client.generate("a-model", "?", **asked)
    else:
        made = client.chat("a-model", ASKED["messages"], **asked)
    return list(made) if asked["stream"] else [made]


@pytest.mark.parametrize("kind", ["ndjson", "json"])
def test_ollamas_client_reads_a_chat_and_a_text_whatever_they_hold(kind: str) -> None:
    chat = [part.message for part in lines_of(f"ollama.{kind}")]
    text = lines_of(f"ollama_generated.{kind}")

    for told in ([part.content or "" for part in chat], [part.response for part in text]):
        assert "".join(told) == WHOLE.text
    for thought in ([part.thinking or "" for part in chat], [part.thinking or "" for part in text]):
        assert "".join(thought) == WHOLE.reasoning
    [call] = [call for part in chat for call in part.tool_calls or ()]
    assert (call.function.name, call.function.arguments) == ("look", {"at": "물"})
    assert text[-1].done_reason == "stop"


def test_ollamas_client_raises_the_error_of_a_stream() -> None:
    with pytest.raises(ollama.ResponseError):
        lines_of("ollama_failed.ndjson")
