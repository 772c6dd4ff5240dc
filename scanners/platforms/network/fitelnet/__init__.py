"""The platform fitelnet: `platform.py` has its commands and readers."""
