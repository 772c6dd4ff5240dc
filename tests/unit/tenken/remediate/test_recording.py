"""A repair stands in the ledger when it begins and when it ends, signed, and is found from the runs on both sides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from checks.remediated import SCHEMA_VERSION, Approved, Change, Outcome, Remediated, Result
from inventories.reason import ConfigError
from tenken.evidence.sealing import Sealer
from tenken.evidence.signing import own_key
from tenken.evidence.verify_store import verify_store
from tenken.remediate.recording import of_run, recorded
from tenken.store.opening import open_store
from tenken.store.recording import Recording
from tests.unit.tenken.store.conftest import beginning, run_of, target

NOW = "2026-11-23T22:00:00+09:00"


def test_a_repair_is_kept_from_its_beginning_and_found_from_both_runs(tmp_path: Path) -> None:
    store = open_store("", tmp_path / "state")
    key = own_key(store.folder, None)
    run = run_of(1, [target("web01")], [])
    Recording(store, replace(beginning(run), inputs={}), ()).finish(run, Sealer(key))
    begun = Remediated(
        "remediation", SCHEMA_VERSION, run.id, "0" * 64, "apply", NOW, "", "ops", ("root",), Approved(), "", (), (), ()
    )  # fmt: skip
    loaded: Any = SimpleNamespace(inventory=SimpleNamespace(path=tmp_path / "hosts"))
    outcome = Outcome("web01", "J13-UA-19", Result.REPAIRED, (Change("J13-UA-19: set", "-0\n+2"),), None, "pass")
    done = replace(begun, finished=NOW, outcomes=(outcome,), runs_after=("run-after",))
    with recorded(store, loaded, begun, key) as keep:
        with store.reading() as connection:
            assert of_run(connection, run.id) == (begun,)  # what is left of one that is killed now
        with pytest.raises(ConfigError) as busy, recorded(store, loaded, begun, key):
            pass
        assert busy.value.reason.code == "inventory_busy"
        keep(done)
    with store.reading() as connection:
        assert of_run(connection, run.id) == of_run(connection, "run-after") == (done,)
        assert of_run(connection, "another") == ()
        assert verify_store(connection, None).problems == ()
    store.close()
