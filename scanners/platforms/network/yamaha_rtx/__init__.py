"""The platform yamaha_rtx: `platform.py` has its commands and readers."""
