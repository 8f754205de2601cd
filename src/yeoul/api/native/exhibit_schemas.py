"""The shapes of exhibits on the wire, as PROTOCOL.md promises them."""

from __future__ import annotations

from typing import Literal

from yeoul.api.fields import RequestBody
from yeoul.api.replies import ReplyBody


class ExhibitRequest(RequestBody):
    """What is to be shown: so far there is one exhibit."""

    exhibit: Literal["thirty-lines"]


class Exhibit(ReplyBody):
    """The thirty lines and a Yeoul, which run."""

    id: str
    #: The whole answer that both of them give.
    text: str
    #: The thirty lines, as they run.
    code: str
