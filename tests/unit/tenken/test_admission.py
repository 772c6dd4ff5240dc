"""The rules that keep a scan gentle, tried with real threads over random fleets."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given, settings
from hypothesis import strategies as st

from tenken.admission import Admission, Limits, Visit

VISITS = st.lists(
    st.builds(
        Visit,
        name=st.uuids().map(str),
        credentials=st.sampled_from([("alice",), ("bob",), ("jump", "alice"), ("jump", "bob")]),
        segment=st.sampled_from(["", "core", "dmz"]),
        jump=st.sampled_from(["", "bastion"]),
        ha_group=st.sampled_from(["", "db", "fw"]),
        last=st.booleans(),
    ),
    max_size=30,
)


class Fleet:
    """Hosts that note who is on them at the same time; those of a bad credential refuse every login."""

    def __init__(self, admission: Admission, bad: str) -> None:
        self.admission, self.bad = admission, bad
        self.lock = threading.Lock()
        self.active: list[Visit] = []
        self.together: list[tuple[Visit, ...]] = []
        self.tried: list[Visit] = []
        self.skipped: list[Visit] = []

    def work(self) -> None:
        while (given_visit := self.admission.next()) is not None:
            visit, allowed = given_visit
            with self.lock:
                (self.tried if allowed else self.skipped).append(visit)
                if not allowed:
                    continue
                self.active.append(visit)
                self.together.append(tuple(self.active))
            if self.bad in visit.credentials:
                self.admission.refused(self.bad)
            else:
                self.admission.accepted(visit)
            with self.lock:
                self.active.remove(visit)
            self.admission.done(visit)


@settings(max_examples=60)
@given(VISITS, st.sampled_from(["", "alice", "jump"]))
def test_every_rule_holds_at_every_moment(visits: list[Visit], bad: str) -> None:
    limits = Limits(workers=6, per_segment=2, per_jump=1)
    fleet = Fleet(Admission(visits, limits), bad)
    with ThreadPoolExecutor(limits.workers) as pool:
        for worker in [pool.submit(fleet.work) for _ in range(limits.workers)]:
            worker.result(timeout=30)
    assert sorted(v.name for v in fleet.tried + fleet.skipped) == sorted(v.name for v in visits)
    for moment in fleet.together:
        for shared, limit in (("ha_group", 1), ("segment", limits.per_segment), ("jump", limits.per_jump)):
            counts = Counter(getattr(visit, shared) for visit in moment if getattr(visit, shared))
            assert max(counts.values(), default=0) <= limit
        assert len({visit.last for visit in moment}) == 1
    assert sum(bad in visit.credentials for visit in fleet.tried) <= 1
    assert all(bad in visit.credentials for visit in fleet.skipped)


def test_stopping_tells_which_hosts_were_never_started() -> None:
    admission = Admission([Visit("a", ("key",)), Visit("b", ("key",))], Limits())
    first = admission.next()
    assert first == (Visit("a", ("key",)), True)
    assert admission.stop() == (Visit("b", ("key",)),)
    assert admission.next() is None
