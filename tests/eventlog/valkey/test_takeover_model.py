"""The rules of a takeover, tried in all orders: two workers, a store, a log, messages on their way.

A state is everything that is known to somebody. A step is anything that may happen next: a message
arrives, also long after its sender has died or was replaced, a worker dies, is suspected wrongly,
or the engine loses the last entry that it has. The rules hold if no reachable state breaks them;
and each variant that leaves one of them out is seen to break.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import pytest

#: The whole answer, as each of the workers generates it: a model never says the same twice.
WHOLE = ("AB", "ab")
MAX_EPOCH = 3


class Head(NamedTuple):
    epoch: int
    seq: int
    text: str
    ended: bool = False


class Worker(NamedTuple):
    """What a worker knows; its epoch is 0 while it writes nothing."""

    epoch: int = 0
    head: Head | None = None
    is_dead: bool = False
    #: What it is about to do next, as a taker: the epoch that the store has given it.
    taking: int = 0


class Append(NamedTuple):
    """A message to the log: it is taken only behind ``prev``, where the variant compares that."""

    worker: int
    prev: Head
    new: Head


class Settle(NamedTuple):
    worker: int
    epoch: int
    text: str
    head: Head


Message: TypeAlias = Append | Settle


class State(NamedTuple):
    log: Head
    store_epoch: int
    settled: str | None
    workers: tuple[Worker, Worker]
    messages: frozenset[Message]
    #: Every (epoch, seq, text) that a reader has seen.
    seen: frozenset[tuple[int, int, str]]
    losses: int


class Rules(NamedTuple):
    """Which of the rules a variant keeps."""

    log_compares_heads: bool = True
    store_compares_epochs: bool = True
    takeover_opens_epochs: bool = True


def start(losses: int) -> State:
    first = Head(1, 1, "")
    owner = Worker(1, first)
    return State(first, 1, None, (owner, Worker()), frozenset(), frozenset({(1, 1, "")}), losses)


def steps(state: State, rules: Rules) -> Iterator[State]:
    """Yield every state that may come next."""
    for number, worker in enumerate(state.workers):
        if not worker.is_dead:
            yield from _worker_steps(state, rules, number, worker)
    for message in state.messages:
        yield _arrive(state._replace(messages=state.messages - {message}), rules, message)
    if state.losses and state.log.seq > 1 and not state.log.ended:
        # A failover: the last entry is gone, and nobody is told.
        log = Head(state.log.epoch, state.log.seq - 1, state.log.text[:-1])
        yield state._replace(log=log, losses=state.losses - 1)


def _worker_steps(state: State, rules: Rules, number: int, worker: Worker) -> Iterator[State]:
    yield _with(state, number, worker._replace(is_dead=True))
    waits = any(message.worker == number for message in state.messages)
    if worker.head is not None and not waits:
        head = worker.head
        said = len(head.text)
        if said < len(WHOLE[number]):
            text = head.text + WHOLE[number][said]
            yield _send(state, Append(number, head, Head(head.epoch, head.seq + 1, text)))
        if state.settled is None or not rules.store_compares_epochs:
            # Finished, or stopped in the middle.
            yield _send(state, Settle(number, worker.epoch, head.text, head))
    if worker.head is None and not waits and state.settled is None:
        # Suspicion may be wrong: the other one may be alive. First the store, then the log.
        if not worker.taking and state.store_epoch < MAX_EPOCH:
            epoch = state.store_epoch + 1
            taken = _with(state, number, worker._replace(taking=epoch))
            yield taken._replace(store_epoch=epoch)
        elif worker.taking and not state.log.ended:
            log = state.log
            new = Head(worker.taking, 2, log.text) if rules.takeover_opens_epochs else log
            if rules.takeover_opens_epochs:
                yield _send(state, Append(number, log, new))
            else:
                yield _with(state, number, worker._replace(epoch=worker.taking, head=log, taking=0))


def _arrive(state: State, rules: Rules, message: Message) -> State:
    worker = state.workers[message.worker]
    if isinstance(message, Settle):
        if rules.store_compares_epochs and message.epoch != state.store_epoch:
            return _with(state, message.worker, worker._replace(epoch=0, head=None))
        if rules.store_compares_epochs and state.settled is not None:
            return state
        end = message.head._replace(seq=message.head.seq + 1, ended=True)
        settled = state._replace(settled=message.text)
        return _send(settled, Append(message.worker, message.head, end))
    prev, new = message.prev, message.new
    opens = new.epoch > prev.epoch
    fits = state.log == prev if rules.log_compares_heads else not state.log.ended
    if not fits:
        # The worker is told: it drops the answer, or reads again before it tries again.
        return _with(state, message.worker, worker._replace(epoch=0, head=None))
    text = new.text
    if not rules.log_compares_heads and not opens and not new.ended:
        # It lands behind whatever is there.
        text = state.log.text + new.text[len(prev.text) :]
        new = Head(state.log.epoch, state.log.seq + 1, text)
    seen = state.seen | {(new.epoch, new.seq, text)}
    taken = worker._replace(epoch=new.epoch, head=None if new.ended else new, taking=0)
    return _with(state._replace(log=new, seen=seen), message.worker, taken)


def _with(state: State, number: int, worker: Worker) -> State:
    both = list(state.workers)
    both[number] = worker
    return state._replace(workers=(both[0], both[1]))


def _send(state: State, message: Message) -> State:
    return state._replace(messages=state.messages | {message})


def broken(state: State) -> str | None:
    """Return the rule that a state breaks."""
    positions = [(epoch, seq) for epoch, seq, _ in state.seen]
    if len(positions) != len(set(positions)):
        return "two texts were seen at one cursor"
    if not WHOLE[0].startswith(state.log.text.upper()):
        return "the text is not what was generated"
    if state.log.ended and state.settled != state.log.text:
        return "the end is visible, and the store says another text"
    return None


def explore(rules: Rules, losses: int) -> tuple[int, str | None]:
    """Return how many states can be reached, and the first rule that one of them breaks."""
    waiting, known = [start(losses)], {start(losses)}
    while waiting:
        for after in steps(waiting.pop(), rules):
            if after not in known:
                if (rule := broken(after)) is not None:
                    return len(known), rule
                known.add(after)
                waiting.append(after)
    return len(known), None


@pytest.mark.parametrize("losses", [0, 1])
def test_the_rules_hold_in_every_state(losses: int) -> None:
    states, rule = explore(Rules(), losses)
    print(f"{states} states")
    assert rule is None
    assert states > 2_000  # it has tried something


@pytest.mark.parametrize(
    ("rules", "losses", "told"),
    [
        (Rules(log_compares_heads=False), 0, "two texts were seen at one cursor"),
        (Rules(store_compares_epochs=False), 0, "the store says another text"),
        (Rules(takeover_opens_epochs=False), 1, "two texts were seen at one cursor"),
    ],
    ids=["a check before sending", "the last settlement holds", "a takeover in the same epoch"],
)
def test_each_rule_is_needed(rules: Rules, losses: int, told: str) -> None:
    states, rule = explore(rules, losses)
    print(f"{states} states")
    assert rule is not None
    assert told in rule
