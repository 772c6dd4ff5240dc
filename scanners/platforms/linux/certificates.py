"""Read which certificate files servers are configured with, and when the registered ones end."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from cryptography import x509

from inventories.reason import reason
from scanners.facts.certificates import Certificates
from scanners.facts.field import attempt
from scanners.platforms.reader import Outputs, Reader
from scanners.probe import Probe, Scope, Unreadable

_DIRECTIVES = (
    r"^[[:space:]]*ssl_certificate[[:space:]]",  # nginx
    r"^[[:space:]]*SSLCertificateFile[[:space:]]",  # Apache
    r"^[[:space:]]*smtpd_tls_(ec|d)?(cert_file|chain_files)[[:space:]]*=",  # Postfix
    r"^[[:space:]]*ssl_(server_)?(alt_)?cert(_file)?[[:space:]]*=",  # Dovecot, PostgreSQL
    r"^[[:space:]]*bind[[:space:]].*[[:space:]]crt[[:space:]]|^[[:space:]]*crt-base[[:space:]]",  # HAProxy
    r"^[^#]*(DefaultNetstreamDriverCertFile|StreamDriver\.CertFile|tls\.myCert)[[:space:]=]",  # rsyslog
    r"^[[:space:]]*(olc)?TLSCertificateFile:?[[:space:]]",  # OpenLDAP
)
_PLACES = (
    "/etc/nginx", "/etc/apache2", "/etc/httpd", "/etc/postfix/main.cf", "/etc/dovecot", "/etc/haproxy",
    "/etc/postgresql",
    *(f"/var/lib/pgsql/{version}data/postgresql.conf" for version in ("", "13/", "14/", "15/", "16/", "17/", "18/")),
    "/etc/rsyslog.conf", "/etc/rsyslog.d", "/etc/ldap/slapd.conf", "/etc/ldap/slapd.d", "/etc/openldap/slapd.conf",
    "/etc/openldap/slapd.d",
)  # fmt: skip
_PROOF = "/etc/os-release"  # always there and always found: proves that the search ran

# Root, for several servers keep their settings to themselves; only lines that name a certificate are printed.
CONFIGURED = Probe(
    "certificates.configured",
    argv=(
        "/bin/grep", "-R", "-s", "-H", "-i", "-E", "--exclude-dir=sites-available", "--exclude-dir=mods-available",
        "--exclude-dir=conf-available", "--", "|".join((*_DIRECTIVES, "^ID=")), _PROOF, *_PLACES,
    ),
    timeout=20,
)  # fmt: skip

_PATH = re.compile(r"(/[A-Za-z0-9_.@:+,=-]+)+")
_VALUES = (
    re.compile(r"\s*ssl_certificate\s+(?P<path>[^;]+);", re.IGNORECASE),
    re.compile(r"\s*(?:olc)?(?:SSL|TLS)CertificateFile:?\s+(?P<path>.+)", re.IGNORECASE),
    re.compile(r"\s*smtpd_tls_\w+\s*=(?P<path>.*)", re.IGNORECASE),
    re.compile(r"\s*ssl_\w+\s*=\s*(?P<path>[^#]*)", re.IGNORECASE),
    re.compile(r".*?\scrt\s+(?P<path>\S+)", re.IGNORECASE),
    re.compile(r"[^#]*?(?:CertFile|myCert)\"?\s*=?\s*(?P<path>\"[^\"]+\"|\S+)", re.IGNORECASE),
)


def _usable(path: str) -> bool:
    return _PATH.fullmatch(path) is not None and ".." not in PurePosixPath(path).parts


def _expiry_probe(path: str) -> Probe:
    """Print certificates alone: a private key in the same file never leaves the target, whatever the order."""
    return Probe(
        f"certificates.expiry:{path}",
        argv=(
            "/bin/sed", "-n", "-e", "/BEGIN .*PRIVATE KEY/,/END .*PRIVATE KEY/d", "-e",
            "/^-----BEGIN CERTIFICATE-----/,/^-----END/p", path,
        ),
        cap=256 << 10,
    )  # fmt: skip


def probes(scope: Scope) -> tuple[Probe, ...]:
    """Give the search and one exact reading per registered file."""
    return (CONFIGURED, *(_expiry_probe(path) for path in scope.certificates if _usable(path)))


def _absolute(path: str, source: str, base: str) -> str:
    """Resolve a path as the server does that read `source`."""
    if path.startswith("/"):
        return path
    if source.startswith("/etc/postgresql/"):  # Debian keeps the settings apart from the data
        return str(PurePosixPath("/var/lib/postgresql", *PurePosixPath(source).parts[3:5], path))
    if source.startswith("/etc/httpd/"):
        return f"/etc/httpd/{path}"
    return str(PurePosixPath(base or PurePosixPath(source).parent, path))


def configured(outputs: Outputs) -> frozenset[str]:
    """Give every file that a certificate setting names; unknown where one is computed at run time (`$name`)."""
    # Status 2: not every server is there.
    lines = [line.split(":", 1) for line in outputs["certificates.configured"].lines(0, 2)]
    if not any(source == _PROOF for source, _ in lines):
        raise Unreadable(reason("server_settings_not_searched"))
    bases = {source: text.split()[1] for source, text in lines if text.split()[0].lower() == "crt-base"}
    found: set[str] = set()
    for source, text in lines:
        if source == _PROOF or text.lower().startswith("id=") or text.split()[0].lower() == "crt-base":
            continue
        match = next((match for form in _VALUES if (match := form.match(text))), None)
        if match is None:
            raise ValueError(text)
        for written in match["path"].replace(",", " ").split():
            path = written.strip("\"'").removeprefix("<").strip()
            if path.startswith("$smtpd_tls_") or path in {"none", ""}:
                continue
            if "$" in path:
                raise Unreadable(reason("certificate_path_computed", path=source))
            found.add(_absolute(path, source, bases.get(source, "")))
    return frozenset(found)


def expiry(outputs: Outputs, scope: Scope) -> dict[str, int]:
    """Give the end of each registered certificate; the first in a chain is the server's own."""
    ends: dict[str, int] = {}
    for path in scope.certificates:
        if not _usable(path):
            raise Unreadable(reason("certificate_path_refused", path=path))
        text = outputs[f"certificates.expiry:{path}"].text()
        block = re.search(r"-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----", text)
        if block is None:
            raise Unreadable(reason("no_certificate_in_file", path=path))
        try:
            ends[path] = int(x509.load_pem_x509_certificate(block[0].encode()).not_valid_after_utc.timestamp())
        except (ValueError, TypeError, x509.InvalidVersion) as broken:
            raise Unreadable(reason("no_certificate_in_file", path=path)) from broken
    return ends


def parse(outputs: Outputs, scope: Scope) -> Certificates:
    """Give configured files and the ends of registered certificates."""
    return Certificates(configured=attempt(lambda: configured(outputs)), expiry=attempt(lambda: expiry(outputs, scope)))


READER = Reader(Certificates, probes, parse)
