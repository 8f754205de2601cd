"""Named places at which tests make a server fail: between two steps that belong together.

Off unless armed; reaching one then costs a look into an empty dictionary. That dictionary is the
only global state in Yeoul: threads and the event loop reach the points, and no constructor has to
pass them on. Yeoul itself never arms one: a test does, in its own process or by starting a
server through a separate module (``tests.faults.armed``). A test enumerates `POINTS` and drives
the server through each, so that a new point without a test fails.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Final

POINTS: Final = frozenset(
    {
        "asked-in-store",  # the question is stored, the log does not know it
        "opened-in-log",  # an epoch is open, nothing generates yet
        "marked-generating",  # the store says generating, the provider was not called
        "accepted-upstream",  # a service keeps the answer, the store does not know its id there
        "noted-upstream",  # the store knows that id, no text has been read behind it
        "before-commit",  # events are written to the log's file, not committed
        "after-commit",  # events are durable, no reader has seen them
        "settled-in-store",  # the store has the final text, the log has no end
        "ended-in-log",  # end is visible
        "stop-recorded",  # a Stop is stored, the provider still generates
        "continued-in-store",  # the store says generating again, the log is in the epoch before
        "hidden-in-store",  # a conversation is deleted, its answers still grow
        "gone-from-log",  # the log has forgotten a conversation, the store still has it
        "taken-over-in-store",  # the store says another epoch, the log is in that of the dead one
        "recovering",  # the next orphan is about to be recovered
    }
)

#: Seconds for which the actions ``stall`` and ``hang`` block the whole server. Of several workers
#: one that hangs is taken for dead by the others.
STALL_S, HANG_S = 0.5, 3.5

_armed: dict[str, Callable[[], None]] = {}


class Failpoint(Exception):
    """Raised at a point armed with ``raise``: stands for any unforeseen error."""


def reach(name: str) -> None:
    """Run the action that the point is armed with, if any."""
    if _armed and (action := _armed.get(name)) is not None:
        action()


def arm(plan: str) -> None:
    """Arm points by a plan such as ``after-commit=kill:20,ended-in-log=raise``; "" disarms all.

    Actions are ``kill`` (SIGKILL), ``raise``, ``stall`` and ``hang``; ``:n`` acts at the nth time,
    and only then.

    Raises:
        ValueError: a name or an action is unknown.
    """
    _armed.clear()
    for item in filter(None, plan.split(",")):
        name, _, what = item.partition("=")
        kind, _, count = what.partition(":")
        if name not in POINTS or kind not in _ACTIONS:
            raise ValueError(f"There is no failpoint {item!r}.")
        _armed[name] = _at(int(count or 1), _ACTIONS[kind])


def _at(count: int, action: Callable[[], None]) -> Callable[[], None]:
    left = count

    def reached() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            action()

    return reached


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _raise() -> None:
    raise Failpoint


def _stall() -> None:
    time.sleep(STALL_S)


def _hang() -> None:
    time.sleep(HANG_S)


_ACTIONS: Final = {"kill": _kill, "raise": _raise, "stall": _stall, "hang": _hang}
