"""Scans that run by themselves: a hardened systemd service and its timer for each inventory."""
