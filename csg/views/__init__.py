"""Facts in, text or a page out: what people look at.  Nothing changes but for what a person asks `top` for.

`status`, `by_file`: who is at work, on what.  `top`: that, live.  `log`, `history`, `event_text`: what happened.
`lanes`, `marks`: who did what, for `timeline_*`; `reckoning`: how often, for `report_*`.  `page`: HTML.
`mirror`: how Slack is doing.  `known`: names and places.  `terminal`, `columns`: widths and colours.
Imports `talk` and below.  Another view: a module here, its facts (for --json) apart from its text; the verb
that prints it is in `verbs`.
"""
