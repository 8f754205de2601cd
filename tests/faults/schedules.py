"""Random schedules: what one answer, its readers and its server go through, drawn from a seed.

Pure. The same seed is the same schedule; only the timing of the machine is not in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

from tests.faults.proxy import BAD_GATEWAY, Plan
from yeoul.client import Transport
from yeoul.client.transports import TRANSPORTS
from yeoul.errors import ProviderBroken
from yeoul.providers.base import Text, Thought, as_text
from yeoul.providers.script_steps import Pause, Step

Kind = Literal["stop", "continue", "crash", "drain", "ask again", "look"]

_SNIPPETS = (
    *("여울 ", "물살이 세게 흐르는 ", "각", "힣", "ᄒᆞᆫ글"),
    *("👩‍👩‍👧‍👦", "👍🏽", "🇰🇷", "🏳️‍🌈", "\u200d", "e\u0301", "\ufeff"),
    *("\r\n", "\r", "\n\n", "\u2028", "\u2029", "\u0085", "\x00", "\x1b[0m"),
    *("id: 9-9\n", "data: {}\n\n", "event: end\n\n", '"\\u0000"}', "</script>", "\\"),
    *("עברית ", "عربى ", "ไทย", "हिन्दी ", "𝕐𝕖𝕠𝕦𝕝", "漢字", "plain words ", " ", "x" * 70),
)

#: In a stale reply nobody can tell these from true ones: a text that replaces all, and the end that
#: an answer had before it was continued.
UNDETECTABLE = (b'"reset"', b'"ended":true', b"HTTP/1.1 204")


@dataclass(frozen=True, slots=True)
class Life:
    """What one reader does, and what its connections suffer."""

    transport: Transport
    #: Asks the question itself, through its own proxy.
    asks: bool
    joins_after_s: float
    from_snapshot: bool
    plans: tuple[Plan, ...]
    #: Behind how many events it changes to which transport, or lets go and comes back.
    changes: dict[int, Transport | Literal["leave"]]
    #: Seconds after which it changes transport, whatever it is doing.
    timed_changes: tuple[tuple[float, Transport], ...]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that happens to the answer, or to the server."""

    after_s: float
    kind: Kind


@dataclass(frozen=True, slots=True)
class Schedule:
    """One drill."""

    seed: int
    steps: tuple[Step, ...]
    continues: bool
    lives: tuple[Life, ...]
    acts: tuple[Act, ...]

    @property
    def text(self) -> str:
        """The whole text of the script, as an answer has it."""
        return as_text("".join(step.text for step in self.steps if isinstance(step, Text)))


def draw(seed: int) -> Schedule:
    """Return the schedule of a seed."""
    dice = Random(seed)
    lives = tuple(_life(dice, first=number == 0) for number in range(dice.randint(1, 3)))
    return Schedule(
        seed=seed,
        steps=tuple(_steps(dice)),
        continues=dice.random() < 0.7,
        lives=lives,
        acts=tuple(_acts(dice)),
    )


def _steps(dice: Random) -> list[Step]:
    steps: list[Step] = []
    longest_s = dice.choice((0.0, 0.01, 0.03, 0.06))
    for _ in range(dice.randint(3, 45)):
        if dice.random() < 0.7:
            steps.append(Pause(dice.uniform(0.0, longest_s)))
        if dice.random() < 0.08:
            steps.append(Thought(_text(dice)))
        steps.append(Text(_text(dice)))
    if dice.random() < 0.06:
        steps.append(ProviderBroken("The script breaks off here."))
    return steps


def _text(dice: Random) -> str:
    parts = [dice.choice(_SNIPPETS) for _ in range(dice.randint(1, 3))]
    if dice.random() < 0.3:
        code = dice.choice((dice.randrange(0xD800), dice.randrange(0xE000, 0x110000)))
        parts.append(chr(code))
    return "".join(parts)


def _acts(dice: Random) -> list[Act]:
    kinds: tuple[Kind, ...] = ("stop", "continue", "crash", "drain", "ask again", "look")
    weights = (3, 4, 3, 2, 2, 3)
    count = dice.choice((0, 1, 2, 3, 4, 6))
    chosen = dice.choices(kinds, weights, k=count)
    return [Act(dice.uniform(0.0, 0.12), kind) for kind in chosen]


def _life(dice: Random, *, first: bool) -> Life:
    changes: dict[int, Transport | Literal["leave"]] = {}
    for _ in range(dice.choice((0, 0, 1, 2, 4))):
        changes[dice.randint(1, 40)] = dice.choice((*TRANSPORTS, "leave"))
    timed = [
        (dice.uniform(0.0, 0.4), dice.choice(TRANSPORTS)) for _ in range(dice.choice((0, 0, 1, 2)))
    ]
    return Life(
        transport=dice.choice(TRANSPORTS),
        asks=first and dice.random() < 0.5,
        joins_after_s=0.0 if first else dice.uniform(0.0, 0.3),
        from_snapshot=not first and dice.random() < 0.5,
        plans=tuple(plan for _ in range(dice.choice((0, 1, 2, 4, 7))) for plan in _plans(dice)),
        changes=changes,
        timed_changes=tuple(timed),
    )


def _plans(dice: Random) -> tuple[Plan, ...]:
    """Return what a connection suffers; most are cut, few only suffer in another way."""
    where = int(dice.triangular(0, 1800, 250))
    reset = dice.random() < 0.5
    match dice.choices(range(9), (10, 3, 2, 1, 1, 1, 1, 1, 3))[0]:
        case 0:
            return (Plan(cut_after=where, reset=reset),)
        case 1:
            size = dice.choice((1, 2, 3, 7))
            until = 200 * size
            return (Plan(cut_after=where, reset=reset, piece_bytes=size, pieces_until=until),)
        case 2:
            pause_s = dice.uniform(0.0, 0.08)
            end = where * 2 + 1
            return (Plan(stall_after=where, stall_s=pause_s, cut_after=end, reset=reset),)
        case 3:
            return (Plan(stall_after=where),)
        case 4:
            return (Plan(black_hole=True),)
        case 5:
            return (Plan(hold=True, delay_s=dice.uniform(0.0, 0.02)),)
        case 6:
            return (Plan(twice=True, strip=(b"last-event-id", b"accept-encoding")),)
        case 7:
            return (Plan(answer=BAD_GATEWAY),)
        case _:
            stale = Plan(stale_without=UNDETECTABLE, delay_s=dice.uniform(0.0, 0.02))
            return (Plan(once=True), Plan(once=True), stale)
