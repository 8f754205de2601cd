"""Looks for faults, for as long as wanted or in a named volume.

    python -m tests.faults.soak --seconds 3600 --seed 1
    python -m tests.faults.soak --only stops kills --volume 5000 --seed 1

The first one makes rounds of two halves: random schedules with seeds that go on counting, then
every other fault test with another seed. It stops by itself at the end of the round in which the
time is over. The second one runs parts by name, each in one volume (by default the greatest that
RELIABILITY.md asks for); ``--only all`` is the whole column. A fault ends a part, with the command
that shows it again.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time

from tests.faults.test_schedules import again, run_schedules
from tests.faults.volumes import NAMES, SOAK

#: Seconds of schedules in a round.
SCHEDULES_S = 300.0
#: What is counted -> the test that does so much of it.
PARTS = {
    "writing_systems": "test_cuts.py",
    "schedules": "test_schedules.py",
    "memory_lives": "test_log_machine.py::test_the_log_in_memory_lives_through_anything",
    "file_lives": "test_log_machine.py::test_the_log_in_a_file_lives_through_anything",
    "shared_lives": "test_log_machine.py::test_the_log_of_two_workers_lives_through_anything",
    "kills": "test_kill.py::test_nothing_that_a_reader_saw_is_missing_after_a_kill",
    "worker_kills": "test_takeover.py"
    "::test_the_answers_of_a_worker_that_is_killed_go_on_with_the_others",
    "worker_terminations": "test_takeover.py"
    "::test_a_worker_that_leaves_hands_its_answers_over_before_its_readers",
    "worker_stalls": "test_takeover.py"
    "::test_a_worker_that_was_stalled_changes_nothing_when_it_wakes",
    "worker_stops": "test_worker_commands.py"
    "::test_a_stop_ends_what_another_worker_writes_even_if_that_one_dies_over_it",
    "worker_keys": "test_worker_commands.py",
    "worker_networks": "test_worker_links.py",
    "rolling_restarts": "test_takeover.py::test_a_rolling_restart_of_all_workers_holds_nobody_up",
    "engine_stalls": "test_takeover.py"
    "::test_an_engine_that_stands_still_makes_nobody_suspect_a_worker",
    "wrong_clocks": "test_takeover.py::test_clocks_that_are_hours_apart_change_nothing",
    "hangs": "test_worker_failpoints.py",
    "engine_kills": "test_takeover.py::test_an_engine_that_is_killed_and_comes_back_costs_no_token",
    "engine_losses": "test_takeover.py::test_an_engine_that_has_lost_everything_is_told_by_a_reset",
    "database_kills": "test_takeover.py"
    "::test_a_database_that_is_killed_and_comes_back_holds_up_no_token",
    "embedded_kills": "test_kill.py::test_the_embedded_models_answers_go_on_after_a_kill",
    "stops": "test_stop.py",
    "idempotency_rounds": "test_idempotency.py",
    "id_rounds": "test_client_ids.py",
    "terminations": "test_drain.py",
    "crowds": "test_readers.py",
    "service_mutations": "test_service_mutations.py",
    "api_requests": "test_api_description.py",
    "sdk_requests": "test_openai_description.py",
    "stranger_steps": "../api/test_strangers.py"
    "::test_whatever_two_people_do_neither_is_told_of_the_others_things",
    "timed_log_ins": "../api/native/test_guessing.py"
    "::test_nobody_learns_from_the_time_of_a_log_in_who_has_an_account",
    "page_tokens": "../e2e/costs/test_performance.py",
    "page_reloads": "../e2e/test_healing.py::test_reloads_at_any_moment_lose_and_repeat_nothing",
    "page_cuts": "../e2e/test_healing.py"
    "::test_a_network_that_is_cut_again_and_again_loses_and_repeats_nothing",
    "page_tabs": "../e2e/test_windows.py::test_two_tabs_that_follow_one_answer_show_the_same",
    "page_windows": "../e2e/test_windows.py"
    "::test_twelve_windows_at_once_all_grow_and_all_are_whole",
    "page_freezes": "../e2e/test_sleeping.py",
    "page_buffers": "../e2e/test_transports.py"
    "::test_behind_a_proxy_that_buffers_words_come_by_what_gets_through",
    "page_stops": "../e2e/test_stopping.py",
    "page_restarts": "../e2e/test_healing.py"
    "::test_a_killed_server_that_comes_back_goes_on_with_the_answer",
}


def main() -> None:
    """Soak; exits with what failed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=1, help="where the drawing begins")
    parser.add_argument("--only", nargs="+", choices=[*NAMES, "all"], help="parts by name")
    parser.add_argument("--volume", type=int, help="how much of each part that is named")
    options = parser.parse_args()
    if options.only:
        names = NAMES if "all" in options.only else options.only
        failed = [name for name in names if part(name, options.volume, options.seed) != 0]
        sys.exit(f"Failed: {', '.join(failed)}" if failed else 0)
    rounds_for(options.seconds, options.seed)


def rounds_for(seconds: float, seed: int) -> None:
    """Run rounds until the time is over."""
    until_s = time.monotonic() + seconds
    schedules, rounds = 0, 0
    while (left_s := until_s - time.monotonic()) > 0:
        done, failures = run_schedules(min(SCHEDULES_S, left_s / 2), seed)
        if failures:
            sys.exit(again(failures))
        seed, schedules = seed + done, schedules + done
        if other_faults(seed) != 0:
            sys.exit(f"A test of tests/faults failed; YEOUL_SEED={seed} shows it again.")
        rounds += 1
        print(f"{rounds} rounds, {schedules} schedules up to seed {seed - 1}: 0 faults", flush=True)


def other_faults(seed: int) -> int:
    """Run the other fault tests from ``seed`` and return pytest's status."""
    return pytest("-x", "tests/faults", "--ignore=tests/faults/test_schedules.py", seed=seed)


def part(name: str, volume: int | None, seed: int) -> int:
    """Run one part in a volume and return pytest's status."""
    many = getattr(SOAK, name) if volume is None else volume
    begin_s = time.monotonic()
    print(f"-- {name}, volume {many}, seed {seed}", flush=True)
    status = pytest("-s", f"tests/faults/{PARTS[name]}", seed=seed, volumes=f"{name}={many}")
    told = "0 faults" if status == 0 else f"FAILED ({status})"
    print(f"-- {name}: {told} in {time.monotonic() - begin_s:.0f} s", flush=True)
    return status


def pytest(*arguments: str, seed: int, volumes: str = "") -> int:
    """Run pytest with what the tests read from the environment."""
    environ = {**os.environ, "YEOUL_SEED": str(seed), "YEOUL_VOLUMES": volumes}
    argv = [sys.executable, "-m", "pytest", "-q", f"--hypothesis-seed={seed}", *arguments]
    return subprocess.run(argv, env=environ, check=False).returncode


if __name__ == "__main__":
    main()
