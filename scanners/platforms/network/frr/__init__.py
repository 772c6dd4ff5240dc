"""The platform frr: `platform.py` has its commands and readers."""
