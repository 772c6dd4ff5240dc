"""Readers that Linux families share, one module per subject; a family's file names the ones it uses."""
