"""One event of a client in, an answer out.  Every edit runs `hook`, `call`, `edit` and `editing`, and nothing else.

The rest is loaded when it is needed: `meeting` (with `siblings`, `warning`) for a conflict; before a shell command
`shell_guard`, which looks whether `shell_line` has to judge it (`git_guard`, `kill_guard`, …), and after it
`shell_edits`; `life` for starts, ends and prompts, with `briefing`; `telling` where Notices wait; `net` for Residents.
A new event: a row in life.HANDLERS, or in `hook` if it is about a tool; its handler in a module of its own.
"""
