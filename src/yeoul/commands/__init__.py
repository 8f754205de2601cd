"""The commands of ``yeoul``, one file each; cli.py puts them together."""
