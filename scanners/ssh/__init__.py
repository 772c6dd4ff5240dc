"""SSH sessions: the one door to paramiko.

target (who, where) <- resolve <- options, config          known_hosts, credentials, agent
session: link (wire, algorithms) -> login -> exchange      trust
"""
