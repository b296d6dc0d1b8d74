"""Sessions on other machines, met through a PostgreSQL database that the person names.

`carrier` is the one background process of a machine: it says what this machine's Sessions hold of shared repositories
(`own`) and writes down what others' hold (`arrivals`) where hooks look; `psql` is its way to the server, `exchange` one
statement there and back, `schema` what an administrator runs once.  `sharing`: what may leave this machine; `remotes`:
which repository it is elsewhere.  Hooks never wait for any of it.  Imports `state`, `git`, `base`.
"""
