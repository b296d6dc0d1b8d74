"""Facts in, text or a page out: what people look at.  Nothing here changes anything; `pages` hands a page over.

`status`: who is at work.  `log`: what happened.  `lanes`, `marks`, `participants`: who did what, for `timeline_*`;
`reckoning`: how often, for `report_*`.  `mirror`: how Slack is doing.  `page`: HTML.  `terminal`: widths and colours.
Imports `state` and below.  Another view: a module here, its facts (for --json) apart from its text; the verb
that prints it is in `verbs`.
"""
