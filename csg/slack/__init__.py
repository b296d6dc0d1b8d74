"""The Slack mirror: the process in the background that drains the Outbox.  No hook waits for it.

Imports `state` and below.  HTTP is in `api`; a message's text goes to `messages`, when it is sent to `poster`.
"""
