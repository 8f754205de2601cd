"""The event log on Valkey, or Redis: workers on many machines share it.

An event goes one way: a `writer` numbers and encodes it, `commits` collects what all writers have
and sends it in one call, `scripts` has what the engine does in it, and only behind its reply the
epoch in memory shows it to this worker's readers, and a message to those of others, whose `feed`
keeps a copy. `connection` speaks to the engine. `log` is the `EventLog` that puts these together.
"""
