"""The doors by which clients enter over HTTP, one package each, and the modules they share."""
