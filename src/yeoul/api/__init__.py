"""COMMANDS: the HTTP routes around the stream. `schemas` are the shapes, `problems` the errors."""
