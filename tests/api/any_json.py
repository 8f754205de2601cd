"""Any JSON that a body may be, and what has to become of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import orjson
from hypothesis import strategies as st
from pydantic import ValidationError

from yeoul.api.problems import invalid
from yeoul.errors import InvalidRequest
from yeoul.protocol.turns import Call, call_from_stored, call_to_stored

T = TypeVar("T")

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


def read_or_refused(read: Callable[[Any], T], body: Any) -> T | None:
    """Return what a body is read as; None if it is refused, which has to name a field."""
    try:
        return read(orjson.loads(orjson.dumps(body)))
    except (ValidationError, InvalidRequest) as error:
        refused = error
    if isinstance(refused, ValidationError):
        assert isinstance(invalid(refused.errors()), InvalidRequest)
    else:
        [(field, _)] = refused.fields
        assert field
    return None


def stored(call: Call) -> Call:
    """Return a call as it is found again where it was stored."""
    return call_from_stored(orjson.loads(orjson.dumps(call_to_stored(call))))
