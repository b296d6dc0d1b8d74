"""Run with `python3 -m unittest` from the repository's top; nothing needs to be installed."""
