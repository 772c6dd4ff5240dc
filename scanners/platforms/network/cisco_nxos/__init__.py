"""The platform cisco_nxos: `platform.py` has its commands and readers."""
