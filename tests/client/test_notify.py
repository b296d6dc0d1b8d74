"""CSG_NOTIFY in the real client: the person hears of a hold while the model goes on."""

import os

from tests.client.calls import read, write
from tests.client.case import ClientCase
from tests.client.model import Hold

_COMMAND = (
    'echo "$CSG_EVENT; $CSG_TEXT; $CSG_SESSION; ${ANTHROPIC_API_KEY:-no key}" >"$HOME/t" && mv "$HOME/t" "$HOME/note"'
)


class Notified(ClientCase):
    def test_a_hold(self) -> None:
        path, note = os.path.join(self.repository, "till.py"), os.path.join(self.box.user, "note")
        held, ended = Hold("A is done."), Hold("B is done.")
        a = self.client([write(path, "one\n"), held])
        a.reach(held)
        b = self.client([read(path), write(path, "two\n"), ended], environ={"CSG_NOTIFY": _COMMAND})
        b.reach(ended)
        b.wait(lambda: os.path.exists(note), "nobody is notified")
        text = "an edit of till.py was held, for the work of Please do the task."
        self.assertEqual(self.read(note), "hold; %s; %s; no key\n" % (text, b.id))
        self.assertEqual(self.read(path), "one\n")
        held.release()
        ended.release()
        self.ended_well(a, b)
