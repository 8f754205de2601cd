"""From reader to wire: four ways to follow the same log, and plain text. No routes, no rights."""
