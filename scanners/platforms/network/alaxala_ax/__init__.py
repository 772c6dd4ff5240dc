"""The platform alaxala_ax: `platform.py` has its commands and readers."""
