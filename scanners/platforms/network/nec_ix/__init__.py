"""The platform nec_ix: `platform.py` has its commands and readers."""
