"""Yeoul's own API: what the page and the clients of this project speak."""
