"""Brings model files from a hub to this machine: whole, checked, whatever happens on the way."""
