"""What people type: one module a verb, with a docstring (its --help), `arguments` and `run`; the table is in `cli`.

Imports everything below, and no verb another.  A new verb: a module here, a row in cli.VERBS; help and
completion follow.  What it does belongs into a room below (`talk`, `setup`, `views` …): here it is only
asked for and printed.
"""
