"""What a hook says, and what is to be done once it has been said."""

from csg.base import errors, policy, wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from csg.clients.dialects.dialect import Dialect

MOST = 10000  # characters of context that the client hands over whole
_BETWEEN = "\n\n"


class Answer:
    """A decision with its reason, and context for the model.

    event       the event's name
    decision    "deny", "ask" or ""                reason  for it
    context     texts
    to_person   what the client shows to the person
    named       whose Claims it warns of: (Session's directory, agent)
    client      how its client speaks; None: it is Claude Code
    afterwards  what is called, in this order, when the client has the answer (`printed`).  What notes that
                something was told or held belongs here: noted before, it is lost with a hook that fails or is killed.
    """

    __slots__ = ("_report", "afterwards", "client", "context", "decision", "event", "named", "reason", "to_person")

    def __init__(self, event: str, report: "Callable[[str], None]", client: "Dialect | None" = None) -> None:
        """`report` is given what goes wrong afterwards."""
        self.event = event
        self.client = client
        self._report = report
        self.decision = ""
        self.reason = ""
        self.to_person = ""
        self.context: list[str] = []
        self.named: set[tuple[str, str]] = set()
        self.afterwards: list[Callable[[], Any]] = []

    def room(self) -> int:
        """How many characters of context still fit."""
        return MOST - sum([len(text) + len(_BETWEEN) for text in self.context])

    def add(self, text: str) -> bool:
        """More context for the model, if there is any; False if it does not fit."""
        if len(text) > self.room():
            return False
        if text:
            self.context.append(text)
        return True

    def decide(self, decision: str, text: str) -> bool:
        """Put one of policy's decisions and the words for it where the client hands them on, after what is there
        already; False if the words do not fit."""
        stops = decision in (policy.HELD, policy.DENIED, policy.ASKED)
        tells = decision in (policy.TOLD, policy.ASKED)  # the reason for asking reaches only the person
        reason = self.reason + _BETWEEN + text if self.reason else text
        if (stops and len(reason) > MOST) or (tells and len(text) > self.room()):
            return False
        if stops:
            self.decision, self.reason = "ask" if decision == policy.ASKED else "deny", reason
        if tells:
            self.context.append(text)
        return True

    def text(self) -> str:
        """The context as one text; "" if there is none."""
        return _BETWEEN.join(self.context)[:MOST]

    def encode(self) -> str:
        """The JSON for stdout; "" if there is nothing to say.

        Only known fields: other clients refuse an answer that has more."""
        output: dict[str, str] = {"hookEventName": self.event}
        answer: dict[str, Any] = {"hookSpecificOutput": output}
        if self.decision:
            output["permissionDecision"] = self.decision
            output["permissionDecisionReason"] = self.reason
            if self.decision == "ask":  # the prompt may leave the reason out
                answer["systemMessage"] = self.reason
        if self.to_person:
            answer["systemMessage"] = self.to_person
        if self.context:
            output["additionalContext"] = self.text()
        return wire.encode(answer) if len(output) > 1 else ""

    def printed(self) -> None:
        """The client has it: do what was left until then.  Whatever goes wrong is only reported."""
        for action in self.afterwards:
            try:
                action()
            except Exception as error:
                self._report(errors.describe(error))
