"""The commands of ``yeoul``, one file each; `yeoul.cli` puts them together."""
