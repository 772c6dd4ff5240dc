"""The lab is what the other live tests stand on: real hosts, and nothing of them left behind."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lab import image
from lab.fleet import DEFAULT_HOSTS, FLEET, LABS, Lab, LabError, install_sudoers
from lab.host import PROVISION, HostError, containers
from lab.network import NAMESPACES, processes_in

PROJECT = Path(__file__).parents[2]
# Opened before the `lab` fixture moves this process into the ops namespace.
MACHINE_NETWORK = f"/proc/{os.getpid()}/fd/{os.open('/proc/self/ns/net', os.O_RDONLY)}"


@pytest.mark.parametrize("name", DEFAULT_HOSTS)
def test_a_host_answers_the_scan_account_with_its_known_key_and_runs_systemd(lab: Lab, name: str) -> None:
    said = subprocess.run(
        lab.ssh(name, "id -un; uname -n; ps -o comm= -p 1"), capture_output=True, text=True, check=True
    ).stdout.split()
    assert said == ["scan", name, "systemd"]


def test_a_host_with_another_key_than_the_known_one_is_refused(lab: Lab, tmp_path: Path) -> None:
    other = tmp_path / "known_hosts"
    keys = {line.split()[0].split(",")[0]: line.split(" ", 1)[1] for line in lab.known_hosts.read_text().splitlines()}
    other.write_text(f"{lab.host('good12').address} {keys['bad12']}\n")
    command = [word.replace(str(lab.known_hosts), str(other)) for word in lab.ssh("good12", "true")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 255
    assert "Host key verification failed" in done.stderr


def test_the_inventory_names_the_running_hosts_to_ansible(lab: Lab) -> None:
    inventory = Path(sys.executable).with_name("ansible-inventory")
    listed = subprocess.run(
        [inventory, "-i", lab.inventory, "--list"], capture_output=True, text=True, check=True
    ).stdout
    variables = json.loads(listed)["_meta"]["hostvars"]
    assert {name: variables[name]["ansible_host"] for name in DEFAULT_HOSTS} == {
        name: lab.host(name).address for name in DEFAULT_HOSTS
    }


def test_the_compliant_hosts_have_no_failed_unit_and_the_violating_one_has(lab: Lab) -> None:
    failed = {
        name: lab.host(name).run("systemctl is-system-running --wait; systemctl list-units --failed -q --plain").stdout
        for name in DEFAULT_HOSTS
    }
    assert [failed[name].split() for name in ("good12", "log01", "ntp01")] == [["running"]] * 3
    assert "nightly-transfer.service" in failed["bad12"]


@pytest.mark.parametrize(("name", "version"), [("good13", "13"), ("good11", "11")])
def test_a_host_of_another_suite_starts_when_it_is_first_asked_for(lab: Lab, name: str, version: str) -> None:
    said = lab.host(name).run(". /etc/os-release; echo $VERSION_ID; systemctl is-system-running --wait").stdout.split()
    assert said == [version, "running"]
    assert subprocess.run(lab.ssh(name, "true"), check=False).returncode == 0


def test_kernel_values_differ_between_hosts_that_share_one_kernel(lab: Lab) -> None:
    keys = "/proc/sys/kernel/randomize_va_space /proc/sys/kernel/kptr_restrict /proc/sys/net/ipv4/ip_forward"
    values = {name: lab.host(name).run(f"cat {keys}").stdout.split() for name in ("good12", "bad12")}
    assert values == {"good12": ["2", "2", "0"], "bad12": ["0", "0", "1"]}


def test_a_login_arrives_at_the_log_server(lab: Lab) -> None:
    subprocess.run(lab.ssh("good12", "true"), check=True)
    # Ends when the line is there; the time limit of `run` ends it otherwise.
    log = "/var/log/remote/good12.log"
    lab.host("log01").run(f"tail -n +1 -F {log} | grep -m 1 -q 'Accepted publickey for scan from 10.77.0.1 '")


def test_a_compliant_host_takes_its_time_from_the_time_server(lab: Lab) -> None:
    lab.host("good12").run("chronyc waitsync 30 0.5 0 1")
    sources = lab.host("good12").run("chronyc -c -n sources").stdout
    assert [line.split(",")[1:3] for line in sources.splitlines()] == [["*", lab.host("ntp01").address]]


def test_a_host_is_broken_and_repaired_while_it_runs(lab: Lab) -> None:
    host = lab.host("good12")
    host.write("/etc/ssh/sshd_config.d/05-broken.conf", "PermitRootLogin yes\n", 0o600)
    try:
        assert "permitrootlogin yes" in host.run(["sshd", "-T"]).stdout
    finally:
        host.run("rm /etc/ssh/sshd_config.d/05-broken.conf")
    assert "permitrootlogin no" in host.run(["sshd", "-T"]).stdout
    with pytest.raises(HostError, match=r"good12.*ended with 3"):
        host.run("exit 3")


def test_the_scan_account_may_run_what_the_installed_sudoers_say_and_no_more(lab: Lab) -> None:
    install_sudoers(lab.host("good12"), "scan ALL=(root) NOPASSWD: /usr/sbin/sshd -T\n")
    allowed = subprocess.run(
        lab.ssh("good12", "sudo -n /usr/sbin/sshd -T"), capture_output=True, text=True, check=False
    )
    refused = subprocess.run(lab.ssh("good12", "sudo -n id"), capture_output=True, text=True, check=False)
    assert (allowed.returncode, "permitrootlogin no" in allowed.stdout) == (0, True)
    assert (refused.returncode, refused.stdout) == (1, "")
    with pytest.raises(HostError, match="syntax error"):
        install_sudoers(lab.host("good12"), "scan ALL=(root NOPASSWD: ALL\n")


@pytest.mark.parametrize("name", ["good12", "bad12"])
def test_provisioning_a_running_host_again_changes_no_setting(lab: Lab, name: str) -> None:
    host = lab.host(name)
    for script in PROVISION.iterdir():
        host.write(f"/root/{script.name}", script.read_text(encoding="utf-8"))
    # Certificates are made anew; `shadow-` and the like are the backups that the account tools keep.
    settings = (
        "cd /etc && find . -type f ! -path './ssl/tenken/*' ! -name '*-' -exec sha256sum {} + | sort -k 2;"
        "find . ! -name '*-' -printf '%m %u %g %p\\n' | sort; cut -d: -f1,3 /etc/passwd; dpkg-query -W"
    )
    before = host.run(settings).stdout
    told = [f"{key}={value}" for key, value in lab.settings().items()]
    for role in host.spec.roles:
        host.run(["env", *told, "sh", f"/root/{role}.sh"])
    assert host.run(settings).stdout == before
    assert subprocess.run(lab.ssh(name, "true"), check=False).returncode == 0


def test_a_host_that_was_taken_away_comes_back_as_a_new_one_with_a_new_key(lab: Lab) -> None:
    lab.host("good13").write("/root/mark", "before\n")
    before = lab.known_hosts.read_text()
    lab.stop("good13")
    assert processes_in(f"{lab.name}-good13") == []
    assert lab.host("good13").run("ls /root").stdout == ""
    assert lab.known_hosts.read_text() != before
    assert subprocess.run(lab.ssh("good13", "true"), check=False).returncode == 0


def test_an_unknown_host_is_named_with_the_ones_there_are(lab: Lab) -> None:
    with pytest.raises(LabError, match="no host web99; it has good12, "):
        lab.host("web99")


def _left(name: str) -> list[str]:
    """Everything of a lab that is still on this machine."""
    mounts = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    named = [*NAMESPACES.glob(f"{name}-*"), *LABS.glob(name), *Path("/sys/fs/cgroup").glob(f"**/{name}-*")]
    return [
        *map(str, named),
        *(mount for mount in mounts if mount.startswith((f"{LABS}/{name}/", f"{NAMESPACES}/{name}-"))),
        *map(str, containers(LABS / name)),
    ]


def _links() -> list[str]:
    """The network links of the machine's own namespace."""
    said = subprocess.run(
        ["nsenter", f"--net={MACHINE_NETWORK}", "ip", "-j", "link"], capture_output=True, text=True, check=True
    ).stdout
    return sorted(link["ifname"] for link in json.loads(said))


def _command(name: str, *arguments: str) -> list[str]:
    return ["nsenter", f"--net={MACHINE_NETWORK}", sys.executable, "-m", "lab", "--lab", name, *arguments]


def test_the_command_leaves_a_lab_standing_and_takes_it_away_without_remains(root: None) -> None:
    name = f"c{os.getpid()}"
    links = _links()
    try:
        subprocess.run(_command(name, "up", "good12"), cwd=PROJECT, check=True)
        inside = subprocess.run(
            _command(name, "run", "good12", "uname", "-n"), cwd=PROJECT, capture_output=True, text=True, check=True
        ).stdout
        reached = subprocess.run(
            _command(name, "ops", *Lab(name).ssh("good12", "id -un")), cwd=PROJECT, capture_output=True, text=True,
            check=True,
        ).stdout  # fmt: skip
        status = subprocess.run(
            _command(name, "status"), cwd=PROJECT, capture_output=True, text=True, check=True
        ).stdout
        assert (inside, reached) == ("good12\n", "scan\n")
        assert f"{name}\tgood12\t10.77.0.11\tbookworm\n" in status
        assert _links() == links
    finally:
        subprocess.run(_command(name, "down"), cwd=PROJECT, check=True)
    assert _left(name) == []
    assert _links() == links


def test_what_a_killed_run_left_is_taken_away_by_the_next_one_and_a_living_lab_is_not(lab: Lab) -> None:
    name = f"k{os.getpid()}"
    text = f"from lab.fleet import Lab; Lab({name!r}).up(('good12',)); print('up', flush=True); input()"
    doomed = subprocess.Popen(
        [sys.executable, "-c", text], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with doomed:
        assert doomed.stdout is not None
        assert doomed.stdout.readline() == "up\n"
        doomed.send_signal(signal.SIGKILL)
    assert processes_in(f"{name}-good12") != []
    following = Lab(f"n{os.getpid()}")
    try:
        following.up(())
        assert _left(name) == []
        assert lab.host("good12").run("uname -n").stdout == "good12\n"
    finally:
        following.down()
    assert _left(following.name) == []


def test_a_lab_that_a_living_process_holds_is_not_taken_over(lab: Lab) -> None:
    with pytest.raises(LabError, match=f"another process holds the lab {lab.name}"):
        Lab(lab.name).up(())
    assert lab.host("good12").run("true").returncode == 0


def test_an_image_that_could_not_be_built_leaves_nothing_and_says_why(
    root: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENKEN_LAB_CACHE", str(tmp_path))
    crashed = tmp_path / ".build-nosuch-crashed"
    crashed.mkdir()
    with pytest.raises(image.ImageError, match="nosuch"):
        image.base_image("nosuch")
    assert [entry.name for entry in tmp_path.iterdir()] == ["nosuch.lock"]


def test_a_changed_recipe_is_another_image() -> None:
    recipe = image.Recipe("bookworm")
    more = image.Recipe("bookworm", packages=(*recipe.packages, "aide"))
    assert recipe.digest() == image.Recipe("bookworm").digest()
    assert len({recipe.digest(), more.digest(), image.Recipe("trixie").digest()}) == 3


def test_vagrant_knows_the_same_hosts_and_scripts() -> None:
    text = " ".join((PROJECT / "Vagrantfile").read_text(encoding="utf-8").split())
    for spec in FLEET:
        machine = f'box: "debian/{spec.suite}64", address: "{spec.address}", roles: %w[{" ".join(spec.roles)}]'
        assert f'"{spec.name}" => {{ {machine}' in text
