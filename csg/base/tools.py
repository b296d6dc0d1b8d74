"""The tools that write files, as a client names them.

Apart from `policy`, which nothing asks at an edit that meets nobody."""

#: And the field of tool_input that names the file.  MultiEdit is gone from current clients; older ones still have it.
WRITING_TOOLS = {
    "Edit": "file_path",
    "MultiEdit": "file_path",
    "Write": "file_path",
    "NotebookEdit": "notebook_path",
}

#: Several files at once, as other clients write them, and what may happen to one of those: see hooks/patching.
PATCH, DELETE = "Patch", "Delete"
