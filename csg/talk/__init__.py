"""What Sessions ask of each other and say to each other, over MCP and on the command line alike.

Imports `state` and below.  A new question or answer is a function here; its tool and its verb only call it.
"""
