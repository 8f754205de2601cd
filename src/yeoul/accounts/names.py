"""Names of accounts, as people may choose them."""

from __future__ import annotations

from yeoul.errors import InvalidRequest

MAX_NAME_CHARS = 64


def checked_name(name: str) -> str:
    """Return a name without spaces around it.

    Raises:
        InvalidRequest: it is empty or too long, or has characters that cannot be seen.
    """
    name = name.strip()
    if not 0 < len(name) <= MAX_NAME_CHARS or not name.isprintable():
        raise fault("name", f"must be 1 to {MAX_NAME_CHARS} characters that can be read")
    return name


def fault(field: str, text: str) -> InvalidRequest:
    """Return the error for a field of a form."""
    return InvalidRequest(f"{field}: {text}.", fields=((field, text),))
