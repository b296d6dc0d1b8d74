"""The Slack mirror: the process in the background that drains the Outbox.  No hook waits for it.

Starting it: `delivery`; its life, from lock to lock: `poster`; what waits, in order: `entries`; one step of a
thread: `teller`; its first message and reaction: `header`; what is told together, and how: `composing`, in the
words of `messages`; pace, attempts, patience: `sender`, over HTTP by `api`; a refusal: `refusals`.
Imports `state` and below.  A new kind of Event is a case in `composing.compose` and a function of `messages`.
"""
