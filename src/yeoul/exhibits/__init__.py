"""Servers that are shown, and broken, beside each other: the thirty lines, and Yeoul."""
