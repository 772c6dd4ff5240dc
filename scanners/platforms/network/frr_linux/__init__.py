"""The platform frr_linux: `platform.py` has its commands and readers."""
