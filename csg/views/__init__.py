"""Facts in, text out: what people look at.  Nothing here changes anything.

Imports `state` and below.  One module a view; the verb that prints it is in `verbs`.
"""
