"""The HTTP doors, and the parts that they share: guard, bodies, problems, health, metrics."""
