"""Yeoul: streams a language model's answers to the browser, token by token, and never loses one.

The public API: the names here stay, or change with a line under "Breaking" in the changelog.
Names are loaded when they are first used, so that ``import yeoul`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = [
    "Allowance",
    "Asking",
    "Caller",
    "Catalogue",
    "Client",
    "Ended",
    "EventLog",
    "Provider",
    "Refused",
    "Scripted",
    "Settings",
    "Store",
    "YeoulError",
    "__version__",
    "create_app",
    "mount",
    "run",
]

if TYPE_CHECKING:
    from yeoul.app import create_app
    from yeoul.caller import Allowance, Caller
    from yeoul.chat.asking import Asking
    from yeoul.client import Client
    from yeoul.errors import Refused, YeoulError
    from yeoul.eventlog.base import EventLog
    from yeoul.mounted_app import mount
    from yeoul.providers.base import Provider
    from yeoul.providers.catalogue import Catalogue
    from yeoul.providers.scripted import Scripted
    from yeoul.serving.run import run
    from yeoul.settings import Settings
    from yeoul.store.base import Store
    from yeoul.store.ends import Ended

_HOMES = {
    "Allowance": "yeoul.caller",
    "Asking": "yeoul.chat.asking",
    "Caller": "yeoul.caller",
    "Catalogue": "yeoul.providers.catalogue",
    "Client": "yeoul.client",
    "Ended": "yeoul.store.ends",
    "EventLog": "yeoul.eventlog.base",
    "Provider": "yeoul.providers.base",
    "Refused": "yeoul.errors",
    "Scripted": "yeoul.providers.scripted",
    "Settings": "yeoul.settings",
    "Store": "yeoul.store.base",
    "YeoulError": "yeoul.errors",
    "create_app": "yeoul.app",
    "mount": "yeoul.mounted_app",
    "run": "yeoul.serving.run",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'yeoul' has no attribute {name!r}")
    home = _HOMES[name]
    try:
        return getattr(import_module(home), name)
    except ModuleNotFoundError as missing:
        if missing.name != home:
            raise
        # Only the client's part of the package is here: the distribution yeoul-client.
        raise ImportError(
            f"yeoul.{name} is a part of the server: pip install yeoul in place of yeoul-client",
            name=home,
        ) from None
