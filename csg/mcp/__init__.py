"""The MCP server: `rpc` reads and writes messages, `server` answers them, `calls` runs a tool,
`waiting` is a call that waits meanwhile; `resident` has Claude Code's hooks answered by `hooks`.

Imports `hooks`, `talk` and below.  A new tool is a row of `tools`, in words of `schema`, and a function in `calls`,
which calls an operation of `talk`.  Before its first answer a server loads only `server` and `rpc`, for a list
of the tools `tools` too; `talk` is for the first call.
"""
