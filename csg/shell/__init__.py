"""A command line read as bash reads it: what runs (`command_line`), what is written (`written`) or lost (`losses`).

Imports `base`.  `lexer` reads characters, `expansion` what is in a word, `lists` makes commands of words, `execution`
follows them.  Followed in: a redirection `redirections`, `heredocs`; a value, brace or pattern `expansion`, `braces`,
`patterns`; a loop, `if` or function `flow`; `builtins`; what a program prints `outputs`; one that runs others in
`wrappers`, `runners`; that loses files `removers`, `finding`, `unpacking`, `embedded`; that writes them `writers`; what
a shell remembers `environment`.  Nothing here knows git or Sessions.
"""
