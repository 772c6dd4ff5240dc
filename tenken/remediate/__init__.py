"""Repairs (是正) by Ansible: what failed, planned, approved, done batch by batch, and scanned again.

`planning` a run gives a plan; `approval` who allowed it; `overlay`, `running` and `job` one batch through Ansible;
`rescanning` what the scanner then says; `outcome` what came of it; `recording` how it is kept.
"""
