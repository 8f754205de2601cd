"""Which pictures a model is given, when they are read, and how its service says no."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from tests.generation.house import MODEL, House, house
from yeoul.caller import LOCAL_OWNER
from yeoul.errors import (
    ImagesNotTaken,
    NotFound,
    ProviderRateLimited,
    ProviderRejected,
    ProviderUnavailable,
)
from yeoul.generation import pictures
from yeoul.generation.pictures import (
    BlindModels,
    as_refusal,
    as_seen_by,
    has_pictures,
    with_pictures,
    within_bytes,
)
from yeoul.generation.prompt import alternate
from yeoul.protocol.attachments import Attachment, Picture
from yeoul.protocol.conversation import Answer
from yeoul.providers.base import Model, Prompt, Sink, Turn
from yeoul.providers.script_steps import Script
from yeoul.providers.scripted import Scripted
from yeoul.store.attachments import NewAttachment
from yeoul.store.base import Ask

pytestmark = pytest.mark.anyio

BLIND, SEES = (Model("m", "p", "m", images=sees) for sees in (False, True))
#: What services say of a picture that their model does not take.
REFUSALS = (
    "image input is not supported - hint: you may need to provide the mmproj",
    "Invalid content type. image_url is only supported by certain models.",
    "This model does not support image input.",
    "No endpoints found that support image input",
    "unknown variant `image_url`, expected `text`",
    "The model 'm' is not a multimodal model",
    "messages[0].content: image content is not allowed for this model",
    "Images are not supported.",
    "Vision is not enabled for this deployment",
    "At most 0 image(s) may be provided in one request.",
    "'messages.0.content' : value must be a string",
    "this model is missing data required for image input: mmproj",
)
#: And what they say of other things.
OTHERS = (
    "The image is too large.",
    "Rate limit reached for images.",
    "image URL is invalid: cannot be fetched",
    "temperature is not supported",
    "Could not process image",
    "Your image is not allowed by our safety system: the model cannot be asked about it",
    "At most 10 image(s) may be provided in one request.",
    "unsupported image format: only png and jpeg",
    "Too many images: more than 10 images are not supported by this model",
    "Rate limit: image requests are not allowed for 20 s",
    "Invalid image_url: image is too large",
    "gpt-vision is overloaded, requests not accepted",
    "Unsupported image type. Image must be PNG, it is not supported as TIFF.",
)


def picture(name: str = "a.png", size: int = 10, *, side: int = 64) -> Picture:
    return Picture(Attachment(name, "image/png", size, side, side, name))


def shown(content: str, *names: str, size: int = 10) -> Turn:
    return Turn("user", content, pictures=tuple(picture(name, size) for name in names))


def test_a_model_that_sees_gets_all_pictures() -> None:
    turns = [shown("one", "a.png"), Turn("assistant", "1"), shown("two", "b.png")]
    assert as_seen_by(SEES, turns) == turns
    assert as_seen_by(replace(SEES, images=None), turns) == turns


def test_one_that_sees_nothing_is_told_what_was_there_but_not_asked_about_it() -> None:
    turns = [shown("one", "a.png", ""), shown("", "b.png"), Turn("user", "two")]
    assert as_seen_by(BLIND, turns) == [
        Turn("user", "[a.png]\n[picture]\none"),
        Turn("user", "[b.png]"),
        Turn("user", "two"),
    ]
    with pytest.raises(ImagesNotTaken):
        as_seen_by(BLIND, turns[:1])


def test_older_pictures_are_left_out_where_the_request_would_be_too_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "MAX_PICTURE_BYTES", 100)
    turns = [shown("one", "a", size=40), shown("two", "b", size=50), shown("three", "c", size=60)]
    left = within_bytes(turns)
    assert left == [Turn("user", "[a]\none"), Turn("user", "[b]\ntwo"), turns[2]]
    assert within_bytes(turns[:2]) == turns[:2]
    alone = [shown("one", "a", size=1000)]
    assert within_bytes(alone) == alone


def test_neighbouring_questions_keep_their_pictures_when_they_are_joined() -> None:
    [joined] = alternate([shown("one", "a"), shown("", "b"), Turn("user", "two")])
    assert joined.content == "one\n\ntwo"
    assert [each.about.id for each in joined.pictures] == ["a", "b"]


async def test_each_picture_is_read_once() -> None:
    read: list[str] = []

    async def content(attachment_id: str) -> bytes:
        read.append(attachment_id)
        return attachment_id.encode()

    turns = [shown("one", "a", "b"), Turn("assistant", "1"), shown("two", "b")]
    filled = await with_pictures(turns, content)
    assert read == ["a", "b"]
    assert [[each.content for each in turn.pictures] for turn in filled] == [
        [b"a", b"b"],
        [],
        [b"b"],
    ]
    assert turns[0].pictures[0].content == b""


def test_a_picture_is_sent_as_a_data_url_and_never_as_an_address() -> None:
    assert picture()._replace(content=b"\x89PNG").data_url == "data:image/png;base64,iVBORw=="


@pytest.mark.parametrize("said", REFUSALS)
def test_a_refusal_that_speaks_of_images_is_told_as_that(said: str) -> None:
    prompt = Prompt("m", (shown("one", "a"),))
    for error in (
        ProviderRejected(f"service refuses the request (400). It says: {said}"),
        ProviderUnavailable(f"service failed with status 500. It says: {said}"),
    ):
        told = as_refusal(prompt, error)
        assert isinstance(told, ImagesNotTaken)
        assert told.detail.endswith(f"It says: {said}")
        assert not told.retryable
        assert not told.ask_again
        # Without a picture it is about something else.
        assert as_refusal(Prompt("m", (Turn("user", "one"),)), error) is error


@pytest.mark.parametrize("said", OTHERS)
def test_other_refusals_stay_what_they_are(said: str) -> None:
    error = ProviderRejected(f"service refuses the request (400). It says: {said}")
    assert as_refusal(Prompt("m", (shown("one", "a"),)), error) is error


@pytest.mark.parametrize("said", REFUSALS)
def test_a_service_that_is_busy_is_busy_whatever_it_says(said: str) -> None:
    prompt = Prompt("m", (shown("one", "a"),))
    limited = ProviderRateLimited(f"It takes no more requests just now. It says: {said}")
    away = ProviderUnavailable(f"service failed with status 503. It says: {said}")
    away.service_status = 503
    assert [as_refusal(prompt, each) for each in (limited, away)] == [limited, away]


def test_a_large_picture_is_reckoned_with_as_models_count() -> None:
    small, large = picture(side=64).about.tokens, picture(side=2048).about.tokens
    assert 4 <= small < 100
    assert 1000 < large < 2000


# -- the whole way -------------------------------------------------------------------------------


async def kept(h: House, content: bytes = b"picture") -> str:
    assert h.store.attachments is not None
    given = NewAttachment("image/png", 2048, 2048, content, "a" * 64)
    return (await h.store.attachments.add(LOCAL_OWNER, given)).id


async def ask(h: House, *ids: str, place: str | None = None) -> Answer:
    wish = Ask("?", MODEL, place, attachments=ids)
    exchange = await h.supervisor.ask(LOCAL_OWNER, wish)
    return await h.ended(exchange.answer.id)


async def test_a_service_that_refuses_pictures_is_asked_once(tmp_path: Path) -> None:
    refusal = ProviderUnavailable(
        "service failed with status 500. It says: no vision", ask_again=True
    )
    async with house(tmp_path, [refusal]) as h:
        answer = await ask(h, await kept(h))
        assert (answer.status, answer.error and answer.error.code) == ("failed", "images_not_taken")
        assert len(h.provider.prompts) == 1
        without = await ask(h)
        assert without.error is not None
        assert without.error.code == "provider_unavailable"


class _Blind(Scripted):
    """A model that sees nothing, of which its service does not tell."""

    async def stream_into(self, prompt: Prompt, sink: Sink) -> None:
        if has_pictures(prompt):
            self.prompts.append(prompt)
            raise ProviderRejected("It says: this model does not support image input")
        await super().stream_into(prompt, sink)


async def test_a_text_question_behind_old_pictures_is_asked_with_their_names(
    tmp_path: Path,
) -> None:
    provider = _Blind({MODEL: ["a"]})
    async with house(tmp_path, ["a"]) as h:
        h.catalogue._known[MODEL] = (provider, Model(MODEL, "scripted", MODEL))
        first = await ask(h, await kept(h))
        assert first.error is not None
        assert first.error.code == "images_not_taken"
        assert len(provider.prompts) == 1
        # What failed has left no answer: both questions are the last turn.
        later = await ask(h, place=first.conversation_id)
        assert (later.status, later.text) == ("finished", "a")
        assert not has_pictures(provider.prompts[-1])
        assert "[picture]" in provider.prompts[-1].turns[-1].content


async def test_a_model_is_asked_once_whether_it_takes_old_pictures(tmp_path: Path) -> None:
    provider = _Blind({MODEL: ["a"]})
    async with house(tmp_path, ["a"]) as h:
        h.catalogue._known[MODEL] = (provider, Model(MODEL, "scripted", MODEL))
        place = (await ask(h, await kept(h))).conversation_id

        async def shown_pictures(*ids: str) -> list[bool]:
            before = len(provider.prompts)
            await ask(h, *ids, place=place)
            return [has_pictures(prompt) for prompt in [*provider.prompts][before:]]

        # The first question has told it; a new picture is tried again in any case.
        assert await shown_pictures() == [False]
        assert await shown_pictures(await kept(h, b"other")) == [True]
        assert await shown_pictures() == [False]
        # Other models may be there now.
        h.catalogue._tell()
        assert await shown_pictures() == [True, False]
        assert await shown_pictures() == [False]


def test_a_model_that_has_taken_a_picture_is_not_blind_any_more() -> None:
    blind, model = BlindModels(), replace(SEES, images=None)
    blind.note(model)
    assert blind.as_known(model).images is False
    assert blind.as_known(SEES) == SEES  # a list that tells is believed
    blind.note_seen(model)
    assert blind.as_known(model) == model


def test_a_bounded_number_of_blind_models_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MAX_BLIND", 2)
    blind, models = BlindModels(), [replace(SEES, id=name, images=None) for name in "abc"]
    for model in models:
        blind.note(model)
    assert [blind.as_known(model).images for model in models] == [None, False, False]


async def test_what_breaks_behind_the_first_token_is_no_refusal(tmp_path: Path) -> None:
    script: Script = ["a", ProviderRejected("It says: image is not supported")]
    async with house(tmp_path, script) as h:
        answer = await ask(h, await kept(h))
        assert answer.error is not None
        assert answer.error.code == "provider_rejected"


async def test_pictures_count_in_the_context_window_and_fall_out_with_their_turns(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, ["a"]) as h:
        model = Model(MODEL, "scripted", MODEL, 4096, images=True)
        h.catalogue._known[MODEL] = (h.provider, model)
        first = await ask(h, await kept(h), await kept(h, b"other"))
        place = first.conversation_id
        assert [len(turn.pictures) for turn in h.provider.prompts[-1].turns] == [2]
        later = await ask(h, await kept(h, b"third"), place=place)

        assert later.omitted_messages == 2
        [last] = h.provider.prompts[-1].turns
        assert [each.content for each in last.pictures] == [b"third"]


async def test_a_question_whose_pictures_alone_are_too_many_for_the_window_fails(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, ["a"]) as h:
        model = Model(MODEL, "scripted", MODEL, 1024, images=True)
        h.catalogue._known[MODEL] = (h.provider, model)
        answer = await ask(h, await kept(h))
        assert answer.error is not None
        assert answer.error.code == "context_too_long"
        assert not h.provider.prompts


async def test_a_recovered_answer_has_its_pictures_again(tmp_path: Path) -> None:
    async with house(tmp_path, ["a", asyncio.Event()]) as h:
        wish = Ask("?", MODEL, attachments=(await kept(h),))
        answer = (await h.supervisor.ask(LOCAL_OWNER, wish)).answer
        await h.until(answer.id, lambda seen: seen == "a")
    async with house(tmp_path, ["a", "b"]) as h:
        await h.supervisor.recover()
        assert (await h.ended(answer.id)).text == "ab"
        [turn] = h.provider.prompts[-1].turns
        assert [each.content for each in turn.pictures] == [b"picture"]


async def test_a_store_without_pictures_has_none_to_give() -> None:
    with pytest.raises(NotFound):
        await pictures.no_picture("a")
    assert (await Scripted({MODEL: ["a"]}).models())[0].images
