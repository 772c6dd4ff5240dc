"""A made-up run: twelve machines of three systems, thirty controls, every status, and hostile text from a host."""

from __future__ import annotations

import hashlib
import random
from typing import Literal, cast

from checks.control import Bilingual, ClassCode, ClassName, Control, LegalBasis
from checks.finding import Finding, Severity, Status
from checks.run import BaselineRef, CommandRecord, ExceptionRecord, Run, TargetResult
from inventories.reason import Reason, reason

HOSTILE = "</script><script>document.title='owned'</script>[red]{{7*7}}\u202etxt.exe <img src=x onerror=alert(1)>"
HEADINGS: dict[int, Literal["ソフトウェアの適正な管理", "ハードウェアの適正な管理", "ネットワークの適正な管理"]] = {
    13: "ソフトウェアの適正な管理",
    14: "ハードウェアの適正な管理",
    15: "ネットワークの適正な管理",
}
CLASS_NAMES: dict[str, ClassName] = {
    "MG": "適正な管理",
    "UA": "不正アクセスの防止",
    "FT": "障害対策",
    "PW": "電源対策",
    "AC": "空気調和対策",
    "DP": "防災対策",
    "CP": "防犯対策",
}
SEVERITIES = {"c": Severity.CRITICAL, "h": Severity.HIGH, "m": Severity.MEDIUM, "l": Severity.LOW}
CONTROLS = """
J13-MG-01 m 導入ソフトウェアの台帳との一致|Installed packages match the register
J13-MG-02 h サポート期間内のOSの使用|The operating system is within vendor support
J13-MG-03 h セキュリティ更新プログラムの適用|Security updates are applied
J13-MG-05 h 不要なサービスの停止|Only registered services are enabled
J13-MG-07 m 時刻同期|Clocks are synchronised
J13-MG-10 h ログの転送|Logs are forwarded to the log server
J13-UA-01 c 管理者の直接ログインの禁止|Administrators do not log in directly
J13-UA-02 c 公開鍵による認証の強制|Logins need a public key
J13-UA-04 h 登録されたアカウントのみの使用|Only registered accounts exist
J13-UA-05 h 特権を与える規則の限定|Rules that give privilege are limited
J13-UA-08 c 空のパスワードの禁止|No account has an empty password
J13-UA-14 m 無操作時の切断|Idle sessions are ended
J13-UA-16 h ホストのパケットフィルタリング|The host filters packets
J13-UA-19 m 監査記録の規則|Audit rules are loaded
J13-FT-01 h 復旧用データの取得|Backups are taken
J13-FT-04 l 異常終了の記録|Crashes are looked at
J14-MG-01 m 機器台帳との一致|Hardware matches the register
J14-UA-01 h 外部記憶媒体の使用の制限|Removable storage is disabled
J14-UA-05 h 記憶装置の暗号化|Storage is encrypted
J14-FT-01 h 記憶装置の冗長化|Storage is redundant
J14-FT-03 m メモリの誤りの記録|Memory errors are counted
J14-PW-01 h 無停電電源装置の状態|The UPS is on line and charged
J14-AC-01 m 吸気温度|Inlet temperature is within limits
J14-DP-01 m 機器の固定|Machines are fixed against earthquakes
J14-CP-01 h ラックの施錠|Racks are locked
J15-MG-01 m 構成図との一致|The network matches its diagram
J15-UA-01 h 登録されたポートのみの待受け|Only registered ports listen
J15-UA-10 c 承認された経路のみの使用|Only approved routes exist
J15-FT-01 m 経路の冗長化|Routes are redundant
J15-CP-01 m 配線盤の施錠|Distribution frames are locked
""".strip().splitlines()
MACHINES = (
    ("juki-app-01", "juki", "juki-app"),
    ("juki-app-02", "juki", "juki-app"),
    ("juki-db-01", "juki", "juki-db"),
    ("juki-log-01", "juki", "mgmt"),
    ("card-web-01", "card", "card-web-dmz"),
    ("card-web-02", "card", "card-web-dmz"),
    ("card-app-01", "card", "card-app"),
    ("card-db-01", "card", "card-db"),
    ("lgwan-dns-01", "lgwan", "dns-ntp-mail"),
    ("lgwan-ntp-01", "lgwan", "dns-ntp-mail"),
    ("lgwan-nms-01", "lgwan", "mgmt"),
    ("card-hsm-01", "card", "card-db"),
)
ATTESTED = {"J14-DP-01", "J14-CP-01", "J15-CP-01", "J15-MG-01"}
NEEDS_ROOT = {"J13-UA-05", "J13-UA-08", "J13-UA-19"}
VIRTUAL_HAS_NONE = {"J14-PW-01", "J14-AC-01", "J14-FT-03"}
UNREACHED, NOT_SCANNED = "lgwan-nms-01", "card-hsm-01"


def _control(line: str) -> Control:
    name, severity, titles = line.split(" ", 2)
    ja, en = titles.split("|")
    article = cast("Literal[13, 14, 15]", int(name[1:3]))
    return Control(
        id=name,
        title=Bilingual(ja, en),
        article=article,
        class_code=cast(ClassCode, name[4:6]),
        principles=("機密性", "継続性"),
        measure_types=("予防", "検出"),
        aspects=("技術面",),
        severity=SEVERITIES[severity],
        methods=("attest",) if name in ATTESTED else ("host",),
        legal_basis=LegalBasis(article, HEADINGS[article], CLASS_NAMES[name[4:6]]),
        rationale=Bilingual(f"他の機器に影響が及ぶのを防ぐため（{ja}）", f"So that others are not affected: {en}"),
    )


def controls() -> dict[str, Control]:
    """Give the controls by id."""
    made = [_control(line) for line in CONTROLS]
    return {control.id: control for control in made}


def _judge(control: str, host: str, chance: random.Random) -> tuple[Status, Reason | None]:
    if host == UNREACHED:
        return Status.UNKNOWN, reason("connect_timed_out", host=host, port=22)
    if control in ATTESTED:
        return (Status.PASS, None) if chance.random() < 0.5 else (Status.UNATTESTED, reason("no_attestation"))
    if control in VIRTUAL_HAS_NONE:
        return Status.NOT_APPLICABLE, reason("virtual_machine", kind="kvm")
    if control in NEEDS_ROOT and host.startswith("card"):
        return Status.UNKNOWN, reason("sudo_denied", command=f"sudo -n /usr/bin/read-{control.lower()}")
    if chance.random() < 0.02:
        return Status.UNKNOWN, reason("timed_out", command="rpm -Va")
    return (Status.FAIL, None) if chance.random() < 0.15 else (Status.PASS, None)


def finding(
    status: Status,
    *,
    control: str = "J13-UA-01",
    subject: str = "juki-app-01",
    severity: Severity = Severity.HIGH,
    judged: Status | None = None,
    why: Reason | None = None,
    actual: tuple[Reason, ...] = (),
) -> Finding:
    """Give one finding."""
    return Finding(
        subject,
        "juki",
        control,
        int(control[1:3]),
        control[4:6],
        severity,
        status,
        judged or status,
        "machine",
        (reason("sshd_option_expected", option="PermitRootLogin", value="no"),),
        actual,
        why,
        (),
        "",
    )


def target(name: str = "juki-app-01", *, scanned: bool = True, reachable: bool = True) -> TargetResult:
    """Give one target."""
    why = None if scanned and reachable else reason("connect_timed_out", host=name, port=22)
    asked = int(reachable)
    return TargetResult(
        name, "juki", "juki-app", "", "debian", "192.0.2.10", "tenken", scanned, reachable, why, asked, asked, 1.5
    )


def run_of(
    *findings: Finding,
    targets: tuple[TargetResult, ...] | None = None,
    commands: tuple[CommandRecord, ...] = (),
    status: Literal["complete", "incomplete", "aborted"] = "complete",
    accepted_gaps: bool = False,
    approved_by: str = "",
) -> Run:
    """Give a run of these findings."""
    approved_on = "2026-11-01" if approved_by else ""
    baseline = BaselineRef(
        "juki", "juki-baseline", "0.1.0", "ab" * 32, approved_by, approved_on, "令和8年改正", "2025-04-01", "2026-03-31"
    )
    return Run(
        "20261122T222713-7f3a",
        status,
        "2026-11-22T22:27:13+09:00",
        "2026-11-22T22:27:58+09:00",
        "0.1.0",
        ("scan", "-i", "inventories/sample/hosts"),
        "cd" * 32,
        (baseline,),
        targets if targets is not None else (target(),),
        findings,
        commands,
        accepted_gaps,
    )


def sample_run(machines: tuple[tuple[str, str, str], ...] = MACHINES, seed: int = 7) -> tuple[Run, dict[str, Control]]:
    """Give a run of every control on every machine, with its controls."""
    chance = random.Random(seed)  # noqa: S311  (made-up data, the same on every call)
    known = controls()
    findings: list[Finding] = []
    commands: list[CommandRecord] = []
    for host, system, _ in machines:
        if host == NOT_SCANNED:
            continue
        for name, control in known.items():
            made, command = _one(control, host, system, chance)
            findings.append(made)
            if name not in ATTESTED:
                commands.append(command)
    hostile = next(index for index, item in enumerate(findings) if item.status is Status.FAIL)
    said = reason("command_failed", command="id", status=1, detail=HOSTILE)
    findings[hostile] = findings[hostile]._replace(actual=(said,))
    waived = [index for index, item in enumerate(findings) if item.status is Status.FAIL][1]
    findings[waived] = findings[waived]._replace(
        status=Status.WAIVED, exception="EX-2026-004", reason=reason("waived_until", until="2027-03-31")
    )
    targets = tuple(_target(*machine) for machine in machines)
    systems = sorted({system for _, system, _ in machines})
    baselines = tuple(BaselineRef(name, f"{name}-baseline", "0.1.0", "ab" * 32, "", "") for name in systems)
    return (
        Run(
            "20261122T222713-7f3a",
            "incomplete",
            "2026-11-22T22:27:13+09:00",
            "2026-11-22T22:27:58+09:00",
            "0.1.0",
            ("scan", "-i", "inventories/sample/hosts", "--format", "html"),
            "cd" * 32,
            baselines,
            targets,
            tuple(findings),
            tuple(commands),
            accepted_gaps=False,
            exceptions=(
                _exception("EX-2026-004", "valid", reason("waived_until", until="2027-03-31")),
                _exception(
                    "EX-2026-009",
                    "unapproved",
                    reason("exception_unapproved", exception="EX-2026-009", applicant=HOSTILE),
                ),
            ),
        ),
        known,
    )


def _exception(name: str, standing: str, why: Reason) -> ExceptionRecord:
    approved = ("田中", "2026-04-01") if standing == "valid" else ("", "")
    return ExceptionRecord(name, "J13-UA-05", ("juki-app-01", HOSTILE), standing, HOSTILE, *approved, "2027-03-31", why)


def _target(host: str, system: str, segment: str) -> TargetResult:
    whys = {
        UNREACHED: reason("connect_timed_out", host=host, port=22),
        NOT_SCANNED: reason("no_scanner_reads", kind="hsm"),
    }
    why = whys.get(host)
    reached = why is None
    return TargetResult(
        host,
        system,
        segment,
        "",
        "debian" if reached else "",
        "192.0.2.10",
        "tenken",
        host != NOT_SCANNED,
        reached,
        why,
        int(reached),
        int(reached),
        1.25 if reached else 0.0,
    )


def _one(control: Control, host: str, system: str, chance: random.Random) -> tuple[Finding, CommandRecord]:
    status, why = _judge(control.id, host, chance)
    probe = f"probe.{control.id.lower()}"
    expected = (reason("sshd_option_expected", option="PermitRootLogin", value="no"),)
    actual = (
        ()
        if status in {Status.UNKNOWN, Status.NOT_APPLICABLE}
        else (reason("sshd_option_found", option="PermitRootLogin", value="yes" if status is Status.FAIL else "no"),)
    )
    attested, root, ran = control.id in ATTESTED, control.id in NEEDS_ROOT, status is not Status.UNKNOWN
    digest = hashlib.sha256(f"{control.id} {chance.randrange(4)}".encode()).hexdigest()
    return (
        Finding(
            host,
            system,
            control.id,
            control.article,
            control.class_code,
            control.severity,
            status,
            status,
            "attested" if attested else "machine",
            expected,
            actual,
            why,
            () if attested else (probe,),
            "",
        ),
        CommandRecord(
            host,
            probe,
            f"sudo -n /usr/bin/read-{control.id.lower()}" if root else "sshd -T -C user=root",
            root,
            "2026-11-22T09:00:01.250+09:00" if ran else "",
            0 if ran else None,
            0.031,
            1834 if ran else 0,
            digest if ran else "",
            False,
            None if ran else why,
        ),
    )
