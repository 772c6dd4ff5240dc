"""Names of ports in access lists that look like Cisco IOS (Cisco IOS Security Command Reference, access-list)."""

from __future__ import annotations

from itertools import pairwise

PORTS: dict[str, int] = {
    "aol": 5190, "bgp": 179, "biff": 512, "bootpc": 68, "bootps": 67, "chargen": 19, "cifs": 3020, "citrix-ica": 1494,
    "cmd": 514, "ctiqbe": 2748, "daytime": 13, "discard": 9, "dnsix": 195, "domain": 53, "drip": 3949, "echo": 7,
    "exec": 512, "finger": 79, "ftp": 21, "ftp-data": 20, "gopher": 70, "h323": 1720, "hostname": 101, "http": 80,
    "https": 443, "ident": 113, "imap4": 143, "irc": 194, "isakmp": 500, "kerberos": 750, "klogin": 543, "kshell": 544,
    "ldap": 389, "ldaps": 636, "login": 513, "lotusnotes": 1352, "lpd": 515, "mobile-ip": 434, "msrpc": 135,
    "nameserver": 42, "netbios-dgm": 138, "netbios-ns": 137, "netbios-ss": 139, "netbios-ssn": 139, "nfs": 2049,
    "nntp": 119, "non500-isakmp": 4500, "ntp": 123, "onep-plain": 15001, "onep-tls": 15002, "pcanywhere-data": 5631,
    "pcanywhere-status": 5632, "pim-auto-rp": 496, "pop2": 109, "pop3": 110, "pptp": 1723, "radius": 1645,
    "radius-acct": 1646, "rip": 520, "rsh": 514, "rtsp": 554, "secureid-udp": 5510, "sip": 5060, "smtp": 25,
    "snmp": 161, "snmptrap": 162, "sqlnet": 1521, "ssh": 22, "sunrpc": 111, "syslog": 514, "tacacs": 49,
    "tacacs-ds": 49, "talk": 517, "telnet": 23, "tftp": 69, "time": 37, "uucp": 540, "vxlan": 4789, "who": 513,
    "whois": 43, "www": 80, "xdmcp": 177,
}  # fmt: skip


def port(name: str) -> int:
    """Give the number of a port. Raises ValueError for a name that is not known, or a number that is none."""
    number = int(name) if name.isascii() and name.isdigit() else PORTS.get(name.lower(), -1)
    if not 0 <= number <= 65535:
        raise ValueError(name)
    return number


def ports(operator: str, names: list[str]) -> tuple[str, ...]:
    """Give the ports that an operator (eq, neq, gt, lt, range) with its names means."""
    numbers = [port(name) for name in names]
    match operator:
        case "eq":
            return tuple(str(number) for number in numbers)
        case "range":
            low, high = numbers
            if low > high:
                raise ValueError(names)
            return (f"{low}-{high}",)
        case "gt":
            return (_span(numbers[0] + 1, 65535),)
        case "lt":
            return (_span(0, numbers[0] - 1),)
        case "neq":
            edges = [-1, *sorted(numbers), 65536]
            return tuple(_span(low + 1, high - 1) for low, high in pairwise(edges) if high - low > 1)
    raise ValueError(operator)


def _span(low: int, high: int) -> str:
    if low > high:
        raise ValueError(f"{low}-{high}")
    return str(low) if low == high else f"{low}-{high}"
