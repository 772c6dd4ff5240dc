"""The platform alliedware_plus: `platform.py` has its commands and readers."""
