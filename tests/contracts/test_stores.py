"""Every store keeps the contract of store/base.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contracts.conftest import OpenFolder
from yeoul.testing import Clock, StoreContract
from yeoul.testing.stores import OpenStore


class TestStores(StoreContract):
    @pytest.fixture
    def open_store(self, open_folder: OpenFolder, tmp_path: Path, clock: Clock) -> OpenStore:
        return lambda: open_folder(tmp_path, clock)
