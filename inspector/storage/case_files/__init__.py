"""A visit taken along as one file: what goes into it, how it is opened on a laptop, how it is read when it comes back.

A case file is a SQLite database with the tables of the record, holding what its inspections need and nothing else,
and the bytes of photos and documents in a table of its own. `APPLICATION` marks it, `FORMAT` is the number of what
a merge reads: those columns of `case_file`, `account`, `operation` and `case_content` that `reading` names.
"""

APPLICATION = 0x49435345  # "ICSE" in the file's header
FORMAT = 1
ENDING = ".inspector-case"
CONTENT = "case_content"
