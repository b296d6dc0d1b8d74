"""The ground: words every room uses.  Errors, JSON, files (the only writer), paths, processes, settings, wording.

Imports nothing of csg but its neighbours here.  Add a module only for what several rooms need and
no room owns; a new setting goes to `config`, its default to `policy`, a sentence for models to `wording`.
"""
