"""Lists of items, a page at a time. Pure.

Format: that of OpenAI's lists, with a page behind the id of the last item before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import Query

from yeoul.errors import InvalidRequest

After = Annotated[
    str | None, Query(max_length=256, description="The id of the last item of the page before.")
]
Limit = Annotated[int, Query(ge=1, le=100)]
Order = Annotated[Literal["asc", "desc"], Query(description="The oldest first, or the newest.")]


def page_of(
    items: Sequence[dict[str, Any]], after: str | None, limit: int, order: Literal["asc", "desc"]
) -> dict[str, Any]:
    """Return a page of items, which are given oldest first.

    Raises:
        InvalidRequest: there is no item ``after`` which it would come.
    """
    in_order = list(items if order == "asc" else reversed(items))
    if after is not None:
        places = [place for place, item in enumerate(in_order) if item["id"] == after]
        if not places:
            raise InvalidRequest.of("after", "must be the id of an item in this list")
        del in_order[: places[0] + 1]
    page = in_order[:limit]
    return {
        "object": "list",
        "data": page,
        "first_id": page[0]["id"] if page else None,
        "last_id": page[-1]["id"] if page else None,
        "has_more": len(in_order) > limit,
    }
