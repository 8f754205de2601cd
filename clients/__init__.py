"""The clients of others, run as they are against a server of this checkout."""
