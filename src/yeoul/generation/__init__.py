"""From provider to log: asks the provider, appends to the log, settles in the store."""
