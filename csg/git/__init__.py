"""A repository read, git asked, and git commands understood: what each would do to files in a checkout.

Imports `shell` and `base`.  `repository` and `refs` read git's files; `facts` asks git, by way of `plumbing`
alone, which runs nothing of the repository's; `commands` judges a command line, `reach` says which files an
Effect touches.  A git command that is not judged yet: its options that take a value go to
`command_options`, its rule to `judges`, its row to `commands`; what a pathspec means to `pathspecs`.
"""
