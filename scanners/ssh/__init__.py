"""SSH sessions: the one door to paramiko.

target (who, where) <- resolve <- options, config          known_hosts, credentials, agent
session: link (wire, algorithms) -> login -> exchange      trust
"""

import sys

# paramiko's own reader of ssh_config, which is not used here, imports invoke, and that asyncio: a third of the start-up
# of a scan. paramiko does without where it is not installed.
sys.modules.setdefault("invoke", None)  # type: ignore[arg-type]  # None is how Python marks a module as not to be had
