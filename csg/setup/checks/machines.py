"""Doctor's look at other machines, where the person has set that up."""

from typing import Iterator

from csg.base import errors, wording
from csg.machines import sharing, trial
from csg.setup.checks.patient import Finding, Patient

NAME = "machines"


def machines(patient: Patient) -> Iterator[Finding]:
    """Does the database answer, and are its schema and rights as they should be?  Nothing where none is named."""
    settings = sharing.load(patient.here.environ, patient.here.home)
    if settings is None:
        return
    try:
        lines = list(trial.lines(patient.here))
    except errors.CsgError as error:
        yield Finding(NAME, False, wording.name(str(error), 500), patient.csg("machines", "test"))
        return
    yield Finding(NAME, True, "; ".join(line.partition(": ")[2] for line in lines[1:]))
