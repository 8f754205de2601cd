"""The event log in an SQLite file: durable before visible, survives kill -9 of the process.

An event goes one way: ``writer`` numbers and encodes it, ``group_commit`` collects what all writers
have, ``journal`` commits that in its thread, and only then the epoch in memory shows it
to readers. ``log`` is the `EventLog` that puts these together.
"""
