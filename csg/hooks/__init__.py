"""One event of a client in, an answer out.  Every edit runs `hook`, `call`, `edit` and `editing`, and nothing else.

The rest is loaded when it is needed: `meeting` for a conflict, `git_guard` and `shell_edits` for shell
commands, `briefing` at a start, `telling` where Notices wait.  Imports `slack`, `talk` and below.
A new event goes to the table at the end of `hook`, its handler into a module of its own.
"""
