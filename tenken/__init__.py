"""The application: command line, commands, and the scan that wires the steps."""
