"""A skill server for KakaoTalk: answers of any length, by a door that is open for one minute.

Kakao waits 5 s for a reply, or a minute for one callback. The answer stays in Yeoul's log, and all
that is kept here is how far each person has read: "계속" reads on, after a restart of either too.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from os import environ, umask

import httpx2
import kakao
import uvicorn
from fastapi import BackgroundTasks, FastAPI, Request
from kakao import Page, Payload, Said
from picture import NoPicture, fetch
from readings import Reading, Readings

from yeoul.client import AnswerStream, Client
from yeoul.errors import NotFound, YeoulError
from yeoul.events import Started

FIRST_S, READ_S = 4.0, 50.0  # of Kakao's 5 s, and of its minute


class Skill:
    """Asks Yeoul for people, and reads on for them."""

    def __init__(self, client: Client, http: httpx2.AsyncClient, readings: Readings) -> None:
        self._client, self._http, self._readings = client, http, readings
        #: Who is being answered. A second reader would tell them the same part again.
        self._busy: set[str] = set()

    async def answer(self, payload: Payload, request: Request, later: BackgroundTasks) -> Page:
        """Reply to Kakao. The callback follows, where it is awaited."""
        said = payload.userRequest
        if said.user.id in self._busy:
            return kakao.BUSY
        pages = self._pages(said)
        page = await anext(pages)
        if await request.is_disconnected():
            await pages.aclose()  # nobody sees the reply: it does not count as read
        later.add_task(kakao.call_back, self._http, said.callback, pages)
        return page

    async def _pages(self, said: Said) -> AsyncGenerator[Page]:
        """Yield the reply within 5 s, and the callback's within a minute if that is `WAITING`."""
        person, begun_s = said.user.id, asyncio.get_running_loop().time()
        self._busy.add(person)
        try:
            async with asyncio.timeout_at(begun_s + FIRST_S):
                reading = await self._turn_to(said.words, self._readings.of(person))
            if not reading.question:
                yield kakao.greet(said.words)
                return
            async with aclosing(self._open(reading)) as stream:
                reading = await self._read(stream, reading, begun_s + FIRST_S)
                if said.callback and not stream.transcript.ended:
                    yield kakao.WAITING
                    reading = await self._read(stream, reading, begun_s + READ_S)
            page, reading = kakao.next_page(stream.transcript, reading)
            yield page
            self._readings.keep(reading)  # who goes on says that the page has arrived
        except (YeoulError, NoPicture, OSError, httpx2.HTTPError) as error:
            yield kakao.failed(error)
        finally:
            self._busy.discard(person)

    async def _turn_to(self, words: str, reading: Reading) -> Reading:
        """Return what the person reads from now on; another answer that still grows is stopped."""
        if words in (kakao.CONTINUE, reading.question):
            return reading
        then = Reading(reading.person) if words == kakao.NEW else reading.with_question(words)
        if kakao.PICTURE.fullmatch(words):
            then = reading.with_picture(await self._client.attach(await fetch(words)))
        if reading.question:
            with suppress(NotFound):  # its conversation has been deleted
                await self._client.stop(reading.answer)
        self._readings.keep(then)  # before it is asked: killed in between, "계속" asks
        return then

    def _open(self, reading: Reading) -> AnswerStream:
        if reading.asked:
            return self._client.follow(reading.answer)
        fields = kakao.fields_of(reading)
        return self._client.ask(reading.question, idempotency_key=reading.answer, **fields)

    async def _read(self, stream: AnswerStream, reading: Reading, until_s: float) -> Reading:
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until_s):
                async for event in stream:
                    if isinstance(event, Started):
                        reading = reading.begun_in(event.conversation_id)
                        self._readings.keep(reading)
        return reading


@asynccontextmanager
async def serving_skill(app: FastAPI) -> AsyncIterator[None]:
    """Serve the skill, at a path that Kakao alone knows: it signs nothing."""
    url, token = environ.get("YEOUL_URL", "http://127.0.0.1:8000"), environ.get("YEOUL_TOKEN")
    async with Client(url, token=token) as client, httpx2.AsyncClient() as http:
        skill = Skill(client, http, Readings(environ.get("KAKAO_FILE", "kakao.sqlite3")))
        app.post(f"/{environ['KAKAO_SECRET']}")(skill.answer)
        yield


def main() -> None:
    """Serve on this machine: a proxy in front of it has the certificate."""
    if not kakao.SECRET.fullmatch(environ.get("KAKAO_SECRET", "")):
        sys.exit("Set KAKAO_SECRET to 16 or more letters and digits that nobody guesses.")
    umask(0o077)  # what people ask is in its file
    app = FastAPI(lifespan=serving_skill, openapi_url=None)
    uvicorn.run(app, port=int(environ.get("PORT", "8001")), access_log=False)


if __name__ == "__main__":
    main()
