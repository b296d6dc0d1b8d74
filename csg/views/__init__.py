"""Facts in, text out: what people look at.  Nothing here changes anything, but for what a person asks `top` for.

`status`: who is at work.  `log`: what happened.  `top`: both, live.  `mirror`: how Slack is doing.  `terminal`: widths.
Imports `state` and below.  Another view: a module here, its facts (for --json) apart from its text; the verb
that prints it is in `verbs`.
"""
