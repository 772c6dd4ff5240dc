"""Evidence that outlives the tool: a signed chain over runs, and bundles that an auditor checks alone.

`ledger` the entries and their chain; `signing` by ssh-keygen; `sealing` a run; `bundle` what is handed over; `verify`
what was changed, missing, added or reordered; `witness` who outside keeps the heads.
"""
