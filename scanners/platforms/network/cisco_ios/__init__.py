"""The platform cisco_ios: `platform.py` has its commands and readers."""
