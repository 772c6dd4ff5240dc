"""Network devices: one table per platform, the readers of their configurations and states, and what these share."""
