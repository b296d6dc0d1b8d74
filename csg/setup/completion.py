"""The completion of a command line for bash, zsh and fish, made from its verbs' parsers.  Pure.

What is offered for a word follows from what its verb calls it, by dest or metavar: `file` or `path`, `dir`, `host`,
`verb`, `session` (that the shell asks csg for, see views.choices), `to` (a session, or all).
"""

import argparse
from typing import Callable, Dict, List

from csg.talk import terms

#: What can be offered for a word, besides words that the parser itself names.
FILES, DIRECTORIES, HOSTS, VERBS, SESSIONS, RECEIVERS = "file", "dir", "host", "verb", "session", "to"
_KINDS = {kind: kind for kind in (FILES, DIRECTORIES, HOSTS, VERBS, SESSIONS, RECEIVERS)}
_KINDS["path"] = FILES

#: What prints the live sessions: a line each, its id, a tab, its name.
_ASK = "command csg completion sessions 2>/dev/null"


class Value:
    """A word that a verb takes, behind an option or standing: the words it can be, or what kind it is; `many`: the
    words after it are of the same kind."""

    def __init__(self, action: argparse.Action) -> None:
        self.words = [str(word) for word in action.choices or ()]
        named = action.metavar if isinstance(action.metavar, str) else ""
        self.kind = _KINDS.get(action.dest) or _KINDS.get(named.lower(), "")
        self.many = action.nargs in ("*", "+")
        if self.kind == RECEIVERS:
            self.kind, self.words = SESSIONS, [terms.EVERYBODY]


class Option:
    """One option of a verb: its names, what it is for, whether it takes a value, or even needs it, and which."""

    def __init__(self, action: argparse.Action) -> None:
        self.names = list(action.option_strings)
        self.help = _plain(action.help or "")
        self.takes = action.nargs != 0
        self.needs = action.nargs != "?"
        self.value = Value(action)


class Command:
    """One verb: what it does, its options, and what stands without an option."""

    def __init__(self, name: str, summary: str, parser: argparse.ArgumentParser) -> None:
        self.name = name
        self.summary = _plain(summary)
        actions = parser._actions  # argparse has no public way to ask
        self.options = [Option(action) for action in actions if action.option_strings]
        self.standing = [Value(action) for action in actions if not action.option_strings]

    def names(self, taking: bool = False) -> List[str]:
        """The options' names; `taking`: only of those that take a value."""
        return [name for option in self.options if option.takes or not taking for name in option.names]


def _bash(commands: List[Command]) -> List[str]:
    verbs = " ".join(command.name for command in commands)
    lines = [
        "# completion of csg for bash (3.2 or newer), made by: csg completion bash",
        "_csg() {",
        "  local word=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]} verbs='%s'" % verbs,
        "  local words= kind= options= dashed= takes= option= at=0 i",
        "  COMPREPLY=()",
        '  if [ "$COMP_CWORD" -eq 1 ]; then',
        '    words="$verbs --help --version"',
        "  else",
        "    case $verb in",
    ]
    for command in commands:
        both = command.name, " ".join(command.names()), " ".join(command.names(taking=True))
        lines.append("      %s) options='%s' takes=' %s ' ;;" % both)
    lines += [
        "    esac",
        "    for ((i = 2; i < COMP_CWORD; i++)); do",
        "      option=",
        "      case ${COMP_WORDS[i]} in",
        "        -*)",
        '          [ "${takes#* ${COMP_WORDS[i]} }" != "$takes" ] || continue',
        "          option=${COMP_WORDS[i]}",
        '          [ "${COMP_WORDS[i + 1]}" != = ] || i=$((i + 1))  # bash takes --option=value apart',
        "          i=$((i + 1))",
        "          ;;",
        "        *) at=$((at + 1)) ;;",
        "      esac",
        "    done",
        '    [ "$word" != = ] || word=',
        '    if [ "$i" -gt "$COMP_CWORD" ]; then',
        '      case "$verb $option" in',
    ]
    for command in commands:
        for option in command.options:
            if option.takes:
                names = " | ".join("'%s %s'" % (command.name, name) for name in option.names)
                lines.append("        %s) %s ;;" % (names, _bash_offer(option.value)))
    lines += ["      esac", "    else", "      words=$options", '      [ "${word:0:1}" != - ] || dashed=$options']
    lines.append('      case "$verb $at" in')
    for command in commands:
        for number, value in enumerate(command.standing):
            where = "'%s '*" % command.name if value.many else "'%s %d'" % (command.name, number)
            lines.append(
                "        %s) %s ;;"
                % (where, _bash_offer(value, "$dashed" if value.kind or value.words else "$options"))
            )
    return [
        *lines,
        "      esac",
        "    fi",
        "  fi",
        '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
        '  [ "${word:0:1}" != - ] || kind=',
        "  local IFS=$'\\n'",
        "  case $kind in",
        "    %s | %s)" % (FILES, DIRECTORIES),
        "      compopt -o filenames 2>/dev/null  # bash 3.2 has none, and adds no slash to a directory",
        '      COMPREPLY+=($(compgen -A "${kind/dir/directory}" -- "$word"))',
        "      ;;",
        '    %s) COMPREPLY+=($(compgen -A hostname -- "$word")) ;;' % HOSTS,
        "    %s) _csg_sessions ;;" % SESSIONS,
        "  esac",
        "}",
        "_csg_sessions() {",
        "  local id name ids=() named=()",
        "  while IFS=$'\\t' read -r id name; do",
        '    case $id in "$word"?*)',
        '      ids+=("$id")',
        '      named+=("$id  ($name)")',
        "    esac",
        '  done <<<"$(%s)"' % _ASK,
        "  # with their names while bash lists several; what it puts into the line is the beginning that all share",
        "  case $((${#ids[@]} + ${#COMPREPLY[@]} > 1)) in",
        '    1) case ${COMP_TYPE:-0} in 9 | 33 | 63 | 64) ids=("${named[@]}") ;; esac ;;',
        "  esac",
        '  COMPREPLY+=(${ids[@]+"${ids[@]}"})',
        "}",
        "complete -F _csg csg",
    ]


def _bash_offer(value: Value, words: str = "") -> str:
    """The assignments for what can stand here, besides these words."""
    if value.kind == VERBS:
        return 'words="%s"' % " ".join(["$verbs", words]).strip()
    return 'words="%s" kind=%s' % (" ".join([*value.words, words]).strip(), value.kind)


def _zsh(commands: List[Command]) -> List[str]:
    lines = [
        "#compdef csg",
        "# completion of csg for zsh, made by: csg completion zsh",
        "_csg_verbs() {",
        "  local -a verbs",
        "  verbs=(",
        *("    %s" % _quoted("%s:%s" % (c.name, _bracketed(c.summary))) for c in commands),
        "  )",
        "  _describe verb verbs",
        "}",
        "_csg_sessions() {  # the words that can stand instead of a session",
        "  local id name",
        "  local -a found",
        "  while IFS=$'\\t' read -r id name; do",
        '    [[ -z $id ]] || found+=("$id:$name")',
        '  done <<<"$(%s)"' % _ASK,
        "  _describe session found",
        "  (( ! $# )) || compadd -- $@",
        "}",
        "_csg() {",
        "  if (( CURRENT == 2 )); then",
        "    _csg_verbs",
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
            takes = (":value:" if option.needs else "::value:") + _zsh_action(option.value) if option.takes else ""
            other = "(%s)" % " ".join(option.names)
            for name in option.names:
                joined = "=" if option.takes and name[:2] == "--" else ""
                specs.append(_quoted("%s%s%s[%s]%s" % (other, name, joined, _bracketed(option.help), takes)))
        for number, value in enumerate(command.standing, 1):
            where = "*" if value.many else str(number)
            specs.append(_quoted("%s:%s:%s" % (where, value.kind or "word", _zsh_action(value))))
        lines.append("    %s) _arguments %s ;;" % (command.name, " ".join(specs)))
    return [*lines, "  esac", "}", 'if [ "$funcstack[1]" = _csg ]; then _csg "$@"; else compdef _csg csg; fi']


def _zsh_action(value: Value) -> str:
    """How _arguments finds what can stand here; a space before it: it is called as it stands."""
    if value.kind == SESSIONS:
        return " ".join([" _csg_sessions", *value.words])
    known = {FILES: "_files", DIRECTORIES: "_directories", HOSTS: "_hosts", VERBS: "_csg_verbs"}
    return known.get(value.kind) or ("(%s)" % " ".join(value.words) if value.words else " ")


def _fish(commands: List[Command]) -> List[str]:
    lines = [
        "# completion of csg for fish, made by: csg completion fish",
        "function __csg_at  # VERB [TEST NUMBER [OPTION...]]: behind this verb, so many words that no OPTION takes?",
        "    set -l words (commandline -opc)",
        '    test (count $words) -ge 2; and test "$words[2]" = "$argv[1]"; or return 1',
        "    test (count $argv) -gt 1; or return 0",
        "    set -e words[1..2]",
        "    set -l at 0",
        "    set -l skip no",
        "    for word in $words",
        "        if test $skip = yes",
        "            set skip no",
        "        else if contains -- $word $argv[4..-1]",
        "            set skip yes",
        "        else if not string match -q -- '-*' $word",
        "            set at (math $at + 1)",
        "        end",
        "    end",
        "    test $at $argv[2] $argv[3]",
        "end",
        "function __csg_verbs",
        *("    printf '%%s\\t%%s\\n' %s %s" % (c.name, _quoted(c.summary)) for c in commands),
        "end",
        "function __csg_sessions",
        "    command -q csg; and %s" % _ASK,
        "end",
        "complete -c csg -f",
        "complete -c csg -n __fish_use_subcommand -a '(__csg_verbs)'",
    ]
    for command in commands:
        behind = "complete -c csg -n '__csg_at %s'" % command.name
        for option in command.options:
            names = " ".join(("-l " + n[2:]) if n.startswith("--") else ("-s " + n[1:]) for n in option.names)
            takes = (" -r" if option.value.kind == FILES else " -x") + _fish_offer(option.value) if option.takes else ""
            lines.append("%s %s%s -d %s" % (behind, names, takes, _quoted(option.help)))
        for number, value in enumerate(command.standing):
            offer = _fish_offer(value)
            if offer:
                which = "%s %s %d" % (command.name, "-ge" if value.many else "-eq", number)
                at = " ".join(["__csg_at", which, *command.names(taking=True)])
                lines.append("complete -c csg -n '%s'%s" % (at, offer))
    return lines


def _fish_offer(value: Value) -> str:
    """The arguments of `complete` for what can stand here."""
    asked = {
        HOSTS: "(__fish_print_hostnames)",
        DIRECTORIES: "(__fish_complete_directories)",
        VERBS: "(__csg_verbs)",
        SESSIONS: "(__csg_sessions)",
    }
    words = [*value.words, *(asked[kind] for kind in asked if kind == value.kind)]
    return " -F" if value.kind == FILES else " -a %s" % _quoted(" ".join(words)) if words else ""


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
