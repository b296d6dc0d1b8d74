"""A repository read, and git commands understood: what each would do to files in a checkout.

Imports `shell` and `base`.  A git command that is not judged yet gets its row and rule in `commands`.
"""
