"""What is on disk under the home: Sessions, their Claims, Notices, Events, the Outbox.

Imports `git`, `shell`, `base`.  One kind of record, one module; its docstring is the file's format.  What others
wrote is read through `salvage`: each thing on its own, so that a bad one takes nothing else with it.
"""
