"""The coding clients: what each sends and accepts, where its files are, how csg's hooks are wired into it.

`claude`: Claude Code's files and MCP servers.  `installed`: its versions on this machine; `running`: which one runs a
hook.  `wiring`, `ownership`: which entries csg has in settings of its shape.  `wired`: what the client would run.
`settings_file`, `json_text`, `toml_text`, `mcp_entry`: a file changed, nothing of it lost.  `dialects`: what the others
say.  Imports `git`, `shell`, `base`.
Another client: a module beside `codex`, with all that is known of it, and a row in `others`.
"""
