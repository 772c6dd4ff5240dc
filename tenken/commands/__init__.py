"""One module per command; the table stands in `tenken.cli`."""
