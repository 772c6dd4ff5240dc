"""The platform panos: `platform.py` has its commands and readers."""
