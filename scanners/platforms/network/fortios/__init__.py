"""The platform fortios: `platform.py` has its commands and readers."""
