"""The bytes of the doors stay as they are, and the official client at hand reads the whole."""

from __future__ import annotations

from typing import Any

import openai
import pytest

from tests.api.openai.replayed import client_reading
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
