"""A command line read as bash reads it: which commands it runs (`command_line`), which files it writes (`written`).

Imports `base`.  `lexer` reads characters, `expansion` what is in a word, `lists` makes commands of words,
`execution` follows them.  What is not followed yet goes to: a redirection or here-document `redirections`,
`heredocs`; a value, brace or pattern `expansion`, `unfinished`; a loop or function `compounds`, `lists`;
a program that runs others `wrappers` (a row) or `runners`; one that writes files `writers`; what a shell
remembers `environment`.  Nothing here knows git or Sessions.
"""
