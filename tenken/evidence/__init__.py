"""Evidence that outlives the tool: a signed chain over runs, and bundles that an auditor checks alone.

`ledger` the entries and their chain; `signing` by ssh-keygen; `sealing` a run; `approving` it; `bundle` what is handed
over, as an `archive`, by `encryption` for those alone who may read it; `verify_bundle` and `verify_store` what was
changed, missing, added or reordered, by the rules of `checking`; `witness` who outside keeps the heads.
"""
