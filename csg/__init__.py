"""csg (claude-session-guard): parallel coding sessions learn who is editing what.

The arrows between the modules point one way: entry (`hook`, `cli`) -> domain ->
leaves.  tests/test_architecture.py holds the graph.
"""

VERSION = "0.1.0"
