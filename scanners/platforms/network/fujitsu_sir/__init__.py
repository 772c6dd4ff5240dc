"""The platform fujitsu_sir: `platform.py` has its commands and readers."""
