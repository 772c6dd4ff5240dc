"""The platform apresia_aeos: `platform.py` has its commands and readers."""
