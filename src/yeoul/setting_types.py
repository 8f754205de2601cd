"""What several settings are made of: secrets, lists in a text, and words for what is allowed."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, SecretStr


def _printable(key: SecretStr | None) -> SecretStr | None:
    text = key.get_secret_value().strip() if key else ""
    if not text.isascii() or (text and not text.isprintable()):
        raise ValueError("not printable")
    return SecretStr(text) if text else None


def split_commas(value: object) -> object:
    """Return the names in a text, in lower case."""
    parts = [value] if isinstance(value, str) else value
    if isinstance(parts, (list, tuple)) and all(isinstance(part, str) for part in parts):
        names = [name.strip().lower() for part in parts for name in part.split(",")]
        return tuple(name for name in names if name)
    return value


def split_words(value: object) -> object:
    """Return the words of a text, which are separated by commas, and whose case counts."""
    if isinstance(value, str):
        return tuple(word for word in (part.strip() for part in value.split(",")) if word)
    return value


def allow(allowed: str) -> dict[str, Any]:
    """Return the words for valid values, where the type does not say enough."""
    return {"allowed": allowed}


#: A secret, of which nothing is ever shown.
Key = Annotated[SecretStr | None, AfterValidator(_printable)]
