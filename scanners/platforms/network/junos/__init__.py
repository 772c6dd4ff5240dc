"""The platform junos: `platform.py` has its commands and readers."""
