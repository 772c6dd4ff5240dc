"""The store of runs: SQLite in a state directory, or PostgreSQL. Rows of findings, and every other content by SHA-256.

`schema` the tables; `opening` a store by URL; `recording` a run while it goes on; `runs` what was stored, read back;
`comparing` two runs; `pruning` what has been kept long enough.
"""
