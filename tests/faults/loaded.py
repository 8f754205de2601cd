"""What one of several workers loads besides, for the process that they are forked from."""

import uvicorn.lifespan.on
import uvicorn.loops.uvloop

import yeoul.bus.valkey
import yeoul.eventlog.memory
import yeoul.eventlog.valkey.log
import yeoul.store.postgres.database
import yeoul.workers.valkey

__all__ = ["uvicorn", "yeoul"]
