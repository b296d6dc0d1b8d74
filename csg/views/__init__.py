"""Facts in, text out: what people look at.  Nothing here changes anything, but for what a person asks `top` for.

`status`, `by_file`: who is at work, on what.  `top`: that, live.  `log`, `history`: what happened; `event_text`: that
in words.  `mirror`: how Slack is doing.  `known`: names and places.  `terminal`, `columns`: widths and colours.
Imports `talk` and below.  Another view: a module here, its facts (for --json) apart from its text; the verb
that prints it is in `verbs`.
"""
