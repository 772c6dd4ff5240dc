"""What the tasks on clocks, records, repositories, integrity and protection are told, and what is left to a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any, cast

import pytest

from checks import remediation_audit
from checks.control import Bilingual
from checks.policy import Policy
from checks.registers import LogServer, Names, United
from checks.remediation_operations import WANTED
from checks.remediation_sources import Sources
from checks.segments import Segment
from inventories.model import Connection, Host
from inventories.reason import Reason, reason

LOG_SERVERS = (LogServer(address="10.1.0.5", port=514, names=("log01",), target="log01"),)
RULES: list[dict[str, Any]] = [
    {"watch": "/etc/passwd", "permissions": "wa"},
    {"syscalls": ["mount", "umount2"], "arch": "b64", "fields": ["auid>=1000"]},
]
DEBIAN = "http://deb.example/debian"


def state(code: str) -> Reason:
    """Give a wrong state as a finding names it, with all that its words may ask for."""
    return reason(code, items=("x",), count=1, max_days=3, days=9, server="log01", account="scan", port=40000)


def known(**fields: object) -> dict[str, Any]:
    """Give a fact as a run keeps it."""
    return {name: {"state": "known", "value": value} for name, value in fields.items()}


def asked(
    control: str,
    actual: Iterable[Reason] = (),
    facts: Mapping[str, Any] | None = None,
    params: Mapping[str, Any] | None = None,
    **registers: Any,
) -> dict[str, Any] | Reason:
    """Give what a control's tasks are told on one host of the segment 10.1.0.0/24."""
    own = Segment(id="own", name=Bilingual("own", "own"), cidrs=("10.1.0.0/24",))
    policy = cast("Policy", SimpleNamespace(segments=SimpleNamespace(all=(own,))))
    host = Host(name="web01", connection=Connection(address="10.1.0.9"), system="lgwan", segment="own")
    united = United(kinds=frozenset(registers), **registers)
    return WANTED[control](Sources(params or {}, united, policy, host, tuple(actual), facts or {}))


def code(made: dict[str, Any] | Reason) -> str:
    """Give the code of a reason."""
    return made.code if isinstance(made, Reason) else ""


def wanted(made: dict[str, Any] | Reason) -> dict[str, Any]:
    """Give what tasks are told."""
    assert not isinstance(made, Reason)
    return made


def edited(text: str, edits: Iterable[Mapping[str, str]]) -> str:
    """Edit a file as `ansible.builtin.replace` does; a second time changes nothing."""
    for _again in range(2):
        before = text
        for edit in edits:
            text = re.sub(edit["from"], edit["to"], text, flags=re.MULTILINE)
    assert text == before
    return text


# --- J13-MG-08


def clock(servers: Iterable[str] = ("10.1.0.1", "10.1.0.2"), minimum: int = 2, **fact: object) -> Any:
    params = {"min_sources": minimum, "max_offset_ms": 500}
    fields = {"service": "chrony", "synchronised": True, "sources": ["10.1.0.1"], **fact}
    return asked("J13-MG-08", facts={"time_sync": known(**fields)}, params=params, ntp_servers=frozenset(servers))


def test_lines_with_servers_that_are_not_registered_are_taken_out_and_no_others() -> None:
    made = wanted(clock())
    assert made["servers"] == ["10.1.0.1", "10.1.0.2"]
    assert made["lacking"]  # one of two
    assert made["max_offset_s"] == "0.5"
    assert {one["unit"] for one in made["daemons"]} == {"chrony.service", "chronyd.service"}
    kept = "server 10.1.0.1 iburst\n# pool x\nsourcedir /etc/chrony/sources.d\nmakestep 1 3\n"
    gone = "server 10.1.0.10 iburst\n Pool time.invalid\npeer 10.1.0.1x\nsourcedir /run/chrony-dhcp\n"
    edits = [{"from": made["foreign"], "to": r"# \1"}]
    assert edited(kept, edits) == kept
    assert all(line.startswith("# ") for line in edited(gone, edits).splitlines())


def test_a_clock_in_step_with_enough_registered_servers_gets_no_more() -> None:
    assert wanted(clock(sources=["10.1.0.1", "10.1.0.2", "192.0.2.1"]))["lacking"] is False
    assert wanted(clock(sources=["10.1.0.1", "10.1.0.2"], synchronised=False))["lacking"] is True


@pytest.mark.parametrize(
    ("servers", "minimum", "said"),
    [
        (("10.1.0.1",), 2, "repair_time_servers_few"),
        (("10.1.0.9", "10.1.0.1"), 2, "repair_time_server_itself"),
        (("ntp server\n",), 1, "repair_names_unusual"),
    ],
)
def test_a_register_that_gives_no_servers_leaves_the_clock_to_a_person(
    servers: tuple[str, ...], minimum: int, said: str
) -> None:
    assert code(clock(servers, minimum)) == said


def test_a_host_without_any_time_service_is_for_a_person() -> None:
    facts = {"time_sync": known(service="none"), "packages": known(names=["bash"])}
    params = {"min_sources": 1, "max_offset_ms": 500}
    assert code(asked("J13-MG-08", facts=facts, params=params, ntp_servers=frozenset({"a"}))) == "repair_not_installed"
    assert code(asked("J13-MG-08", facts=facts, params=params)) == "no_register"


# --- J13-MG-09, J13-UA-13, J13-MG-12


def audit(control: str = "J13-MG-09", rules: list[dict[str, Any]] = RULES, **fact: object) -> dict[str, Any] | Reason:
    return asked(control, facts={"audit": known(**fact)}, params={"required_rules": rules})


def test_only_rules_that_lack_are_written_and_our_own_count_as_lacking() -> None:
    there = ["-a always,exit -F arch=b64 -S mount,umount2 -k own", "-w /etc/passwd -p wa -k tenken-J13-MG-09"]
    assert wanted(audit(persisted_rules=there, loaded_rules=there)) == {
        "audit_rules": ["-w /etc/passwd -p wa -k tenken-J13-MG-09"]
    }
    assert wanted(audit(persisted_rules=["-a never,task"]))["audit_rules"][1] == (
        "-a always,exit -F arch=b64 -S mount,umount2 -F auid>=1000 -k tenken-J13-MG-09"
    )


def test_rules_that_cannot_be_loaded_or_would_be_lost_are_for_a_person() -> None:
    assert code(audit(enabled=2, persisted_rules=[])) == "repair_audit_locked"
    assert code(audit(loaded_rules=[])) == "repair_audit_rules_unread"
    strange: list[dict[str, Any]] = [{"watch": "/etc/a b\n-D", "permissions": "wa"}]
    assert code(audit(rules=strange, persisted_rules=[])) == "repair_names_unusual"
    strange = [{"syscalls": ["mount"], "arch": "b64", "fields": ["auid>=1 -k x"]}]
    assert code(audit(rules=strange, persisted_rules=[])) == "repair_names_unusual"


@pytest.mark.parametrize(("enabled", "then"), [(0, 2), (1, 2), (2, 0), (None, 0)])
def test_the_lock_is_asked_for_where_it_is_known_to_lack(enabled: int | None, then: int) -> None:
    facts = {"audit": known(enabled=enabled) if enabled is not None else {}}
    host = Host(name="web01", connection=Connection(address="10.1.0.9"), system="lgwan")
    sources = Sources({"min_audit_enabled": 2}, United(), cast("Policy", None), host, (), facts)
    assert remediation_audit.lock(sources) == {"audit_enabled": then}


# --- J13-MG-10


def to(address: str, port: int = 514, protocol: str = "tcp", *, tls: bool = False) -> dict[str, Any]:
    return {"address": address, "port": port, "protocol": protocol, "tls": tls}


def forwarding(
    *targets: dict[str, Any],
    said: str = "forwarding_unregistered",
    servers: tuple[LogServer, ...] = LOG_SERVERS,
    **params: Any,
) -> dict[str, Any] | Reason:
    facts = {"log_forwarding": known(targets=list(targets)), "packages": known(names=["rsyslog"])}
    return asked("J13-MG-10", [state(said)], facts, params, log_servers=servers)


def test_what_sends_to_other_servers_does_nothing_instead_and_its_conditions_stay() -> None:
    made = wanted(forwarding(to("10.9.9.9", protocol="udp"), to("10.9.9.8", 601), to("2001:db8::1")))
    assert (made["lacking"], made["server"]) == (True, {"address": "10.1.0.5", "port": 514})
    assert re.match(made["holds"], '  action(type="omfwd" target="10.9.9.9")')
    before = (
        "*.* @10.9.9.9\n& stop\n*.* @@10.9.9.9:515\n*.* @@10.9.9.99\n# *.* @10.9.9.9\n"
        "kern.* @@(z9)[2001:db8::1]:514;RSYSLOG_ForwardFormat\n"
        'if prifilt("*.*") then { action(type="omfwd"\n port="601" target="10.9.9.8") }\n'
        'action(type="omfwd" target="10.9.9.8" port="602")\naction(type="omfile" file="/var/log/10.9.9.9")\n'
    )
    assert edited(before, made["edits"]) == (
        "*.* continue # tenken J13-MG-10: @10.9.9.9\n& stop\n*.* @@10.9.9.9:515\n*.* @@10.9.9.99\n# *.* @10.9.9.9\n"
        "kern.* continue # tenken J13-MG-10: @@(z9)[2001:db8::1]:514;RSYSLOG_ForwardFormat\n"
        'if prifilt("*.*") then { continue /* tenken J13-MG-10: '
        'action(type="omfwd"\n port="601" target="10.9.9.8") */ }\n'
        'action(type="omfwd" target="10.9.9.8" port="602")\naction(type="omfile" file="/var/log/10.9.9.9")\n'
    )


def test_a_registered_server_that_is_named_already_is_not_named_again() -> None:
    assert wanted(forwarding(to("log01"), to("10.9.9.9")))["lacking"] is False
    assert wanted(forwarding(to("log01", protocol="udp")))["lacking"] is True


def test_which_of_several_servers_is_meant_is_told_by_the_segment_or_by_a_person() -> None:
    far = LogServer(address="10.2.0.5", port=514)
    assert wanted(forwarding(servers=(far, *LOG_SERVERS)))["server"]["address"] == "10.1.0.5"
    other = LogServer(address="10.3.0.5", port=514)
    assert code(forwarding(servers=(far, other))) == "repair_log_servers_several"


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (forwarding(to("log01"), said="forwarding_not_arrived"), "repair_forwarding_beyond"),
        (forwarding(require_tls=True), "repair_forwarding_tls"),
        (forwarding(servers=(LogServer(address="10.1.0.5", port=6514),)), "repair_forwarding_tls"),
        (forwarding(to("10.9.9.9", 19532, "https", tls=True)), "repair_forwarding_unusual"),
        (forwarding(to('x" target="y')), "repair_forwarding_unusual"),
        (asked("J13-MG-10", facts={"packages": known(names=["bash"])}), "repair_not_installed"),
        (asked("J13-MG-10"), "repair_state_not_read"),
    ],
)
def test_forwarding_that_no_setting_can_bring_about_is_for_a_person(made: dict[str, Any] | Reason, said: str) -> None:
    assert code(made) == said


# --- J13-MG-11


def kept(name: str, days: int, limit: str = "time") -> dict[str, Any]:
    return {"name": name, "limit": limit, "days": days, "oldest": 0}


def retention(*logs: dict[str, Any], more: tuple[Reason, ...] = ()) -> dict[str, Any] | Reason:
    actual = [reason("bad.log_retention.logs", items=(), count=1, days=365), *more]
    return asked("J13-MG-11", actual, {"log_retention": known(logs=list(logs))})


def test_every_block_that_holds_for_a_short_log_is_raised_and_scripts_stay_whole() -> None:
    made = wanted(retention(kept("/var/log/syslog", 7), kept("/var/log/cron", 400)))
    assert (made["journal"], made["audit"]) == (False, True)
    script = "\tpostrotate\n\t\tif true; then { x; }; fi\n}\n\tendscript\n"
    before = (
        "weekly\nrotate 4\n/var/log/mail\n/var/log/syslog\n{\n\trotate 1\n\tmaxage 3\n" + script + "}\n"
        "/var/log/cron {\n\trotate 2\n}\n/var/log/*.log /var/log/sys* {\n\tdaily\n}\n/var/log/syslog.x {\n\tdaily\n}\n"
    )
    ours = "\t# tenken J13-MG-11\n\tweekly\n\trotate 53\n"
    assert edited(before, made["edits"]) == (
        "weekly\nrotate 4\n/var/log/mail\n/var/log/syslog\n{\n\trotate 1\n\tmaxage 371\n" + script + ours + "}\n"
        "/var/log/cron {\n\trotate 2\n}\n/var/log/*.log /var/log/sys* {\n\tdaily\n" + ours + "}\n"
        "/var/log/syslog.x {\n\tdaily\n}\n"
    )
    assert edited(edited(before, made["edits"]).replace("rotate 53", "rotate 2"), made["edits"]).count("rotate 53") == 2


def test_a_short_journal_is_kept_and_an_audit_log_that_lasts_is_left_alone() -> None:
    made = wanted(retention(kept("journal", 0), kept("/var/log/audit/audit.log", 0, "none")))
    assert (made["journal"], made["audit"], made["edits"]) == (True, False, [])


def test_logs_without_room_or_of_strange_names_are_for_a_person() -> None:
    full = reason("bad.log_retention.used_percent", value=97)
    assert code(retention(kept("/var/log/syslog", 7), more=(full,))) == "repair_logs_no_room"
    assert code(retention(kept("/var/log/../x", 7))) == "repair_names_unusual"
    assert code(asked("J13-MG-11")) == "repair_state_not_read"


# --- J13-MG-04


def repositories(enabled: list[str], unverified: list[str], *registered: str) -> dict[str, Any] | Reason:
    facts = {"repositories": known(enabled=enabled, unverified=unverified)}
    return asked("J13-MG-04", facts=facts, repositories=Names(registered))


def test_lines_of_apt_are_switched_off_or_verified_again() -> None:
    good = f"{DEBIAN} stable main"
    made = wanted(repositories([good, "http://x.invalid/d ./"], [f"{good} [trusted=yes]"], good))
    before = f"deb [arch=amd64 trusted=yes] {DEBIAN}/ stable main\ndeb [trusted=yes] http://u:p@x.invalid/d ./\n"
    assert edited(before, made["apt"]) == (
        f"deb [arch=amd64 ] {DEBIAN}/ stable main\n# tenken J13-MG-04: deb [trusted=yes] http://u:p@x.invalid/d ./\n"
    )
    assert re.match(made["holds"], "deb http://u:p@x.invalid/d ./")


def test_stanzas_of_apt_are_switched_off_where_all_of_them_is_foreign() -> None:
    good = f"{DEBIAN} stable main"
    foreign = ["http://x.invalid/d a main", "http://x.invalid/d b main"]
    made = wanted(repositories([good, *foreign], [f"{foreign[0]} [trusted=yes]"], good))
    ours = f"Types: deb\nURIs: {DEBIAN}\nSuites: stable\nComponents: main\n"
    theirs = "Types: deb\nURIs: http://x.invalid/d/\nSuites: b a\nComponents: main\n"
    mixed = "Types: deb\nURIs: http://x.invalid/d\nSuites: a c\n"
    off = "# tenken J13-MG-04\nEnabled: no\n"
    assert edited(f"{ours}\n{theirs}\n{mixed}", made["apt"]) == f"{ours}\n{off}{theirs}\n{mixed}"
    assert edited(f"{theirs}Enabled: yes\n", made["apt"]) == f"{theirs}{off}"
    assert edited(f"{theirs}Trusted: yes\n", made["apt"]) == f"{off}{theirs}# tenken J13-MG-04: Trusted: yes\n"


def test_settings_of_apt_that_let_anything_in_are_answered_by_our_own() -> None:
    names = ["apt::get::allowunauthenticated=true", "acquire::https::verify-peer=false"]
    made = wanted(repositories([f"{DEBIAN} stable main"], names, f"{DEBIAN} stable main"))
    assert [tuple(one.values()) for one in made["apt_settings"]] == [
        ("acquire::https::verify-peer", "true"),
        ("apt::get::allowunauthenticated", "false"),
    ]
    assert made["apt"] == []


def test_sections_of_dnf_are_switched_off_or_verified_again() -> None:
    enabled = ["base https://r.example/base", "other https://x.invalid/d"]
    made = wanted(repositories(enabled, ["main [gpgcheck=0]", "base [sslverify=0]"], enabled[0]))
    before = (
        "[main]\ngpgcheck = 0\nbest=True\n[base]\nname=base\nsslverify=0\npkg_gpgcheck=0\n[other]\nname=x\nenabled=1\n"
    )
    assert edited(before, made["dnf"]) == (
        "[main]\ngpgcheck = 1\nbest=True\n[base]\nname=base\nsslverify=1\npkg_gpgcheck=0\n[other]\nname=x\nenabled=0\n"
    )
    assert edited("[main]\n[other]\nname=x\n", made["dnf"]) == "[main]\ngpgcheck=1\n[other]\nenabled=0\nname=x\n"


@pytest.mark.parametrize(
    ("enabled", "said"),
    [
        ([], "repair_repositories_lacking"),
        ([f"{DEBIAN} stable main", f"{DEBIAN} stable contrib"], "repair_repositories_shared"),
        ([f"{DEBIAN} stable main", "http://x{{1}}/ ./"], "repair_names_unusual"),
        ([f"{DEBIAN} stable main", "cdrom:[a b]/ x main"], "repair_names_unusual"),
    ],
)
def test_repositories_that_no_pattern_can_part_are_for_a_person(enabled: list[str], said: str) -> None:
    assert code(repositories(enabled, [], f"{DEBIAN} stable main")) == said


def test_sections_that_hold_both_kinds_are_for_a_person() -> None:
    enabled = ["base https://r.example/a", "base https://x.invalid/b"]
    assert code(repositories(enabled, [], enabled[0])) == "repair_repositories_shared"
    assert code(repositories(["a b https://x"], ["x y [gpgcheck=0]"])) in {"repair_names_unusual", ""}
    assert code(asked("J13-MG-04")) == "repair_state_not_read"


# --- J13-MG-06, J13-UA-21


def test_a_comparison_is_scheduled_by_the_registered_timer_first() -> None:
    actual = [state("integrity_not_scheduled")]
    assert asked("J13-MG-06", actual, services=Names(["aidecheck.timer", "ssh.service"])) == {
        "timers": ["aidecheck.timer", "dailyaidecheck.timer"]
    }
    assert code(asked("J13-MG-06", actual, {"packages": known(order="rpm")})) == "repair_integrity_no_timer"
    assert code(asked("J13-MG-06", [state("integrity_differences")])) == "repair_integrity_by_person"


def protection(said: str, *services: str, **fact: object) -> dict[str, Any] | Reason:
    return asked("J13-UA-21", [state(said)], {"anti_malware": known(**fact)}, services=Names(services))


def test_the_one_product_that_is_there_is_started() -> None:
    assert protection("malware_stopped", stopped=["Sophos"]) == {"start": ["sophos-spl.service", "sav-protect.service"]}
    two = protection("malware_stopped", "eea.service", stopped=["Sophos", "ESET"])
    assert two == {"start": ["eea.service"]}


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (protection("malware_stopped", stopped=["Sophos", "ESET"]), "repair_malware_several"),
        (protection("malware_none"), "repair_not_installed"),
        (protection("malware_stale", running=["ClamAV"]), "repair_signatures_stale"),
    ],
)
def test_protection_that_is_not_there_or_not_renewed_is_for_a_person(made: dict[str, Any] | Reason, said: str) -> None:
    assert code(made) == said


def test_a_registered_service_renews_the_signatures() -> None:
    made = protection("malware_stale", "clamav-freshclam.service", running=["ClamAV"])
    assert made == {"start": ["clamav-freshclam.service"]}


def test_a_reason_names_what_it_is_about() -> None:
    made = forwarding(require_tls=True)
    assert isinstance(made, Reason)
    assert made.as_dict() == {"server": "10.1.0.5"}
