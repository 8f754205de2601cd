"""What becomes of the pieces that a provider yields: events in the log, and the answer so far.

Every token passes here, in the callback in which its bytes arrive. So `Intake.accept` waits for
nothing: `Intake.wants_more` waits for the log and the store, before more is read.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import groupby
from typing import assert_never, get_args

from yeoul import failpoints
from yeoul.deadlines import Deadline
from yeoul.errors import ProviderBroken
from yeoul.generation.job import Job, Times
from yeoul.generation.replay import Replay, told_behind
from yeoul.protocol.content import (
    MAX_CALLS,
    Candidates,
    Content,
    ToolCall,
    call_bytes,
    candidates_size,
    utf16_length,
)
from yeoul.protocol.events import Delta, Phase, PhaseInfo, Reasoning, Reset
from yeoul.providers.base import (
    Accepted,
    Finish,
    Flow,
    Moved,
    Piece,
    Progress,
    Sink,
    Text,
    Thought,
    Tokens,
    as_count,
    as_text,
    as_tokens,
    as_usage,
)

#: Characters appended before waiting for the log, so that a slow disk slows the pull.
MAX_UNDRAINED_CHARS = 256 << 10

#: Looked up once: an enum's attribute costs a call, and every token passes here.
_MORE, _WAIT = Flow.MORE, Flow.WAIT
#: Made once: a union would be made for every piece.
_SAID = (Text, Thought)

_PHASES: dict[Phase, PhaseInfo] = {phase: PhaseInfo(phase) for phase in get_args(Phase)}

#: Makes the id durable under which an answer is kept upstream.
NoteUpstream = Callable[[str], Awaitable[None]]


#: Pieces of text, pieces of thinking, events of candidates.
Kept = tuple[int, int, int]


class Intake(Sink):
    """Appends all pieces of one call until the provider has finished.

    ``deadline`` is moved by ``idle_timeout_s`` with each batch, once there is a first token.
    """

    __slots__ = (
        *("_clock", "_deadline", "_idle_timeout_s", "_job", "_kept", "_note_upstream"),
        "_undrained",
    )

    def __init__(
        self,
        job: Job,
        deadline: Deadline,
        idle_timeout_s: float,
        clock: Callable[[], float],
        note_upstream: NoteUpstream | None,
    ) -> None:
        self._job = job
        self._deadline = deadline
        self._idle_timeout_s = idle_timeout_s
        self._clock = clock
        self._note_upstream = note_upstream
        so_far = job.so_far
        #: Pieces of kept text and reasoning, and events of kept candidates, behind which this pull
        #: begins.
        self._kept = len(so_far.text), len(so_far.reasoning), len(so_far.candidates)
        #: Characters that were appended since the log was last waited for.
        self._undrained = 0

    def accept(self, batch: list[Piece]) -> Flow:
        job = self._job
        self._undrained += _append(job, batch, self._clock(), self._kept)
        if job.times.first_token_at_s is not None:
            self._deadline.set(self._idle_timeout_s)
        if (
            job.fate.finish is not None
            or self._undrained > MAX_UNDRAINED_CHARS
            or job.upstream_id != job.noted_upstream_id
        ):
            return _WAIT
        return _MORE

    async def wants_more(self) -> bool:
        if self._job.fate.finish is not None:
            return False
        await self._note_accepted()
        await self._job.writer.drain()
        self._undrained = 0
        if self._job.times.first_token_at_s is not None:
            self._deadline.set(self._idle_timeout_s)
        return True

    async def _note_accepted(self) -> None:
        """Make the id durable that the provider has given, if it has.

        Before more is read: an answer of which readers see a text should survive a crash.
        """
        upstream_id = self._job.upstream_id
        if upstream_id is not None and upstream_id != self._job.noted_upstream_id:
            failpoints.reach("accepted-upstream")
            if self._note_upstream is not None:
                await self._note_upstream(upstream_id)
            failpoints.reach("noted-upstream")
            self._job.noted_upstream_id = upstream_id

    @property
    def told_until(self) -> int:
        """Where the next token with candidates begins in the text, in units of UTF-16."""
        return self._job.so_far.told_until

    def replace(self, content: Content) -> None:
        """Put another content in the place of the kept one, by a reset."""
        so_far = self._job.so_far
        so_far.bytes_left += so_far.whole().size_bytes() - content.size_bytes()
        so_far.replace(content)
        if self._job.answer.candidates:
            so_far.expect_candidates(again=True)
        self._job.writer.append(Reset(*content))


class RejoiningIntake(Sink):
    """Passes on what an answer that is read again from its beginning has beyond ``kept``."""

    def __init__(self, intake: Intake, kept: Content) -> None:
        self._intake = intake
        #: The comparison with the kept content; None once that is behind.
        self._replay: Replay | None = Replay(kept)
        #: Up to where the text has been told in tokens again; None once that is as far as before.
        self._told_until: int | None = 0

    def accept(self, batch: list[Piece]) -> Flow:
        replay = self._replay
        if replay is None:
            return self._intake.accept(batch if self._told_until is None else self._untold(batch))
        if not replay.add(batch):
            return _MORE
        changed, news = replay.result()
        self._replay, self._told_until = None, replay.told_until
        if changed is not None:
            self._intake.replace(changed)
        return self._intake.accept(news)

    def _untold(self, batch: list[Piece]) -> list[Piece]:
        """Return a batch without the tokens of text that has been told before.

        They may come later than the last of their text, and be cut otherwise than the first time.
        """
        pieces = list[Piece]()
        place = self._intake.told_until
        for piece in batch:
            if not isinstance(piece, Tokens) or self._told_until is None:
                pieces.append(piece)
                continue
            told = Candidates(self._told_until + piece.skipped, piece.tokens)
            if behind := [*told_behind(place, [told])]:
                pieces += behind
                place = told.end
            self._told_until = None if told.end == place else told.end
        return pieces

    async def wants_more(self) -> bool:
        return await self._intake.wants_more()


def _append(job: Job, batch: list[Piece], now_s: float, kept: Kept) -> int:
    """Append a batch, neighbouring pieces of one kind as one event; returns its characters.

    Pieces behind the end, even in the same batch, are dropped.
    """
    size = 0
    said: list[str] = []
    calls: list[ToolCall] = []
    kind: type[Piece] = Text
    for piece in batch:
        if type(piece) is not kind:
            size += _append_said(job, kind, said, now_s) + _append_calls(job, calls, now_s)
            if job.fate.finish is not None:
                return size
            kind = type(piece)
        if isinstance(piece, _SAID):
            said.append(piece.text)
        elif isinstance(piece, ToolCall):
            calls.append(piece)
        elif isinstance(piece, Finish):
            usage = piece.usage
            counted = as_usage(*usage) if usage else None
            job.fate.finish = Finish(piece.reason, counted, piece.instead)
            job.finished_upstream = True
        else:
            size += _append_seldom(job, piece, kept)
    return size + _append_said(job, kind, said, now_s) + _append_calls(job, calls, now_s)


def _append_seldom(job: Job, piece: Tokens | Progress | Accepted | Moved, kept: Kept) -> int:
    """Append a piece that few batches have; returns its characters."""
    match piece:
        case Tokens():
            return _append_tokens(job, piece)
        case Moved():
            return _move(job, piece, kept)
        case Accepted():
            job.upstream_id = piece.upstream_id
        case Progress():
            if job.times.first_token_at_s is None:
                set_phase(job, piece.phase)
        case _:
            assert_never(piece)
    return 0


def _append_said(job: Job, kind: type[Piece], said: list[str], now_s: float) -> int:
    """Append text or thinking as one event, and empty ``said``; returns its characters."""
    if not said:
        return 0
    so_far, times = job.so_far, job.times
    # A third-party provider may yield text that cannot be encoded, and so never be settled.
    text = as_text(said[0] if len(said) == 1 else "".join(said))
    so_far.pieces += len(said)
    said.clear()
    so_far.bytes_left -= len(text) if text.isascii() else len(text.encode())
    if so_far.bytes_left < 0 and not (text := _fitting(job, text)):
        return 0
    if times.first_token_at_s is None:
        times.first_token_at_s = now_s
    times.last_token_at_s = now_s
    # Every token passes here: what `_note_token`, `set_phase` and `GrowingContent.add` would do,
    # mostly without a call and a match.
    if kind is Text:
        if times.first_text_at_s is None:
            times.first_text_at_s = now_s
        if job.phase != "generating":
            set_phase(job, "generating", silently=True)
        job.writer.append(Delta(text))
        so_far.text.append(text)
    else:
        if times.first_thought_at_s is None:
            times.first_thought_at_s = now_s
        set_phase(job, "thinking", silently=True)
        job.writer.append(Reasoning(text))
        so_far.reasoning.append(text)
    return len(text)


def _append_calls(job: Job, calls: list[ToolCall], now_s: float) -> int:
    """Append pieces of calls, and empty ``calls``; returns the characters of their arguments.

    Neighbours that have nothing but arguments of one call become one event.
    """
    size = 0
    for (index, id, name), run in groupby(calls, key=lambda call: (call.index, call.id, call.name)):
        pieces = [*run]
        if len(pieces) > 1 and not (id or name):
            job.so_far.pieces += len(pieces) - 1
            pieces = [ToolCall(index, arguments="".join(it.arguments or "" for it in pieces))]
        for piece in pieces:
            if job.fate.finish is None:
                size += _append_call(job, piece, now_s)
    calls.clear()
    return size


def _append_call(job: Job, piece: ToolCall, now_s: float) -> int:
    """Append a piece of a call; returns its characters."""
    if (index := as_count(piece.index)) is None or index >= MAX_CALLS:
        raise ProviderBroken("The model's tool calls are not numbered as calls can be. Ask again.")
    said = (piece.id, piece.name, piece.arguments)
    call = ToolCall(index, *(part and as_text(part) for part in said))
    so_far = job.so_far
    so_far.pieces += 1
    so_far.bytes_left -= call_bytes(call)
    if so_far.bytes_left < 0:
        # Half a piece of JSON would be of no use: the answer ends before it.
        so_far.bytes_left = 0
        job.fate.finish = Finish("length", None)
        return 0
    _note_token(job.times, now_s)
    if job.times.first_text_at_s is None:
        job.times.first_text_at_s = now_s
    set_phase(job, "generating", silently=True)
    job.writer.append(call)
    so_far.add(call)
    return len(call.arguments or "")


def _append_tokens(job: Job, piece: Tokens) -> int:
    """Append the candidates of text that has been appended; returns their characters."""
    so_far = job.so_far
    if not job.answer.candidates:
        return 0
    tokens = as_tokens(piece.tokens, job.answer.candidates)
    candidates = Candidates(so_far.told_until + piece.skipped, tokens)
    so_far.told_until = candidates.end
    size = candidates_size(candidates)
    so_far.room_for_candidates -= size
    if not tokens or so_far.room_for_candidates < 0:
        return 0  # the answer goes on: its candidates are no part of it
    job.writer.append(candidates)
    so_far.candidates.append(candidates)
    return size


def _note_token(times: Times, now_s: float) -> None:
    if times.first_token_at_s is None:
        times.first_token_at_s = now_s
    times.last_token_at_s = now_s


def _move(job: Job, moved: Moved, kept: Kept) -> int:
    """Make text of this pull thinking, or thinking text, by a reset; returns its characters."""
    so_far, times = job.so_far, job.times
    texts, thoughts, told = kept
    text, thought = "".join(so_far.text[texts:]), "".join(so_far.reasoning[thoughts:])
    if moved.to == "thinking":
        text, thought = "", (thought + text).strip()
        times.first_thought_at_s = times.first_thought_at_s or times.first_text_at_s
        times.first_text_at_s = None
    else:
        text, thought = thought + text, ""
        times.first_text_at_s, times.first_thought_at_s = times.first_thought_at_s, None
    so_far.text[texts:], so_far.reasoning[thoughts:] = [text], [thought]
    del so_far.candidates[told:]
    whole = so_far.whole()
    so_far.told_until = utf16_length(whole.text)
    job.writer.append(Reset(*whole))
    return len(whole.text) + len(whole.reasoning)


def _fitting(job: Job, text: str) -> str:
    """Return as much of a text as the answer has room for, and end the answer there."""
    # The number is negative here: the bytes that are too many. Whole characters only.
    fitting = text.encode()[: job.so_far.bytes_left].decode(errors="ignore")
    job.so_far.bytes_left = 0
    job.fate.finish = Finish("length", None)
    return fitting


def set_phase(job: Job, phase: Phase, *, silently: bool = False) -> None:
    """Show readers a phase of the answer, unless they see it already; see `Writer.set_phase`."""
    if job.phase != phase:
        job.phase = phase
        job.writer.set_phase(_PHASES[phase], silently=silently)
