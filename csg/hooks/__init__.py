"""One event of a client in, an answer out.  Every edit runs `hook`, `call`, `edit` and `editing`, and nothing else.

The rest is loaded when it is needed: `meeting` (with `siblings`, `warning`) for a conflict, `git_guard` (facts,
decision, telling), `kill_guard` and `shell_edits` for shell commands, `life` for starts, ends and prompts, with
`briefing`; `telling` where Notices wait.  Imports `slack` and below.
A new event: a row in life.HANDLERS, or in `hook` if it is about a tool; its handler in a module of its own.
"""
