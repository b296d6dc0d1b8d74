"""What Sessions ask of each other and say to each other, over MCP and on the command line alike.

Who asks: `asking`, on a command line `identity`, by processes and variables `whose`; which paths are meant: `wanted`.
The operations: `listing`, `checking`, `claiming`, `intent`, `messages`; what each gives, as text: `reading`.  Imports
`state`, `clients` and below.

A new operation is a module like `checking` and a function of `reading`; its tool (mcp.calls) and its verb only
call them.  Limits, and words that schemas state too, are in `terms`.
"""
