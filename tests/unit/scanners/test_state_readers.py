"""What must hold for every reader of software, services, logs and the network, whatever a target sends."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventories.reason import reason
from reports.messages import TEXTS
from scanners.facts import FACT_NAMES
from scanners.facts.field import Absent, Known, Unknown
from scanners.platforms import FAMILIES
from scanners.platforms.linux import certificates, crashes, log_forwarding, received_logs
from scanners.platforms.reader import Reader
from scanners.probe import Missing, Output, Probe, Raw, Scope

SUBJECTS = {
    "audit", "certificates", "crashes", "firewall", "listening_sockets", "log_forwarding", "mounts", "packages",
    "received_logs", "routes", "services", "sysctl", "time_sync", "updates",
}  # fmt: skip
SCOPE = Scope(scan_user="tenken", certificates=("/etc/ssl/a.pem",), receives_logs=True)
MINE = [
    (family.name, reader)
    for family in FAMILIES.values()
    for reader in family.readers
    if FACT_NAMES[reader.fact] in SUBJECTS
]
READERS = [pytest.param(reader, id=f"{family}-{FACT_NAMES[reader.fact]}") for family, reader in MINE]
PROBES = {probe.command: probe for _, reader in MINE for probe in reader.probes(SCOPE)}
# Fields whose empty value would be wrong or is what a control calls a violation, when every command printed nothing.
EMPTY_IS_A_VIOLATION = {("audit", "persisted_rules"), ("sysctl", "persisted"), ("received_logs", "logins")}


def answers(
    reader: Reader, give: Iterable[Raw] | None = None, status: int = 0, truncated: bool = False
) -> dict[str, Raw]:
    probes = reader.probes(SCOPE)
    if give is not None:
        return dict(zip((probe.id for probe in probes), give, strict=False))
    return {probe.id: Output(probe.command, status, b"", truncated=truncated) for probe in probes}


@pytest.mark.parametrize("reader", READERS)
def test_without_sudo_and_tools_nothing_is_known(reader: Reader) -> None:
    for raws in (
        {probe.id: Missing(probe.command, reason("no_sudo")) for probe in reader.probes(SCOPE)},
        answers(reader, status=127),
        answers(reader, status=124),
        answers(reader, truncated=True),
    ):
        fact = reader.read(raws, SCOPE)
        for field in fields(fact):
            assert isinstance(getattr(fact, field.name), Unknown), field.name


@pytest.mark.parametrize("reader", READERS)
def test_empty_output_with_status_0_never_looks_compliant(reader: Reader) -> None:
    fact = reader.read(answers(reader), SCOPE)
    for field in fields(fact):
        if (FACT_NAMES[reader.fact], field.name) not in EMPTY_IS_A_VIOLATION and field.name != "order":
            assert isinstance(getattr(fact, field.name), Unknown), field.name


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_bytes_give_the_fact(reader: Reader, data: st.DataObject) -> None:
    words = st.sampled_from([b"a", b"{", b"[", b":", b"=", b"\t", b"\n", b"#\n", b'"', b"-A ", b"1", b"*", b"\xff"])
    noise = st.one_of(st.binary(max_size=200), st.lists(words, max_size=40).map(b"".join))
    raws = {
        probe.id: Output(probe.command, data.draw(st.sampled_from([0, 1, 2])), data.draw(noise))
        for probe in reader.probes(SCOPE)
    }
    fact = reader.read(raws, SCOPE)
    assert type(fact) is reader.fact
    assert all(isinstance(getattr(fact, field.name), (Known, Unknown, Absent)) for field in fields(fact))


@pytest.mark.parametrize("probe", [pytest.param(p, id=p.id) for p in PROBES.values() if not p.root])
@pytest.mark.parametrize("shell", [("dash",), ("busybox", "sh")], ids=["dash", "busybox"])
def test_unprivileged_text_is_posix_shell(probe: Probe, shell: tuple[str, ...]) -> None:
    assert shutil.which(shell[0]), f"install {shell[0]} to run this test"
    subprocess.run([*shell, "-n", "-c", probe.shell], check=True, capture_output=True)


@pytest.mark.parametrize("probe", [pytest.param(p, id=p.id) for p in PROBES.values() if p.root])
def test_privileged_commands_are_exact(probe: Probe) -> None:
    assert probe.argv[0].startswith("/")
    assert probe.shell == ""
    assert not any("\n" in argument or "\0" in argument for argument in probe.argv)


def test_probes_of_one_id_are_one_command_in_a_family() -> None:
    for family in FAMILIES.values():
        seen: dict[str, Probe] = {}
        for reader in family.readers:
            for probe in reader.probes(SCOPE):
                assert seen.setdefault(probe.id, probe) == probe


def test_every_reason_has_its_words() -> None:
    folder = Path(certificates.__file__).parent
    mine = [path for path in folder.glob("*.py") if path.stem in {
        "apt_updates", "audit", "certificates", "crashes", "dnf_updates", "dpkg", "firewall", "listening_sockets",
        "log_forwarding", "mounts", "received_logs", "routes", "rpm", "rsyslog", "rulesets", "services", "sysctl",
        "time_sync",
    }]  # fmt: skip
    assert len(mine) == 18
    codes = {code for path in mine for code in re.findall(r'reason\(\s*"(\w+)"', path.read_text(encoding="utf-8"))}
    assert codes
    assert codes <= TEXTS.keys()


PEM_KEY = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n"
PEM_CERT = "-----BEGIN CERTIFICATE-----\ncHVibGlj\n-----END CERTIFICATE-----\n"


@pytest.mark.parametrize(
    "content",
    [
        PEM_KEY + PEM_CERT,
        PEM_CERT + PEM_KEY,
        PEM_CERT.replace("-----END CERTIFICATE-----\n", "") + PEM_KEY,
        PEM_KEY.replace("PRIVATE", "EC PRIVATE") + PEM_CERT,
    ],
    ids=["key-first", "key-last", "certificate-not-ended", "ec-key"],
)
def test_a_private_key_never_leaves_the_target(tmp_path: Path, content: str) -> None:
    path = tmp_path / "combined.pem"
    path.write_text(content)
    (_, probe) = certificates.probes(Scope(certificates=(str(path),)))
    printed = subprocess.run(probe.argv, check=True, capture_output=True, text=True).stdout
    assert "c2VjcmV0" not in printed
    assert "cHVibGlj" in printed


@pytest.mark.parametrize("path", ["relative.pem", "/etc/*.pem", "/etc/a\nb", "/etc/../root/x", "/etc/a b", "-n"])
def test_a_path_that_could_mean_more_is_never_asked_for(path: str) -> None:
    assert certificates.probes(Scope(certificates=(path,))) == (certificates.CONFIGURED,)


def test_only_login_lines_leave_the_log_server(tmp_path: Path) -> None:
    wanted = "Nov 22 22:40:01 web1 sshd[812]: Accepted publickey for tenken from 192.0.2.5 port 5 ssh2: RSA SHA256:A"
    other = wanted.replace("for tenken", "for other")
    (tmp_path / "syslog").write_text("\n".join(["secret", wanted, other] * 3000) + "\n")
    (probe,) = received_logs.probes(SCOPE)
    places = {"/var/log/remote": str(tmp_path)}
    argv = [places.get(argument, argument) for argument in probe.argv if argument not in received_logs._PLACES[1:]]
    printed = subprocess.run(argv, check=True, capture_output=True, text=True).stdout.splitlines()
    assert printed == [wanted] * 2000


def test_passwords_in_log_configuration_stay_on_the_target(tmp_path: Path) -> None:
    main = tmp_path / "rsyslog.conf"
    main.write_text(
        '*.* :ommysql:db,logs,writer,hunter2\naction(type="ompgsql" user="u" pass="hunter3 hunter4" PWD = "hunter5")\n'
        'action(type="omkafka" confParam=["sasl.password=hunter6"] Token="hunter7")\n'
    )
    shell = log_forwarding.RSYSLOG.shell.replace("/etc/rsyslog.d/*", "").replace("/etc/rsyslog.conf", str(main))
    printed = subprocess.run(["sh", "-c", shell], check=True, capture_output=True, text=True).stdout
    assert "ommysql:db,logs,writer" in printed
    assert "hunter" not in printed


def test_a_cut_list_of_kernel_errors_proves_nothing() -> None:
    noise = b"1795387200.300000 db1 kernel: I/O error, dev sda\n" * crashes.LIMIT
    fact = crashes.READER.read(answers(crashes.READER, [
        Output("", 0, noise), Output("", 0, b"1795387660.969689 db1 cron[1]: x\n"),
    ]), SCOPE)  # fmt: skip
    assert isinstance(fact.events, Unknown)
