"""What FITELnet and APRESIA have in common: read with caution, after manuals alone."""
