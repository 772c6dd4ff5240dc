"""The channel to the system in the machine, with an agent played by a thread."""

from __future__ import annotations

import json
import socket
import threading
from pathlib import Path

from lab.guest import Guest


def _agent(listening: socket.socket, *late: str) -> None:
    """Answer one connection after the other, each after what an earlier one had not waited for."""
    for answer in late:
        _answer(*listening.accept(), answer)


def _answer(connection: socket.socket, _address: object, late: str) -> None:
    with connection, connection.makefile("rw", encoding="utf-8") as lines:
        lines.write(late)
        for line in lines:
            request = json.loads(line)
            given = {"guest-sync": request["arguments"].get("id"), "guest-exec": {"pid": 7}}
            done = {"exited": True, "exitcode": 3, "out-data": "b2sK"}
            lines.write(json.dumps({"return": given.get(request["execute"], done)}) + "\n")
            lines.flush()


def test_an_answer_that_came_too_late_is_not_taken_for_another(tmp_path: Path) -> None:
    path = tmp_path / "agent"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        late = ('{"return": {}}\n', '{"return": {"exited": false}}\n{"return": {}}\n')
        agent = threading.Thread(target=_agent, args=(listening, *late))
        agent.start()
        done = Guest(path).run("exit 3", timeout_s=10)
        agent.join()
    assert (done.returncode, done.stdout) == (3, "ok\n")
