"""The lab: containers with systemd, virtual machines, and servers that replay recorded hosts."""
