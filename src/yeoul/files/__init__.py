"""What Yeoul keeps on a disk: private files, SQLite files, the data directory as a whole."""
