"""A command line read as bash reads it: words, expansions, which files it would write.

Imports `base`.  Nothing here knows git or Sessions.  A shell construct that is not followed yet
goes to the module that reads its kind; a program that writes files goes to the table of programs.
"""
