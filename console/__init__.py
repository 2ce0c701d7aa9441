"""The commands of `redress`, one module each; `cli.py` is where they start."""
