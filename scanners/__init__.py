"""How live state is read: probes, sessions, collector, platforms, facts. Never sees a control."""
