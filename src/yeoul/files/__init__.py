"""What Yeoul keeps on disk: private files, SQLite files, the data directory."""
