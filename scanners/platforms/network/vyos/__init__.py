"""The platform vyos: `platform.py` has its commands and readers."""
