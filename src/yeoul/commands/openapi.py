"""``yeoul openapi``: prints the API's description, from which the page's types are generated."""

from __future__ import annotations

import json


def openapi() -> None:
    """Print the OpenAPI document of the API."""
    from yeoul.app import create_app
    from yeoul.settings import Settings

    print(json.dumps(create_app(Settings()).openapi(), indent=2, ensure_ascii=False))
