"""The end of an answer where it grows upstream: at the service that keeps it while it grows.

Without this, a service would go on generating, and charging for, an answer that nobody reads any
more. Failures are logged and change nothing: the answer ends here all the same.
"""

from __future__ import annotations

import asyncio
import logging

from yeoul.generation.job import Job

logger = logging.getLogger(__name__)

#: Seconds for which the end of an answer waits for its end upstream.
CANCEL_TIMEOUT_S = 5.0
FORGET_TIMEOUT_S = 10.0


async def cancel_upstream(job: Job) -> None:
    """End the answer of ``job`` where it grows upstream, unless it has finished there."""
    if job.upstream_id is None or job.finished_upstream:
        return
    try:
        async with asyncio.timeout(CANCEL_TIMEOUT_S):
            provider, _ = await job.found()
            await provider.cancel(job.upstream_id)
    except Exception as error:  # of a product's own provider, too: the answer has to end
        logger.warning("answer %s may go on upstream: %r", job.answer.id, error)


async def forget_upstream(job: Job) -> None:
    """Delete the upstream copy of an answer that is kept here from now on."""
    if job.upstream_id is None:
        return
    try:
        async with asyncio.timeout(FORGET_TIMEOUT_S):
            provider, _ = await job.found()
            await provider.forget(job.upstream_id)
    except Exception as error:
        logger.info("a copy of answer %s stays upstream: %r", job.answer.id, error)
