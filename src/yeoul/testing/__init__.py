"""The contracts of Yeoul's seams as test suites, for your own log, store, bus or provider.

Subclass a contract in a test file and give it the fixture that opens your implementation; pytest
does the rest. ``pip install yeoul[testing]`` installs the packages that this needs.

::

    class TestMyLog(EventLogContract):
        @pytest.fixture
        async def log(self, tmp_path):
            log = await MyLog.open(tmp_path)
            yield log
            await log.aclose()

Every check is one test with a sentence for a name, so that a failure says which promise is broken.
The promises themselves are in the docstrings of `EventLog`, `Store`, `Bus` and `Provider`.
"""

from __future__ import annotations

try:
    import pytest
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        "yeoul.testing needs pytest: pip install yeoul[testing]", name=missing.name
    ) from missing

# Before they are imported, so that a failing check shows the values that it compared.
pytest.register_assert_rewrite("yeoul.testing.checks")

from yeoul.testing.contracts import (
    BusContract,
    EventLogContract,
    ProviderContract,
    SharedEventLogContract,
    StoreContract,
)
from yeoul.testing.provider_cases import ENDLESS, ProviderCase
from yeoul.testing.stores import Clock

__all__ = [
    "ENDLESS",
    "BusContract",
    "Clock",
    "EventLogContract",
    "ProviderCase",
    "ProviderContract",
    "SharedEventLogContract",
    "StoreContract",
]
