"""Every store keeps the contract of store/base.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contracts.conftest import STORES
from yeoul.testing import Clock, StoreContract
from yeoul.testing.stores import OpenStore


class TestStores(StoreContract):
    @pytest.fixture(params=list(STORES))
    def open_store(self, request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> OpenStore:
        return lambda: STORES[request.param](tmp_path, clock)
