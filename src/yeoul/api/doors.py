"""The statement that each door makes about itself, for the parts that serve all doors alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from fastapi import APIRouter

from yeoul.api.replies import ReplyBody
from yeoul.errors import YeoulError

Errors = tuple[type[YeoulError], ...]


class Door(NamedTuple):
    """One door. `yeoul.app` lists all of them."""

    #: Below this path no address is the page, even one without a route.
    prefix: str
    routers: tuple[APIRouter, ...]
    #: The errors of each operation (``"POST /api/answers"``), beyond those of every request.
    refusals: Mapping[str, Errors]
    #: Shapes that no route names as its reply, for the API description.
    shapes: tuple[type[ReplyBody], ...]
    #: JSON Schemas of what its event streams carry, by name.
    streams: Mapping[str, Any]
