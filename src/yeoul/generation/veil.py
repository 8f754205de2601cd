"""Errors of answers whose prompt has what readers may not see: without the words of others.

A service that refuses a prompt often repeats it, whole or cut, escaped or translated. No search for
the secret in its sentence would be safe, so nothing of the sentence goes further: not to readers,
not to the store, not to the log.
"""

from __future__ import annotations

from yeoul.errors import (
    Fenced,
    Internal,
    Interrupted,
    NotContinuable,
    NotFound,
    ShuttingDown,
    StorageFailed,
    StorageFull,
    YeoulError,
)
from yeoul.protocol.conversation import Answer

#: Their sentences are made here, and name nothing of a prompt.
_OWN = (
    *(Fenced, Internal, Interrupted, NotContinuable, NotFound, ShuttingDown),
    *(StorageFailed, StorageFull),
)


def veiled(error: YeoulError, answer: Answer) -> YeoulError:
    """Return the error that ends an answer, without any word that may repeat its prompt."""
    if not answer.has_secrets or isinstance(error, _OWN):
        return error
    hidden = error.copy()
    hidden.detail = (
        f"{error.title}. Its own words are not shown, as they may repeat what this site tells the"
        " model. Ask again, or tell the people of this site."
    )
    hidden.args = (hidden.detail,)
    hidden.__cause__ = hidden.__context__ = None
    return hidden
