"""How other clients than Claude Code speak at their hooks: a module a client, with the three functions of `dialect`.

`hear` puts an event and its environment into Claude Code's terms, `say` an answer into the client's own form.  They run
at every edit, so they are hot.  `terms`: what they share.  What a client accepts was seen in the real one; each module
says in which version.  Another client: a module here, a row in hooks/another_client.
"""
