"""Print the completion of csg's command line for a shell, made from its own table of verbs.

For bash, zsh (which wants fpath+=~/.zfunc before compinit) and fish:

    csg completion bash >~/.local/share/bash-completion/completions/csg
    csg completion zsh >~/.zfunc/_csg
    csg completion fish >~/.config/fish/completions/csg.fish

Where a session is wanted they offer the live ones, with their names, and ask for those:

    csg completion sessions
"""

import argparse

from csg.base.here import Here
from csg.setup import completion
from csg.verbs import cli
from csg.views import choices

_SESSIONS = "sessions"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which shell."""
    parser.add_argument("shell", choices=[*sorted(completion.SHELLS), _SESSIONS], help="see above")


def run(options: argparse.Namespace, here: Here) -> int:
    """Print it."""
    if options.shell == _SESSIONS:
        for line in choices.lines(here):
            print(line)
        return 0
    commands = [completion.Command(name, verb.summary, cli.parser(name)) for name, verb in cli.public().items()]
    print("\n".join(completion.SHELLS[options.shell](commands)))
    return 0
