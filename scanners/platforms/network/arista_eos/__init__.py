"""The platform arista_eos: `platform.py` has its commands and readers."""
