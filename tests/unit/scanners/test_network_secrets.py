"""Nothing that a device keeps secret is left after reading; how it was stored is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanners.platforms import DEVICES
from scanners.platforms.network.ios_like.secrets import IOS_LIKE_SECRETS
from scanners.platforms.network.secrets import MARK, STORAGES, cut, storage_of

# What a line is, how its secret is stored, and what must be gone.
LINES = [
    ("enable secret 9 $9$Kx1", "strong"),
    ("enable secret 8 $8$Kx1", "strong"),
    ("enable secret 5 $1$abcd$Kx1", "weak"),
    ("enable secret 4 Kx1", "weak"),
    ("enable secret level 5 5 $1$abcd$Kx1", "weak"),
    ("enable password 7 0Kx1", "reversible"),
    ("enable password Kx1 with blanks Kx1", "plain"),
    ("username a privilege 15 password 0 Kx1", "plain"),
    ("username a privilege 15 secret 9 $9$Kx1", "strong"),
    ("username a password 5 $5$salt$Kx1 role network-admin", "strong"),
    ("username a privilege 15 role network-admin secret sha512 $6$salt$Kx1", "strong"),
    ("username a common-criteria-policy P password 7 Kx1", "reversible"),
    (" password 7 Kx1", "reversible"),
    (" key 7 Kx1", "reversible"),
    (" key Kx1", "plain"),
    ("  key-string 7 Kx1", "reversible"),
    ("tacacs-server key 6 Kx1", "reversible"),
    ("tacacs-server host 192.0.2.70 timeout 5 key 7 Kx1", "reversible"),
    ("radius-server host 192.0.2.70 auth-port 1812 acct-port 1813 key Kx1", "plain"),
    (" server-private 192.0.2.70 timeout 5 key 7 Kx1", "reversible"),
    (" client 192.0.2.70 server-key 7 Kx1", "reversible"),
    ("ntp authentication-key 1 md5 Kx1 7", "reversible"),
    ("ntp authentication-key 1 md5 7 Kx1", "reversible"),
    ("ntp authentication-key 1 sha2 Kx1", "plain"),
    (" ip ospf message-digest-key 1 md5 7 Kx1", "reversible"),
    (" ip ospf authentication-key Kx1", "plain"),
    (" neighbor 192.0.2.1 password 7 Kx1", "reversible"),
    (" standby 1 authentication md5 key-string 7 Kx1", "reversible"),
    (" standby 1 authentication Kx1", "plain"),
    (" vrrp 1 authentication text Kx1", "plain"),
    ("crypto isakmp key 6 Kx1 address 192.0.2.1", "reversible"),
    ("  pre-shared-key address 192.0.2.1 key Kx1", "plain"),
    ("  pre-shared-key local 6 Kx1", "reversible"),
    (" ikev2 local-authentication pre-shared-key Kx1", "plain"),
    (" ppp chap password 0 Kx1", "plain"),
    ("snmp-server user u g v3 auth sha Kx1 priv aes 128 Kx1", "strong"),
    ("+ key 7 Kx1", "reversible"),
    ("-tacacs-server key Kx1", "plain"),
    ("no enable password Kx1", "plain"),
    # known to no rule: cut all the same
    (" something new key 7 Kx1", "unknown"),
    (" wireless passphrase Kx1", "unknown"),
    (" peer shared-secret: Kx1 Kx1", "unknown"),
    (" x-password Kx1", "unknown"),
    (" my x-secret=Kx1", "unknown"),
    ("ldap_bind_password Kx1", "unknown"),
    (" security wpa2-psk Kx1", "unknown"),
    ("+x-pre-shared-key Kx1", "unknown"),
    ("-Preshared-Secret Kx1", "unknown"),
    (" x-auth-key Kx1", "unknown"),
    ("nss of-passwd Kx1", "unknown"),
    (" security wpa2-psk enable passphrase Kx1", "unknown"),  # a setting of the first word, a secret after the second
    (" peer password length 8 secret Kx1", "unknown"),
    (" peer password : Kx1", "unknown"),
    ('x-password "" Kx1', "unknown"),
    ("x-password /* SECRET-DATA */ Kx1", "unknown"),
    ("copy running-config ftp://backup:Kx1@192.0.2.9/a", "plain"),
]


@pytest.mark.parametrize(("line", "storage"), LINES)
def test_a_secret_is_gone_and_its_storage_stays(line: str, storage: str) -> None:
    shown = cut(f"hostname a\n{line}\nend\n", IOS_LIKE_SECRETS)
    assert "Kx1" not in shown
    assert storage_of(shown) == storage
    assert shown.startswith("hostname a\n")
    assert shown.endswith("\nend\n")


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("snmp-server community public RO 10", "default"),
        ("snmp-server community Kx1 RO 10", "own"),
        ("snmp-server community 7 RO 10", "own"),
        ("snmp-server community 6 Kx1 RO 10", "own"),
        ("snmp-server host 192.0.2.51 version 2c Kx1", "own"),
        ("snmp-server host 192.0.2.51 Kx1", "own"),
        ("snmp-server host 192.0.2.51 vrf M informs version 2c Kx1 udp-port 162", "own"),
    ],
)
def test_a_community_leaves_only_whether_it_is_a_well_known_one(line: str, mark: str) -> None:
    shown = cut(line, IOS_LIKE_SECRETS)
    assert [found[1] for found in MARK.finditer(shown)] == [mark]
    assert "Kx1" not in shown
    assert "public" not in shown


@pytest.mark.parametrize(
    "line",
    [
        "service password-encryption",
        "password encryption aes",
        "aaa authentication login default group tacacs+ local",
        "crypto key generate rsa",
        "key chain A",
        " key 1",
        " authentication pre-share",
        "  send-community both",
        "  x-community Kx1",  # a list or an option of routes
        " set community 65000:1",
        "+ match community Kx1",
        " x-password length 8",
        " x-password : none",
        " x-password: enabled;",
        "xpassword Kx1",
        'x-password "";',
        "x-password /* SECRET-DATA */; ## SECRET-DATA",  # the device itself hides it
        ":nss of-passwd files systemd",  # of a server's configuration: where accounts are looked up
        "snmp-server host 192.0.2.51 version 3 priv watcher",
        " match ip address prefix-list BRANCH",
    ],
)
def test_what_is_no_secret_stays_as_it_is(line: str) -> None:
    assert cut(line, IOS_LIKE_SECRETS) == line


def test_a_private_key_is_cut_even_where_its_end_is_missing() -> None:
    text = "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIKx1\n-----END RSA PRIVATE KEY-----\nb\n"
    assert cut(text, ()) == "a\n<cut:plain>\nb\n"
    assert "MIIKx1" not in cut("-----BEGIN OPENSSH PRIVATE KEY-----\nMIIKx1\n", ())


def test_a_device_cannot_forge_a_mark() -> None:
    shown = cut("username a password 0 <cut:strong>\nset secret <cut:strong>\n", IOS_LIKE_SECRETS)
    assert [found[1] for found in MARK.finditer(shown)] == ["plain", "unknown"]


@pytest.mark.parametrize("name", DEVICES)
@pytest.mark.parametrize("word", ["password", "secret", "key 7", "passphrase", "pre-shared-key"])
def test_on_every_platform_what_stands_after_such_words_is_cut(name: str, word: str) -> None:
    shown = cut(f"an unheard of {word} Kx1Kx1Kx1\n", DEVICES[name].secrets)
    assert "Kx1Kx1Kx1" not in shown


@pytest.mark.parametrize("name", DEVICES)
@given(text=st.text(alphabet="<>cut:key secret7\n\"' $", max_size=200))
def test_no_text_breaks_the_cutting_and_marks_tell_a_storage(name: str, text: str) -> None:
    shown = cut(text, DEVICES[name].secrets)
    assert {found[1] for found in MARK.finditer(shown)} <= {*STORAGES, "default", "own"}


@pytest.mark.parametrize(
    "line", ["password" + " " * 60_000, "username " + "a " * 30_000, "snmp-server host a " + "traps " * 10_000]
)
def test_a_long_hostile_line_costs_no_more_than_its_length(line: str) -> None:
    assert re.sub(r"\s", "", cut(line, IOS_LIKE_SECRETS))
