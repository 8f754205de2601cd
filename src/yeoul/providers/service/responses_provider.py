"""A service that is asked by OpenAI's Responses API, in the background.

Its answers grow at the service, read or not. So they outlive broken connections and this server,
and have to be ended there when a person stops them. When an answer is stored here, its copy at the
service is deleted.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from yeoul.errors import YeoulError
from yeoul.providers.base import Prompt
from yeoul.providers.large_prompts import is_large, work_on
from yeoul.providers.service.answer import Answered, ToldAnswer
from yeoul.providers.service.body import Body, body_of, read_bounded, transport_errors
from yeoul.providers.service.candidates import without
from yeoul.providers.service.client import Refused, ServiceClient
from yeoul.providers.service.provider import ServiceProvider, closed
from yeoul.providers.service.responses_answer import ResponsesAnswer
from yeoul.providers.service.responses_events import MAX_EVENT_BYTES
from yeoul.providers.service.responses_request import LOGPROBS, ResponsesHabits, responses_body
from yeoul.providers.told_tokens import ToldTokens

if TYPE_CHECKING:
    import httpx2

logger = logging.getLogger(__name__)

PATH = "responses"
#: Seconds for which a question that is given up waits to hear which response it has begun.
ABANDON_S = 4.0
#: Seconds for a whole response to arrive.
RETRIEVE_TIMEOUT_S = 30.0
#: Statuses of a service that has nothing to end or delete.
_NOTHING_THERE = frozenset({400, 404, 405, 409, 410, 422})


class ResponsesProvider(ServiceProvider):
    """One service, asked by the Responses API; made as `ServiceProvider` is."""

    can_rejoin = True
    #: That API has no stop sequences.
    takes = frozenset({"tools"})

    @cached_property
    def _refusals(self) -> ResponsesHabits:
        return ResponsesHabits()

    @asynccontextmanager
    async def _answered(self, prompt: Prompt) -> AsyncIterator[Answered]:
        """Ask, or find what was asked before, and yield the answer to read."""
        prompt = replace(prompt, model=prompt.model.removeprefix(self.prefix))
        told = ToldTokens() if prompt.candidates else None
        if prompt.upstream_id is not None:
            answer = self._answer(None, prompt, told)
        else:
            answer = await self._begun(prompt, told)
        try:
            yield answer if told is None else ToldAnswer(answer, told)
        finally:
            await answer.aclose()
            self._note_told(prompt, told)

    async def _begun(self, prompt: Prompt, told: ToldTokens | None) -> ResponsesAnswer:
        """Return an answer that the service has begun.

        The question may be given up while it is on its way. The service goes on with it all the
        same, under an id that only its reply tells: so the reply is awaited, for a while.
        """
        asking = self._tasks.start(self._ask_for_response(prompt, told), name="ask", awaited=True)
        try:
            return await asyncio.shield(asking)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if asking.cancelled() and not (task and task.cancelling()):
                # `aclose` has ended it. For the caller that is a failure: nobody cancels it.
                raise closed() from None
            await self._abandon(asking)
            raise

    async def _ask_for_response(self, prompt: Prompt, told: ToldTokens | None) -> ResponsesAnswer:
        client = await self._opened()
        answer = self._answer(await self._post(client, prompt), prompt, told)
        try:
            await answer.begin()
        except BaseException:
            await answer.aclose()
            raise
        return answer

    async def _post(self, client: ServiceClient, prompt: Prompt) -> Body:
        habits = self._refusals
        wished, prompt = prompt, self._candidates.as_taken(prompt)
        was_refused = False
        while True:
            asked = await work_on(prompt, partial(responses_body, prompt, habits))
            try:
                body = await client.post_question(asked, PATH, large=is_large(prompt))
            except Refused as refused:
                if refused.status in (400, 422) and habits.note_refusal(asked, refused.body):
                    if asked["background"] and prompt.model in habits.without_background:
                        logger.warning(
                            "%s takes no questions for %s in the background: its answers end with "
                            "this server",
                            self._place,
                            prompt.model,
                        )
                    continue
                if self._candidates.may_have_caused(refused, prompt):
                    prompt, was_refused = without(prompt), True
                    continue
                raise await self._refused(client, refused, prompt.model) from refused
            except transport_errors() as error:
                raise self._unreachable(error) from error
            if was_refused:
                self._candidates.note_refusal(wished)
            return body

    async def _refused(self, client: ServiceClient, refused: Refused, model: str) -> YeoulError:
        if refused.status in (404, 405) and "model" not in refused.body.lower():
            return await self._misplaced(client) or self._errors.no_responses()
        return await super()._refused(client, refused, model)

    def _answer(
        self, body: Body | None, prompt: Prompt, told: ToldTokens | None
    ) -> ResponsesAnswer:
        model = prompt.model  # not all of the prompt, for as long as the answer grows

        def refusal(refused: Refused) -> YeoulError:
            error = self._refusal(refused, model)
            error.ask_again = False  # the question has been answered, or is being answered
            return error

        upstream = _Upstream(self._opened, wants_logprobs=told is not None)
        return ResponsesAnswer(body, upstream, self._errors, refusal, prompt.upstream_id, told)

    async def _abandon(self, asking: asyncio.Task[ResponsesAnswer]) -> None:
        """End the answer to a question that was given up before the service had replied."""
        try:
            async with asyncio.timeout(ABANDON_S):
                await asyncio.wait([asking])
                if asking.exception() is not None:
                    return  # nothing was begun
                answer = asking.result()
                await answer.aclose()
                if answer.upstream_id is not None:
                    await self.cancel(answer.upstream_id)
                    await self.forget(answer.upstream_id)
        except (YeoulError, TimeoutError) as error:
            logger.warning("an answer that was given up may go on at %s: %r", self._place, error)
        finally:
            asking.cancel()

    async def cancel(self, upstream_id: str) -> None:
        """End an answer at the service, if it still grows there."""
        await self._end("POST", f"{_place_of(upstream_id)}/cancel")

    async def forget(self, upstream_id: str) -> None:
        """Delete the service's copy of an answer."""
        await self._end("DELETE", _place_of(upstream_id))

    async def _end(self, method: str, path: str) -> None:
        """Send a request that may be sent twice. That nothing is there is no failure."""
        client = await self._opened()
        try:
            try:
                reply = await client.send(method, path)
            except transport_errors():
                reply = await client.send(method, path)
            await reply.aclose()
        except Refused as refused:
            if refused.status not in _NOTHING_THERE:
                raise self._refusal(refused, "this answer") from refused
        except transport_errors() as error:
            raise self._unreachable(error) from error


class _Upstream:
    """Reads responses over the client of one service, until that is closed.

    What a question includes is included for its own reply alone: whoever reads the response later
    has to say it again.
    """

    def __init__(
        self, opened: Callable[[], Awaitable[ServiceClient]], *, wants_logprobs: bool
    ) -> None:
        self._opened = opened
        self._wants_logprobs = wants_logprobs

    async def stream(self, upstream_id: str, after: int | None) -> Body:
        query = "stream=true" if after is None else f"stream=true&starting_after={after}"
        return body_of(await self._get(upstream_id, query))

    async def retrieve(self, upstream_id: str) -> bytes:
        reply = await self._get(upstream_id)
        return await read_bounded(reply, MAX_EVENT_BYTES, timeout_s=RETRIEVE_TIMEOUT_S)

    async def _get(self, upstream_id: str, *fields: str) -> httpx2.Response:
        client = await self._opened()
        if self._wants_logprobs:
            try:
                query = "&".join((*fields, f"include%5B%5D={LOGPROBS}"))
                return await client.send("GET", _place_of(upstream_id), query)
            except Refused as refused:
                if refused.status not in (400, 422):
                    raise
            # The answer matters more than its candidates.
            self._wants_logprobs = False
        return await client.send("GET", _place_of(upstream_id), *fields)


def _place_of(upstream_id: str) -> str:
    return f"{PATH}/{quote(upstream_id, safe='')}"
