"""Yeoul's own API, which the page and this project's clients use."""
