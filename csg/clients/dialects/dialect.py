"""What a client's dialect is: for type checkers."""

from typing import Any, Mapping, Protocol, Tuple


class Said(Protocol):
    """An answer, as far as a dialect needs it: see hooks/answer.

    decision  "deny" or "", never "ask": no other client can    reason  for it      event   Claude Code's name for it"""

    decision: str
    reason: str
    event: str

    def text(self) -> str:
        """The context for the model; "" if there is none."""

    def encode(self) -> str:
        """Claude Code's own form; "" if there is nothing to say."""


class Dialect(Protocol):
    """One client's, a module."""

    NAME: str

    def hear(self, event: Any, stated: str, environ: Mapping[bytes, bytes]) -> Tuple[Any, Mapping[bytes, bytes]]:
        """The event (decoded JSON of any kind) and the environment in Claude Code's terms.

        stated  the event's name, where the command line has it
        A call that writes several files becomes one of the tool tools.PATCH.  errors.NotForUs."""

    def hears(self, kind: str) -> bool:
        """Does the client hand on to the model what is said at events of this kind (Claude Code's name)?"""

    def say(self, answer: Said) -> str:
        """What is printed; "" for nothing."""
