"""The wire in both directions, and the values it carries. No I/O."""
