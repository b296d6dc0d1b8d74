"""Facts in, text out: what people look at.  Nothing here changes anything.

`status`: who is at work.  `log`: what happened.  `mirror`: how Slack is doing.  `terminal`: widths and colours.
Imports `state` and below.  Another view: a module here, its facts (for --json) apart from its text; the verb
that prints it is in `verbs`.
"""
