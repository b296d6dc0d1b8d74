"""Facts in, text out: what people look at.  Nothing here changes anything.

`status`, `by_file`: who is at work, on what.  `log`, `history`: what happened; `event_text`: that in words.
`mirror`: how Slack is doing.  `known`: names and places.  `terminal`, `columns`: widths and colours.
Imports `talk` and below.  Another view: a module here, its facts (for --json) apart from its text; the verb
that prints it is in `verbs`.
"""
