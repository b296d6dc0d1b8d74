"""The coding clients: what each sends and accepts, where its files are, how csg's hooks are wired into it.

`claude`: Claude Code's files and MCP servers.  `installed`: its versions on this machine; `running`: which one runs a
hook.  `wiring`: which entries csg has in settings of its shape.  `wired`: what the client would run.  `settings_file`,
`json_text`: a file changed, nothing of it lost.  Imports `git`, `shell`, `base`.
Another client: a module beside `claude`, with all that is known of it.
"""
