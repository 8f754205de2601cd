"""The checks of each contract: one function for each promise, and one module for each group."""
