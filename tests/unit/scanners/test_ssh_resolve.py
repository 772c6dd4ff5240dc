"""Joining inventory, ssh arguments and ssh_config, with the real `ssh -G`."""

from __future__ import annotations

import getpass
import subprocess
from pathlib import Path

import pytest

from inventories.model import Connection, Host
from inventories.reason import ConfigError
from reports.messages import say
from scanners.ssh import config as ssh_config
from scanners.ssh.algorithms import CIPHERS, KEX
from scanners.ssh.config import SshConfig
from scanners.ssh.credentials import Credentials
from scanners.ssh.resolve import resolve
from scanners.ssh.target import Target


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".ssh").mkdir()
    return tmp_path


def target(
    home: Path,
    *common: str,
    config: str = "",
    address: str = "web",
    port: int | None = None,
    user: str = "",
    key: str = "",
) -> Target:
    connection = Connection(address=address, port=port, user=user, private_key_file=key, common_args=common)
    file = home / "ssh_config"
    file.write_text(config, "utf-8")
    asked = SshConfig(file, home / "no_system_file")
    return resolve(Host(name="web01", connection=connection, system="cs"), asked, Credentials(agent=""))


def refused(home: Path, *common: str, **values: str) -> str:
    with pytest.raises(ConfigError) as stop:
        target(home, *common, **values)  # type: ignore[arg-type]  # only text is given here
    assert "{" not in say(stop.value.reason, "ja") + say(stop.value.reason, "en")
    return stop.value.reason.code


def test_without_any_configuration_nothing_is_run(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a program was run")

    monkeypatch.setattr(subprocess, "run", forbidden)
    found = target(home, config="# only a comment\nHost *\n  SendEnv LANG\n  HashKnownHosts yes\n")
    assert (found.address, found.port, found.user, found.explicit) == ("web", 22, getpass.getuser(), False)
    assert found.known_hosts_files[0] == home / ".ssh/known_hosts"


CONFIG = """
Host web
  HostName 192.0.2.7
  Port 2200
  User fromconfig
  IdentityFile ~/keys/%r
  CertificateFile ~/keys/cert.pub
  UserKnownHostsFile ~/kh1 ~/kh2
  GlobalKnownHostsFile none
  HostKeyAlias theweb
  ConnectTimeout 7
"""


def test_ssh_config_fills_what_the_inventory_leaves_open(home: Path) -> None:
    found = target(home, config=CONFIG)
    assert (found.address, found.port, found.user) == ("192.0.2.7", 2200, "fromconfig")
    assert (found.lookup, found.alias, found.connect_timeout) == ("theweb", True, 7)
    assert (found.identity_files, found.explicit) == ((home / "keys/fromconfig",), True)
    assert found.certificate_files == (home / "keys/cert.pub",)
    assert [file.name for file in found.known_hosts_files] == ["kh1", "kh2"]


def test_the_inventory_beats_its_arguments_and_these_beat_ssh_config(home: Path) -> None:
    found = target(
        home,
        "-o",
        "Port=2201",
        "-o",
        "User=fromargs",
        "-o",
        "UserKnownHostsFile=~/args",
        "-o",
        "GlobalKnownHostsFile=none",
        config=CONFIG,
        port=2202,
        key=str(home / "inventory"),
    )
    assert (found.port, found.user) == (2202, "fromargs")
    assert found.identity_files == (home / "inventory",)
    assert found.known_hosts_files == (home / "args",)


def test_an_answer_of_ssh_is_asked_for_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    real = ssh_config._ask

    def counted(command: list[str], host: str) -> ssh_config.Settings:
        asked.append(command)
        return real(command, host)

    monkeypatch.setattr(ssh_config, "_ask", counted)
    file = home / "ssh_config"
    file.write_text(CONFIG, "utf-8")
    config = SshConfig(file)
    host = Host(name="web01", connection=Connection(address="web"), system="cs")
    assert resolve(host, config, Credentials(agent="")) == resolve(host, config, Credentials(agent=""))
    assert len(asked) == 1


def test_an_included_file_brings_ssh_config_into_play(home: Path) -> None:
    (home / ".ssh/config").write_text("Include more.d/*\n", "utf-8")
    (home / ".ssh/more.d").mkdir()
    (home / ".ssh/more.d/web").write_text("Host web\n  Port 2222\n", "utf-8")
    # ssh takes the home directory from the account, so what it answers is another test's matter.
    assert SshConfig(system_file=home / "none").settings("web") != {}


@pytest.mark.parametrize(
    "arguments",
    [
        ("-J", "admin@j1:2201,j2"),
        ("-o", "ProxyJump=admin@j1:2201,j2"),
        ("-oProxyJump=ssh://admin@j1:2201,j2",),
    ],
)
def test_jump_chains(home: Path, arguments: tuple[str, ...]) -> None:
    jumps = target(home, *arguments, key="/k").jumps
    assert [(jump.user, jump.address, jump.port) for jump in jumps] == [
        ("admin", "j1", 2201),
        (getpass.getuser(), "j2", 22),
    ]
    assert all(not jump.explicit for jump in jumps)  # as with ssh, the target's key is not the jump's


@pytest.mark.parametrize(
    "command",
    [
        "ssh -W %h:%p -q -p 2201 -i ~/jump admin@j1",
        "/usr/bin/ssh -q -l admin -oPort=2201 -oIdentityFile=~/jump -W [%h]:%p j1",
    ],
)
def test_a_proxy_command_that_is_only_a_jump(home: Path, command: str) -> None:
    found = target(home, "-o", f'ProxyCommand="{command}"')
    assert found.proxy_command == ""
    (jump,) = found.jumps
    assert (jump.user, jump.address, jump.port, jump.identity_files) == ("admin", "j1", 2201, (home / "jump",))


@pytest.mark.parametrize("command", ["nc -X connect %h %p", "ssh -W %h:%p -o LocalForward=1 j1", "ssh j1 nc %h %p"])
def test_any_other_proxy_command_stays_a_program(home: Path, command: str) -> None:
    found = target(home, "-o", f"ProxyCommand={command}")
    assert (found.proxy_command, found.jumps) == (command, ())


def test_the_first_jump_is_reached_in_its_own_way_and_settings(home: Path) -> None:
    config = "Host j1\n  HostName 192.0.2.1\n  ProxyJump outer\nHost web\n  ProxyJump j1,j2\nHost j2\n  ProxyJump no\n"
    assert [jump.address for jump in target(home, config=config).jumps] == ["outer", "192.0.2.1", "j2"]


def test_jumps_in_a_circle(home: Path) -> None:
    assert refused(home, config="Host web b\n  ProxyJump a\nHost a\n  ProxyJump b\n") == "ssh_jumps_too_many"


def test_arguments_override_the_jump_of_ssh_config(home: Path) -> None:
    found = target(home, "-J", "mine", config="Host web\n  ProxyJump theirs\n")
    assert [jump.address for jump in found.jumps] == ["mine"]
    found = target(home, "-o", "ProxyCommand=none", config="Host web\n  ProxyJump theirs\n")
    assert (found.jumps, found.proxy_command) == ((), "")


@pytest.mark.parametrize("value", ["no", "accept-new", "off"])
def test_weaker_host_key_checking_is_not_followed_but_told(home: Path, value: str) -> None:
    found = target(home, "-o", f"StrictHostKeyChecking={value}")
    assert [note.code for note in found.notes] == ["weaker_host_key_check_ignored"]


def test_arguments_without_effect_are_silent(home: Path) -> None:
    found = target(
        home,
        "-C",
        "-o",
        "ControlMaster=auto",
        "-o",
        "ControlPersist=60s",
        "-oServerAliveInterval=5",
        "-q",
        "-o",
        "StrictHostKeyChecking=yes",
    )
    assert found.notes == ()


@pytest.mark.parametrize(
    "arguments",
    [
        ("-o", "LocalForward=1:2:3"),
        ("-L", "1:2:3"),
        ("-Z",),
        ("-o",),
        ("otherhost",),
        ("-o", "Nonsense=1"),
        ("-o", "KnownHostsCommand=/bin/x"),
    ],
)
def test_arguments_that_are_not_understood_are_refused_by_name(home: Path, arguments: tuple[str, ...]) -> None:
    assert refused(home, *arguments) == "ssh_option_unsupported"


@pytest.mark.parametrize("address", ["-oProxyCommand=evil", "web;reboot", "$(x)", "a b", "", "web\n"])
def test_an_address_that_ssh_or_a_shell_could_misread(home: Path, address: str) -> None:
    assert refused(home, address=address) == "ssh_address_invalid"


@pytest.mark.parametrize("user", ["-l", "a;b", "a b"])
def test_an_account_that_ssh_or_a_shell_could_misread(home: Path, user: str) -> None:
    assert refused(home, user=user) == "ssh_user_invalid"


def test_a_port_that_is_none(home: Path) -> None:
    assert refused(home, "-p", "70000") == "ssh_port_invalid"


def test_a_broken_ssh_config(home: Path) -> None:
    assert refused(home, config="Host web\n  NoSuchOption yes\n") == "ssh_config_failed"


def test_weak_algorithms_are_offered_only_when_asked_for_and_told(home: Path) -> None:
    assert not any("cbc" in name for name in target(home).algorithms.ciphers)
    found = target(home, "-o", "Ciphers=+aes128-cbc", "-o", "MACs=hmac-sha1")
    assert found.algorithms.ciphers == (*CIPHERS, "aes128-cbc")
    assert found.algorithms.macs == ("hmac-sha1",)
    assert [note.code for note in found.notes] == ["ssh_weak_algorithms"]


def test_algorithms_may_be_removed_or_preferred(home: Path) -> None:
    assert target(home, "-o", "KexAlgorithms=-curve25519-sha256").algorithms.kex == KEX[1:]
    assert target(home, "-o", "Ciphers=^aes256-ctr").algorithms.ciphers[0] == "aes256-ctr"


def test_an_algorithm_nobody_can_speak(home: Path) -> None:
    assert refused(home, "-o", "KexAlgorithms=diffie-hellman-group1-sha1") == "ssh_algorithm_unsupported"


def test_the_credential_is_equal_for_hosts_that_share_it(home: Path) -> None:
    for name in ("a", "b"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "secret" if name == "a" else "", "-f", str(home / name)],
            check=True,
        )
    (home / "copy").write_bytes((home / "a").read_bytes())
    one, copy, other = (target(home, user="scan", key=str(home / name)).credential for name in ("a", "copy", "b"))
    assert one == copy
    assert one != other
    assert target(home, user="root", key=str(home / "a")).credential != one


def device(home: Path, password: str, **more: str) -> Target:
    connection = Connection(address="sw01", user="scan", network_os="ios", password=password, **more)  # type: ignore[arg-type]
    file = home / "ssh_config"
    file.write_text("", "utf-8")
    asked = SshConfig(file, home / "no_system_file")
    return resolve(Host(name="sw01", connection=connection, system="lgwan"), asked, CREDENTIALS)


CREDENTIALS = Credentials(agent="")


def test_devices_that_share_a_password_share_a_credential_that_does_not_show_it(home: Path) -> None:
    same, other = device(home, "himitsu").credential, device(home, "another").credential
    assert same == device(home, "himitsu").credential
    assert same != other
    assert "himitsu" not in same


def test_telnet_has_its_own_port(home: Path) -> None:
    assert device(home, "himitsu", transport="telnet").port == 23
    assert device(home, "himitsu").port == 22
