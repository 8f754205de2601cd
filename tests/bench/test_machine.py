"""The machine that is measured."""

from __future__ import annotations

from bench.machine import Machine, loop_ms, this_machine
from bench.processes import Cores

SHARED, APART = Cores(frozenset({0}), frozenset({0})), Cores(frozenset({1}), frozenset({0}))


def test_it_is_told_with_its_cores_and_the_speed_of_its_interpreter() -> None:
    told = str(this_machine(APART))

    assert "2 cores (one for the server)" in told
    assert "Python 3." in told
    assert told.endswith("ms for a million steps")
    assert "1 cores (shared by server and load)" in str(this_machine(SHARED))


def test_the_fixed_loop_takes_a_time() -> None:
    assert 1 < loop_ms() < 60_000


def test_a_record_is_named_after_the_processor() -> None:
    machine = Machine("Intel(R) Xeon(R) Processor, 2 cores (one for the server), 24 GiB")

    assert machine.processor == "Intel(R) Xeon(R) Processor"
    assert machine.slug == "intel-xeon-processor"
    assert str(machine) == machine.description
