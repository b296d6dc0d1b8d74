"""Sessions on other machines, through a PostgreSQL database: its set-up, how it does, whether it works.

`sql` prints what an administrator runs once, with --team for a team and its repositories (as `status` names
them: host/path).  `test` connects, looks at the schema and the rights, and says something to itself.

    csg machines sql | psql -v ON_ERROR_STOP=1 csg
    csg machines sql --team shop --repository github.com/our-team/shop
    csg machines status --json
    csg machines test
"""

import argparse
import json

from csg.base.here import Here
from csg.machines import schema, trial
from csg.views import machines


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which of them, in which form."""
    parser.add_argument("what", choices=("sql", "status", "test"), help="see above")
    parser.add_argument("--team", default="", metavar="NAME", help="sql: also the team's role")
    parser.add_argument(
        "--repository", action="append", default=[], metavar="HOST/PATH", help="sql: that the team works on; repeatable"
    )
    parser.add_argument("--json", action="store_true", help="status for programs; the README describes the shape")


def run(options: argparse.Namespace, here: Here) -> int:
    """Print it.  `status`, `test`: 1 if it is set up and does not work.  CsgError."""
    if options.what == "sql":
        print(schema.sql(options.team, options.repository), end="")
        return 0
    if options.what == "test":
        for line in trial.lines(here):
            print(line, flush=True)
        return 0
    facts = machines.facts(here)
    if options.json:
        print(json.dumps(facts, indent=1))
    else:
        for line in machines.lines(facts):
            print(line)
    return 1 if facts["state"] in ("failing", "wrong") else 0
