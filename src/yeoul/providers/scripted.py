"""The scripted provider: answers written down beforehand, for tests, demonstrations and benchmarks.

Deterministic: time passes only through the given ``sleep``, and nothing is random. Scripts are
given in code as steps, or named on the command line: ``--model scripted:river`` answers with a
fixed Markdown text, ``--model scripted:echo`` with the question, word by word, ``scripted:call``
with a call of a tool, and ``scripted:river@50`` does so at 50 pieces per second.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing

from yeoul.errors import ProviderUnavailable, StartupError, YeoulError
from yeoul.model_names import SCRIPT_PREFIX, named_script
from yeoul.protocol.content import ToolCall
from yeoul.protocol.events import Usage
from yeoul.providers.base import Finish, Model, Piece, Prompt, PromptToken, Provider, Text
from yeoul.providers.script_candidates import with_candidates
from yeoul.providers.script_steps import Gate, Pause, Script, beats, call, echo, river
from yeoul.providers.script_tokens import tokens_of
from yeoul.providers.stop_sequences import StopSequences
from yeoul.tasks import Tasks

#: The scripts that ship, by name.
BUILTIN: Mapping[str, Script] = {"river": river, "echo": echo, "call": call}


class Scripted(Provider):
    """Plays scripts.

    ``scripts`` maps model ids to scripts; the first one is the default. ``pieces_per_s`` paces all
    text, and the arguments of calls (None: as fast as it is read). For tests, ``prompts`` holds the
    last 1 000 prompts, and ``running`` counts the upstream calls that are open.
    """

    name = "scripted"
    can_continue = True

    def __init__(
        self,
        scripts: Mapping[str, Script] | None = None,
        *,
        pieces_per_s: float | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        slots: int = 4096,
        context_length: int | None = None,
    ) -> None:
        self.slots = slots
        self.prompts: deque[Prompt] = deque(maxlen=1000)
        self.running = 0
        self._scripts = dict(
            scripts or {SCRIPT_PREFIX + name: script for name, script in BUILTIN.items()}
        )
        # A text that is fixed reads no tools, and would be a wrong answer to an offer of them.
        calls = any(map(_may_call, self._scripts.values()))
        self.takes = frozenset({"stop", "tools"} if calls else {"stop"})
        self._piece_s = 1 / pieces_per_s if pieces_per_s else 0.0
        self._sleep = sleep
        self._context_length = context_length
        self._closing = asyncio.Event()
        self._tasks = Tasks()

    @classmethod
    def named(cls, model: str) -> Scripted:
        """Return the provider that ``--model scripted:<name>[@<pieces per second>]`` names.

        Raises:
            StartupError: there is no such script, or the speed is not a positive number.
        """
        name, at, speed = (named_script(model) or "").partition("@")
        if name not in BUILTIN or (at and not re.fullmatch(r"[1-9]\d{0,6}(\.\d+)?", speed)):
            raise StartupError(
                f"There is no script {model!r}; there are scripted:river, scripted:echo and "
                "scripted:call, each with a speed if you like: scripted:river@50."
            )
        others = {SCRIPT_PREFIX + other: BUILTIN[other] for other in BUILTIN if other != name}
        return cls({model: BUILTIN[name], **others}, pieces_per_s=float(speed) if speed else None)

    async def models(self) -> Sequence[Model]:
        """Return one model per script."""
        return [
            Model(
                id,
                self.name,
                id.replace(SCRIPT_PREFIX, "Scripted ", 1),
                self._context_length,
                images=True,
                candidates=True,
            )
            for id in self._scripts
        ]

    async def generate(self, prompt: Prompt) -> AsyncGenerator[list[Piece], None]:
        """Play the script of ``prompt.model``, behind ``prompt.prefix`` if there is one.

        Text of the prefix's length is skipped, whatever it says, with all steps before its end; a
        failure right behind it is skipped too. ``max_tokens`` counts pieces of text, and of
        arguments of calls.
        """
        self.prompts.append(prompt)
        self.running += 1
        try:
            most = prompt.candidates
            stops = StopSequences(prompt.options["stop"]) if "stop" in prompt.options else None
            async with aclosing(self._play(prompt)) as batches:
                async for batch in batches:
                    if stops is not None:
                        batch = _cut(batch, stops)
                    if batch:
                        yield with_candidates(batch, most) if most else batch
                    if stops is not None and stops.found:
                        return
        finally:
            self.running -= 1

    async def _play(self, prompt: Prompt) -> AsyncGenerator[list[Piece], None]:
        script = self._scripts[prompt.model]
        steps = script(prompt) if callable(script) else script
        limit = prompt.parameters.max_tokens
        written, has_called = 0, False
        for beat in beats(steps, behind=len(prompt.prefix)):
            self._check_open()
            match beat:
                case YeoulError():
                    raise beat.with_traceback(None)
                case Pause(seconds):
                    await self._sleep(seconds)
                case list():
                    has_called = has_called or any(isinstance(it, ToolCall) for it in beat)
                    if any(map(_is_written, beat)):
                        if written == limit:
                            yield [Finish("length", _usage(prompt, written))]
                            return
                        written += 1
                        await self._sleep(self._piece_s)
                        self._check_open()
                    yield beat
                    if isinstance(beat[-1], Finish):
                        return
                case _:
                    await self._wait(beat)
        yield [Finish("tool_calls" if has_called else "stop", _usage(prompt, written))]

    async def tokens_of(self, prompt: Prompt) -> Sequence[PromptToken]:
        """Return the prompt as a script would read it."""
        return tokens_of(prompt)

    async def _wait(self, gate: Gate) -> None:
        waits = [
            self._tasks.start(_until(gate), name="script gate"),
            self._tasks.start(_until(self._closing), name="script closing"),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        self._check_open()

    def _check_open(self) -> None:
        if self._closing.is_set():
            raise ProviderUnavailable("The scripted provider was closed.")

    async def aclose(self) -> None:
        """End the scripts that still play, those that wait for a gate too."""
        self._closing.set()


def _may_call(script: Script) -> bool:
    """Return whether a script reads its prompt, or says a call."""
    if callable(script):
        return True
    said = (beat for beat in beats(script, behind=0) if isinstance(beat, list))
    return any(isinstance(piece, ToolCall) for beat in said for piece in beat)


def _is_written(piece: Piece) -> bool:
    """Return whether a piece is as much as a token."""
    return isinstance(piece, Text) or (isinstance(piece, ToolCall) and bool(piece.arguments))


async def _until(gate: Gate) -> None:
    await gate.wait()


def _cut(batch: list[Piece], stops: StopSequences) -> list[Piece]:
    """Return a batch up to the first stop sequence, without what may be the beginning of one."""
    pieces = list[Piece]()
    for piece in batch:
        if isinstance(piece, Text | Finish):
            text = stops.add(piece.text) if isinstance(piece, Text) else stops.close()
            pieces += [Text(text)] if text else []
            if stops.found:
                return [*pieces, Finish("stop", None)]
        if not isinstance(piece, Text):
            pieces.append(piece)
    return pieces


def _usage(prompt: Prompt, written: int) -> Usage:
    return Usage(sum(len(turn.content.split()) for turn in prompt.turns), written)
