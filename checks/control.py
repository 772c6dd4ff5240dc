"""A control (点検項目) as its YAML says it: facts, operators and parameters by name, never a command."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from checks.finding import Severity

# J: ours. X: a site's own (docs/extensions.md).
CONTROL_ID = r"^[JX](13|14|15)-(MG|UA|FT|PW|AC|DP|CP)-[0-9]{2}(?!\n)$"

ControlId = Annotated[
    str, Meta(pattern=CONTROL_ID, description="J<article>-<class>-<nn>; numbers are never reused; X for a site's own")
]
ClassCode = Literal["MG", "UA", "FT", "PW", "AC", "DP", "CP"]
ClassName = Literal["適正な管理", "不正アクセスの防止", "障害対策", "電源対策", "空気調和対策", "防災対策", "防犯対策"]
Method = Literal["host", "netdev", "facility", "attest"]
AssetKind = Literal["server", "ups", "network"]
Depth = Literal["routine", "full"]
Risk = Literal["safe", "disruptive", "manual_only"]
RegisterKind = Literal[
    "packages",
    "minimum_versions",
    "services",
    "accounts",
    "sudo_rules",
    "authorized_keys",
    "ports",
    "ntp_servers",
    "log_servers",
    "gateways",
    "certificates",
    "approved_prefixes",
    "repositories",
    "scheduled_jobs",
    "usb_devices",
    "setuid_files",
    "hardware",
    "managed_files",
    "backups",
    "databases",
    "private_keys",
    "working_hours",
    "device_software",
    "device_links",
    "stations",
    "single_power",
    "configuration_backups",
    "routing_neighbours",
    "detour_paths",
    "flows",
    "port_exceptions",
    "encrypted_paths",
    "remote_maintenance",
]
CLASS_NAMES: dict[str, str] = {
    "MG": "適正な管理",
    "UA": "不正アクセスの防止",
    "FT": "障害対策",
    "PW": "電源対策",
    "AC": "空気調和対策",
    "DP": "防災対策",
    "CP": "防犯対策",
}
Text = Annotated[str, Meta(min_length=1, max_length=2000)]


class Bilingual(Struct, frozen=True, forbid_unknown_fields=True):
    """The same words in both languages."""

    ja: Text
    en: Text


class LegalBasis(Struct, frozen=True, forbid_unknown_fields=True, rename={"class_name": "class"}):
    """根拠条文: the article with its heading, and the words of the regulation for the class of measures."""

    article: Literal[13, 14, 15]
    heading: Literal["ソフトウェアの適正な管理", "ハードウェアの適正な管理", "ネットワークの適正な管理"]
    class_name: ClassName


class References(Struct, frozen=True, forbid_unknown_fields=True):
    """Related numbers of other catalogues; which relates to which is our judgement."""

    nist_800_53_r5: tuple[str, ...] = ()
    iso_27002_2022: tuple[str, ...] = ()
    cis_v8: tuple[str, ...] = ()


class Condition(Struct, frozen=True, forbid_unknown_fields=True):
    """Applies only where a text field of a fact has one of these values; where it was not read, the control applies."""

    fact: Annotated[str, Meta(pattern=r"^[a-z0-9_]+\.[a-z0-9_]+$")]
    one_of: Annotated[tuple[str, ...], Meta(min_length=1)]


class Applies(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a control applies: all families where none is named."""

    families: tuple[str, ...] = ()
    when: Condition | None = None


class Attestation(Struct, frozen=True, forbid_unknown_fields=True):
    """What a person confirms, for how many days a record of it holds, and what one record is about.

    `scope`: a site (buildings, rooms, power), a system (procedures), or a single target. `answers`: codes of the only
    reasons for an unknown that a record answers in the machine's place; where none is named it answers any.
    """

    valid_days: Annotated[int, Meta(ge=1, le=3660)]
    scope: Literal["site", "system", "target"]
    confirms: Bilingual
    answers: tuple[Annotated[str, Meta(min_length=1)], ...] = ()


class Remediation(Struct, frozen=True, forbid_unknown_fields=True):
    """How a host that fails is repaired, by the Ansible role of this name, and at what risk.

    `disruptive`: log-ins, traffic or services may suffer, and `why` says which. `manual_only`: a person repairs it, for
    the reason in `why`: something would be `removed`, `installed`, `restarted`; it is about `hardware`, `standby`
    systems or `capacity`; or somebody must first decide what is right (`judgement`).
    """

    risk: Risk
    role: Annotated[str, Meta(pattern=r"^[a-z_]*(?!\n)$")] = ""
    why: Literal[
        "",
        "log_ins",
        "traffic",
        "services",
        "removal",
        "installation",
        "restart",
        "locked",
        "hardware",
        "standby",
        "capacity",
        "judgement",
    ] = ""


class Expectation(Struct, frozen=True, forbid_unknown_fields=True, rename={"arguments": "with"}):
    """One thing that must hold. `fact` is `FACT.FIELD`, or `FACT` for operators that take a whole fact.

    An argument `{param: NAME}` stands for the value of that parameter.
    """

    fact: Annotated[str, Meta(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)?$")]
    operator: str
    arguments: dict[str, Any] = {}


class Control(Struct, frozen=True, forbid_unknown_fields=True, rename={"class_code": "class"}):
    """One control. Severity and parameter values are ours (点検基準), never the regulation's.

    `assets`: the kinds of assets it is for, where its methods do not say it. `depth`: a `full` control needs heavy
    probes and is judged in scans of full depth alone. `combine`: whether the machine and a record are both needed
    (`all`) or one of them suffices (`any`; a machine's fail is never outweighed). `advice`: what to do when it fails.
    `never_passes`: kinds of assets on which the checks find what is wrong but cannot prove that nothing is: there a
    pass becomes an unknown.
    """

    id: ControlId
    title: Bilingual
    article: Literal[13, 14, 15]
    class_code: ClassCode
    principles: Annotated[tuple[Literal["機密性", "正確性", "継続性"], ...], Meta(min_length=1)]
    measure_types: Annotated[tuple[Literal["抑止", "予防", "検出", "回復"], ...], Meta(min_length=1)]
    aspects: Annotated[tuple[Literal["制度面", "技術面", "運用面"], ...], Meta(min_length=1)]
    severity: Severity
    methods: Annotated[tuple[Method, ...], Meta(min_length=1)]
    legal_basis: LegalBasis
    rationale: Bilingual
    expect: tuple[Expectation, ...] = ()
    params: dict[str, Any] = {}
    registers: tuple[RegisterKind, ...] = ()
    applies: Applies = Applies()
    assets: tuple[AssetKind, ...] = ()
    depth: Depth = "routine"
    attestation: Attestation | None = None
    combine: Literal["all", "any"] | None = None
    never_passes: tuple[AssetKind, ...] = ()
    advice: Bilingual | None = None
    related_articles: tuple[Annotated[int, Meta(ge=1, le=27)], ...] = ()
    refs: References = References()
    remediation: Remediation | None = None

    @property
    def for_assets(self) -> frozenset[str]:
        """The kinds of assets that this control is judged on; none for one that only persons answer."""
        by_method = {_ASSET_OF[method] for method in self.methods if method in _ASSET_OF}
        return frozenset(self.assets) or frozenset(by_method)

    @property
    def attested_only(self) -> bool:
        """Whether no machine answers: such a control is judged once per site or system."""
        return self.methods == ("attest",)


_ASSET_OF = {"host": "server", "netdev": "network"}


class ControlFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A file of controls."""

    controls: tuple[Control, ...]
