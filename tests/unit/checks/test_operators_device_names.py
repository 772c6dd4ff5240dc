"""Names and addresses of network devices that stand for more, for less, or for something else than they seem to."""

from __future__ import annotations

import pytest

from checks import catalogue
from checks.finding import Status
from checks.segments import networks
from scanners.facts.device_accounts import StoredSecret
from scanners.facts.field import Known
from scanners.facts.tunnels import Tunnels
from tests.unit.checks.judging_devices import FAIL, NONE, NOT, PASS, TABLES, context, judge
from tests.unit.checks.test_operators_device_access import path, ways, within
from tests.unit.checks.test_operators_device_ports import one


@pytest.mark.parametrize(
    ("managing", "source", "status"),
    [
        (("10.0.0.0/24", "10.0.1.0/24"), "10.0.0.0/23", PASS),  # both halves are management segments
        (("10.0.0.0/24", "10.0.2.0/24"), "10.0.0.0/22", FAIL),
        (("0.0.0.0/0",), "0.0.0.0/0", FAIL),  # a list that permits all limits nothing, whatever the segments say
        (("::/0", "10.0.0.0/24"), "::/0", FAIL),
    ],
)
def test_sources_beside_segments_that_adjoin_or_are_everything(
    managing: tuple[str, ...], source: str, status: Status
) -> None:
    here = within(management=networks(managing))
    assert judge("management_sources_limited", "x", ways(path(source)), here).status is status


@pytest.mark.parametrize(
    ("owner", "status"),
    [
        ("mgt-config users radius", FAIL),  # an account of that name
        ("system login user snmp authentication", FAIL),
        ("something new", FAIL),  # an owner that nobody knows logs in
        ("aaa-server TAC (inside) host 10.0.0.7", PASS),
        ("tunnel-group BRANCH ipsec-attributes", PASS),
        ("system archival configuration", PASS),
    ],
)
def test_whose_secret_it_is_by_the_words_of_the_catalogue(owner: str, status: Status) -> None:
    params = catalogue.load(TABLES).controls["J15-UA-05"].params
    stored = (StoredSecret(owner, "reversible", "****"),)
    assert judge("secrets_stored", "device_accounts.secrets", stored, within(), **params).status is status


@pytest.mark.parametrize(("host", "status"), [("sw01", FAIL), ("sw02", NOT)])
def test_a_device_that_has_no_encryption_at_all_lacks_the_path_too(host: str, status: Status) -> None:
    here = context(None, encrypted_paths=[{"host": host, "peer": "10.0.9.2"}])
    assert (
        judge("paths_encrypted", "tunnels", Tunnels(NONE, NONE, NONE), here, profile="cryptrec-ipsec").status is status
    )


def test_the_far_end_of_a_path_may_be_written_in_another_way() -> None:
    here = context(None, encrypted_paths=[{"host": "sw01", "peer": "2001:DB8:0::2"}])
    value = Tunnels(Known((one(peer="2001:db8::2"),)), Known({"T": True}), Known(()))
    assert judge("paths_encrypted", "tunnels", value, here, profile="cryptrec-ipsec").status is PASS
