"""The judge: command lines that csg answers and that are then really run, and what became of others' work.

`python3 -m tests.oracle` prints the table; `test_oracle` holds the figures.  Whether a line is harmful is
read off the world after it ran, never off a table of commands.
"""
