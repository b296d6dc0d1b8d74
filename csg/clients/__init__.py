"""The coding clients: what each sends and accepts, its settings files, how csg's hooks are wired into them.

Imports `git`, `shell`, `base`.  One module a client; another client goes into a module beside `claude`.
"""
