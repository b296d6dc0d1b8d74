"""The guard under the real client: Claude Code, offline, against a scripted model.

client.py  finding the client (install-client.sh fetches it)
model.py   the scripted model; calls.py, the tool calls it makes
wiring.py  the client's settings
driver.py  one run of the client; network.py and hygiene.py keep it to itself
case.py    what a test starts from

A scenario in full:

    held = Hold()
    a = self.client([write(path, "one\\n"), held])   # what A's model does
    a.reach(held)                                    # A has written, its model thinks
    b = self.client([read(path), edit(path, "one", "two")])
    self.ended_well(b)
    self.assertIn("CONCURRENCY WARNING", b.requests()[2].text())
    held.release()
    self.ended_well(a)
"""

#: Seconds after which anything that is waited for counts as failed.
LIMIT = 90.0
