"""Yeoul's files on disk: private files, SQLite files, the data directory."""
