"""The platform cisco_asa: `platform.py` has its commands and readers."""
