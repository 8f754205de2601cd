"""A skill server for KakaoTalk: answers of any length, by a door that is open for one minute.

KAKAO_SECRET=... python skill.py            README.md tells what Kakao's console has to know

Kakao waits 5 s for a reply, or, where the block allows it, a minute for one callback. The answer
grows in Yeoul's log meanwhile, and stays there. So all that is kept here is how far each person has
read: "계속" reads on from that place, after a restart of either server too.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import replace

import httpx2
import uvicorn
from fastapi import BackgroundTasks, FastAPI, HTTPException, Request
from kakao import CONTINUE, NEW, PICTURE, WAITING, Page, Payload, Said, next_page, reply
from picture import NoPicture, fetch
from readings import Reading, Readings

from yeoul import Client, YeoulError
from yeoul.client import AnswerStream, QuestionFields
from yeoul.events import Started

FIRST_S, READ_S = 4.0, 50.0  # of Kakao's 5 s, and of its minute
SYSTEM = "You answer in a messenger: plain text without Markdown, as short as the question allows."


class Skill:
    """Asks Yeoul for people, and reads on for them."""

    def __init__(self, client: Client, readings: Readings) -> None:
        self._client = client
        self._readings = readings
        #: Who is being answered. A second reader would tell them the same part again.
        self._busy: set[str] = set()

    async def pages(self, said: Said) -> AsyncGenerator[Page]:
        """Yield the reply within 5 s, and one for the callback within a minute if it is `WAITING`.

        To go on is to say that the last one has arrived: only then is its part counted as read.
        """
        person, words = said.user.id, said.utterance.strip() or CONTINUE
        begun_s = asyncio.get_running_loop().time()
        if person in self._busy:
            yield reply(["앞의 답을 쓰고 있어요. 곧 보내 드릴게요."], CONTINUE)
            return
        self._busy.add(person)
        try:
            async with asyncio.timeout_at(begun_s + FIRST_S):
                reading = await self._turn_to(words, self._readings.of(person))
            if not reading.question:
                told = {NEW: "새 대화예요.", CONTINUE: "더 읽을 것이 없어요."}
                yield reply([told.get(words, "사진을 받았어요.") + " 무엇이든 물어보세요."])
                return
            async with aclosing(self._open(reading)) as stream:
                reading = await self._read(stream, reading, begun_s + FIRST_S)
                if said.callbackUrl and not stream.transcript.ended:
                    yield WAITING
                    reading = await self._read(stream, reading, begun_s + READ_S)
            page, reading = next_page(stream.transcript, reading)
            yield page
            self._readings.keep(reading)
        except (YeoulError, NoPicture, OSError, httpx2.HTTPError) as error:
            yield reply([f"잘되지 않았어요. {error}"], CONTINUE, NEW)
        finally:
            self._busy.discard(person)

    async def _turn_to(self, words: str, reading: Reading) -> Reading:
        """Return what the person reads from now on; another answer that still grows is stopped."""
        if words in (CONTINUE, reading.question):
            return reading
        waiting = "" if reading.question else reading.pictures
        then = Reading(reading.person, reading.conversation, pictures=waiting)
        if words == NEW:
            then = Reading(reading.person)
        elif PICTURE.fullmatch(words):
            picture = await self._client.attach(await fetch(words))
            then = replace(then, pictures=f"{waiting} {picture.id}")
        else:
            then = replace(then, question=words, answer=secrets.token_hex(16))
        if reading.question:
            await self._client.stop(reading.answer)
        self._readings.keep(then)  # before it is asked: killed in between, "계속" asks
        return then

    def _open(self, reading: Reading) -> AnswerStream:
        if reading.asked:
            return self._client.follow(reading.answer)
        place: QuestionFields = {"system": SYSTEM}
        if reading.conversation:
            place = {"conversation_id": reading.conversation}
        place["ids"] = {"answer": reading.answer}
        place["attachments"] = reading.pictures.split()
        return self._client.ask(reading.question, idempotency_key=reading.answer, **place)

    async def _read(self, stream: AnswerStream, reading: Reading, until_s: float) -> Reading:
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until_s):
                async for event in stream:
                    if isinstance(event, Started):
                        reading = replace(reading, conversation=event.conversation_id, asked=True)
                        self._readings.keep(reading)
        return reading


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Have what all requests share."""
    app.state.secret = os.environ["KAKAO_SECRET"]
    url = os.environ.get("YEOUL_URL", "http://127.0.0.1:8000")
    readings = Readings(os.environ.get("KAKAO_FILE", "kakao.sqlite3"))
    token = os.environ.get("YEOUL_TOKEN")
    async with Client(url, token=token) as client, httpx2.AsyncClient() as http:
        app.state.skill = Skill(client, readings)
        app.state.http = http
        yield


app = FastAPI(lifespan=lifespan, openapi_url=None)


@app.post("/{secret}")
async def answer(secret: str, payload: Payload, request: Request, later: BackgroundTasks) -> Page:
    """Answer Kakao, which nobody else can say they are: it signs nothing."""
    shared, said = request.app.state, payload.userRequest
    if not secrets.compare_digest(secret.encode(), shared.secret.encode()):
        raise HTTPException(404)
    pages = shared.skill.pages(said)
    page: Page = await anext(pages)
    # Without an address for it, there is no second page.
    later.add_task(call_back, shared.http, said.callbackUrl or "", pages)
    return page


async def call_back(http: httpx2.AsyncClient, url: str, pages: AsyncGenerator[Page]) -> None:
    """Send what comes behind the reply. What does not arrive is read by "계속"."""
    async with aclosing(pages):
        async for page in pages:
            sent = await http.post(url, json=page)
            if not sent.is_success or sent.json().get("status") != "SUCCESS":
                return


def main() -> None:
    """Serve on this machine: a proxy in front of it has the certificate."""
    os.umask(0o077)  # what people ask is in its file
    uvicorn.run(app, port=int(os.environ.get("PORT", "8001")), access_log=False)


if __name__ == "__main__":
    main()
