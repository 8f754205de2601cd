"""The process: sockets, protocols, signals and the shutdown."""
