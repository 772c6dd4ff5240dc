"""Sessions with network devices: the one door to netmiko.

session: gate (the one place that writes), drivers (netmiko's, guarded) -> welcome (prompt, log-in dialogue)
         -> reader (one command) -> screen (pure: what a terminal would show); telnet

A device is read, never changed: what is not on the list of its platform is not sent.
"""
