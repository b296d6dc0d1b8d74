"""The guard under the other real clients, offline, against a scripted model.

programs.py  finding them (install-agents.sh fetches them, pinned)
model.py     the scripted model in their APIs: OpenAI's Responses and Chat Completions, Gemini's generateContent
wiring.py    each client's own settings that call the hook
agent.py     one run of a client
case.py      what a test starts from: tests/client's case, so that Claude Code is there to be met

A scenario:

    held = Hold()
    a = self.client([write(path, "one\\n"), held])                     # a Claude session; see tests/client
    a.reach(held)
    b = self.agent("gemini", [Call("replace", {...}), "Done."])
    self.ended_well(b)
    self.assertIn("CONCURRENCY WARNING", b.requests()[1].text())
"""
