"""The native door: Yeoul's own API, which the page and this project's clients use."""

from __future__ import annotations

#: The path of every address of this door but ``/completion``.
PREFIX = "/api"
