"""The checks of doctor, in groups: `program`, `client`, `other_clients`, `home`.  They look and change nothing.

Imports what `setup` may.  A new check: a function of a Patient in the module of what it looks at (or in a new
one), and a row in `setup.diagnosis`.
"""
