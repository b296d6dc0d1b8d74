"""csg (claude-session-guard): parallel coding sessions learn who is editing what.

A package is a room, and its docstring says what lives there.  Arrows between rooms point down only:
tests/test_architecture.py has the floors.  Here lie only the ways in: `entry`, and `boot` before it.
"""

VERSION = "0.1.0"
