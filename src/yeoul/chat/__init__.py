"""The core that every door asks, for one owner at a time. Knows no HTTP."""
