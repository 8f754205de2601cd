"""The client's assistants, at the real app."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.served import serving
from yeoul.client import AssistantFields, BegunWith, Client, Parameters, file_of
from yeoul.errors import InvalidRequest, NotFound

pytestmark = pytest.mark.anyio

FERRYMAN = AssistantFields(
    "Ferryman",
    description="Knows the river.",
    instructions="You are a ferryman.",
    parameters=Parameters(temperature=0.5),
    starters=("Is it deep here?",),
)


async def test_assistants_are_made_changed_and_deleted(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, Client(served.url) as client:
        made = await client.assistants.add(FERRYMAN)
        assert (made.fields, made.shipped) == (FERRYMAN, False)
        assert await client.assistants.get(made.id) == made
        changed = await client.assistants.change(made.id, name="Pilot", parameters=Parameters())
        assert changed.fields == replace(FERRYMAN, name="Pilot", parameters=Parameters())
        assert changed in await client.assistants.all()
        await client.assistants.remove(made.id)
        with pytest.raises(NotFound):
            await client.assistants.get(made.id)
        with pytest.raises(InvalidRequest):
            await client.assistants.change("english-tutor", name="")


async def test_a_file_goes_from_one_server_to_another(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, Client(served.url) as client:
        file = file_of((await client.assistants.add(FERRYMAN)).fields)
        assert (await client.assistants.import_file(file)).fields == FERRYMAN
        with pytest.raises(InvalidRequest):
            await client.assistants.import_file({**file, "yeoul_assistant": 2})


async def test_what_ships_is_in_the_language_of_the_client_and_comes_back(tmp_path: Path) -> None:
    headers = {"accept-language": "ko"}
    async with serving(tmp_path) as served, Client(served.url, headers=headers) as client:
        shipped = await client.assistants.get("english-tutor")
        assert (shipped.fields.name, shipped.shipped) == ("영어 회화 선생님", True)
        await client.assistants.remove("english-tutor")
        assert [each.id for each in await client.assistants.all()] == ["document-summary"]
        assert await client.assistants.restore("english-tutor") == shipped


async def test_a_conversation_is_begun_with_an_assistant(tmp_path: Path) -> None:
    async with serving(tmp_path, ["Deep."]) as served, Client(served.url) as client:
        made = await client.assistants.add(FERRYMAN)
        stream = client.ask("Is it deep here?", assistant_id=made.id)
        assert stream.answer_id is not None
        async for _ in stream:
            pass
        answer = await client.answer(stream.answer_id)
        conversation = await client.conversation(answer.conversation_id)
        assert conversation.assistant == BegunWith(made.id, "Ferryman")
        assert conversation.system == "You are a ferryman."
