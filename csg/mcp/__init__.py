"""The MCP server and its tools.

Imports `talk`, `hooks` and below.  A tool is a row in `tools`, which calls a function of `talk`.
"""
