"""The completion of a command line for bash, zsh and fish, made from its verbs' parsers.  Pure."""

import argparse
from typing import Callable, Dict, List

#: What a shell can complete by itself, by the names that verbs give these arguments.
FILES, HOSTS = "file", "host"


class Option:
    """One option of a verb: its names, what it is for, the words it takes (`takes`: any, if there are none)."""

    def __init__(self, action: argparse.Action) -> None:
        self.names = list(action.option_strings)
        self.help = _plain(action.help or "")
        self.words = [str(word) for word in action.choices or ()]
        self.takes = action.nargs != 0


class Command:
    """One verb: what it does, its options, and what stands without an option: words, FILES or HOSTS."""

    def __init__(self, name: str, summary: str, parser: argparse.ArgumentParser) -> None:
        self.name = name
        self.summary = _plain(summary)
        self.options: List[Option] = []
        self.words: List[str] = []
        self.places = ""
        for action in parser._actions:  # argparse has no public way to ask
            if action.option_strings:
                self.options.append(Option(action))
            elif action.choices:
                self.words += map(str, action.choices)
            elif action.dest in (FILES, HOSTS):
                self.places = action.dest


def _bash(commands: List[Command]) -> List[str]:
    lines = [
        "# completion of csg for bash (3.2 or newer), made by: csg completion bash",
        "_csg() {",
        "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} verb=${COMP_WORDS[1]}",
        "  local words= places=",
        "  COMPREPLY=()",
        '  if [ "$COMP_CWORD" -eq 1 ]; then',
        "    words='%s'" % " ".join([*(c.name for c in commands), "--help", "--version"]),
        "  else",
        "    case $verb in",
    ]
    for command in commands:
        names = " ".join(name for option in command.options for name in option.names)
        lines.append("      %s)" % command.name)
        lines.append("        words='%s'" % " ".join([*command.words, names]))
        if command.places:
            lines.append("        places=%s" % command.places)
        taking = [option for option in command.options if option.takes]
        if taking:
            lines.append("        case $before in")
            for option in taking:
                words = "words='%s' places=" % " ".join(option.words)
                lines.append("          %s) %s ;;" % (" | ".join(option.names), words))
            lines.append("        esac")
        lines.append("        ;;")
    return [
        *lines,
        "    esac",
        "  fi",
        '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
        '  [ "${word:0:1}" != - ] || places=',
        "  local IFS=$'\\n'",
        "  case $places in",
        "    %s)" % FILES,
        "      compopt -o filenames 2>/dev/null  # bash 3.2 has none, and adds no slash to a directory",
        '      COMPREPLY+=($(compgen -f -- "$word"))',
        "      ;;",
        '    %s) COMPREPLY+=($(compgen -A hostname -- "$word")) ;;' % HOSTS,
        "  esac",
        "}",
        "complete -F _csg csg",
    ]


def _zsh(commands: List[Command]) -> List[str]:
    lines = [
        "#compdef csg",
        "# completion of csg for zsh, made by: csg completion zsh",
        "_csg() {",
        "  local -a verbs",
        "  verbs=(",
        *("    %s" % _quoted("%s:%s" % (c.name, c.summary)) for c in commands),
        "  )",
        "  if (( CURRENT == 2 )); then",
        "    _describe verb verbs",
        "    return",
        "  fi",
        "  local verb=$words[2]",
        "  shift words",
        "  (( CURRENT-- ))",
        "  case $verb in",
    ]
    for command in commands:
        specs: List[str] = []
        for option in command.options:
            takes = ":value:(%s)" % " ".join(option.words) if option.words else ":value: " if option.takes else ""
            other = "(%s)" % " ".join(option.names)
            specs += [_quoted("%s%s[%s]%s" % (other, name, _bracketed(option.help), takes)) for name in option.names]
        if command.words:
            specs.append(_quoted("1:word:(%s)" % " ".join(command.words)))
        if command.places:
            specs.append(_quoted("*:%s:%s" % (command.places, {FILES: "_files", HOSTS: "_hosts"}[command.places])))
        lines.append("    %s) _arguments %s ;;" % (command.name, " ".join(specs)))
    return [*lines, "  esac", "}", 'if [ "$funcstack[1]" = _csg ]; then _csg "$@"; else compdef _csg csg; fi']


def _fish(commands: List[Command]) -> List[str]:
    lines = ["# completion of csg for fish, made by: csg completion fish", "complete -c csg -f"]
    for command in commands:
        first = "complete -c csg -n __fish_use_subcommand -a %s -d %s"
        lines.append(first % (command.name, _quoted(command.summary)))
        seen = "complete -c csg -n '__fish_seen_subcommand_from %s'" % command.name
        for option in command.options:
            names = " ".join(("-l " + n[2:]) if n.startswith("--") else ("-s " + n[1:]) for n in option.names)
            takes = " -x" if option.takes else ""
            words = " -a %s" % _quoted(" ".join(option.words)) if option.words else ""
            lines.append("%s %s%s%s -d %s" % (seen, names, takes, words, _quoted(option.help)))
        if command.words:
            lines.append("%s -a %s" % (seen, _quoted(" ".join(command.words))))
        if command.places == FILES:
            lines.append("%s -F" % seen)
        elif command.places == HOSTS:
            lines.append("%s -a '(__fish_print_hostnames)'" % seen)
    return lines


#: By a shell's name: the lines of its completion.
SHELLS: Dict[str, Callable[[List[Command]], List[str]]] = {"bash": _bash, "zsh": _zsh, "fish": _fish}


def _quoted(text: str) -> str:
    """A word for any of the three shells; an escaped quotation mark would not mean the same in all."""
    return "'%s'" % text.replace("\\", "").replace("'", "\u2019")


def _bracketed(text: str) -> str:
    """zsh ends a description at a bracket and a part of it at a colon."""
    return text.translate({ord("["): "(", ord("]"): ")", ord(":"): ","})


def _plain(text: str) -> str:
    """Help text as argparse shows it, on one line."""
    return " ".join((text % {"prog": "csg", "default": ""} if "%" in text else text).split())
