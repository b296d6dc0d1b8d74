"""What questions and answers are made of: the words and limits that operations, texts and schemas share."""

PATHS = 500  # asked about in one call
PATH = 4096  # characters
INTENT = 500  # characters
MESSAGE = 1000  # characters

#: Named in one answer, the others are counted: holders of all paths, Sessions, files of each Session.
HOLDERS, SESSIONS, FILES = 200, 20, 6

#: What a path that is asked about can be.
FILE, DIRECTORY, PATTERN = "file", "directory", "pattern"
#: What is said of it.
FREE, HELD, ELSEWHERE, YOURS, CLAIMED = "free", "held", "elsewhere", "yours", "claimed"

#: Instead of a Session's id: all others of this repository.
EVERYBODY = "all"
