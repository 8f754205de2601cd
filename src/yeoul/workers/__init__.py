"""The server processes that share a store and a log. `base` states what they know of each other."""

from __future__ import annotations

from yeoul.workers.base import Workers


async def open_workers(url: str | None = None, *, name: str | None = None) -> Workers:
    """Return the workers that share the engine at ``url``; None: a server that is alone.

    ``name`` is this worker's, if its parent has given it one.

    Raises:
        StartupError: the engine does not answer.
    """
    if url is None:
        from yeoul.workers.alone import Alone

        return Alone()
    from yeoul.workers.valkey import ValkeyWorkers

    return await ValkeyWorkers.open(url, name=name)


async def tell_gone(url: str, worker: str) -> None:
    """Tell the workers that share the engine at ``url`` of the death of one. Never raises."""
    from yeoul.workers.valkey import tell_gone

    await tell_gone(url, worker)


async def inspect_engine(url: str) -> str:
    """Return the state of the engine at ``url`` in a few words, without changing it.

    Raises:
        StartupError: it cannot be used; the sentence says why.
    """
    from yeoul.workers.valkey import inspect_engine

    return await inspect_engine(url)
