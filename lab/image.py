"""Base images: one Debian root tree per suite, built once and kept in a cache outside the project.

An image is named by a digest of its recipe, so that a changed recipe is built anew and never mixed with an old tree.
It is built in a temporary folder and moved into place at the end; a lock per suite lets one builder work while the
others wait. Nothing writes into a finished image: every host is an overlay above it (`lab.host`).
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DEFAULT_CACHE = Path("/var/cache/tenken-lab")
ROUTER = "router"


def _packages(name: str) -> tuple[str, ...]:
    return tuple((Path(__file__).parent / "provision" / name).read_text(encoding="ascii").split())


# What the controls look at, and what a host needs to be looked at; python3-minimal is for Ansible's remediation.
PACKAGES = _packages("packages.txt")
ROUTER_PACKAGES = _packages("packages-router.txt")
LEFT_OUT = ("/usr/share/man/*", "/usr/share/doc/*", "/usr/share/locale/*")

# Runs in the finished tree. Host keys and the machine id belong to a host, not to an image; the apt settings of the
# building machine are not the host's.
FINISH = """
set -eu
rm -f "$1"/etc/ssh/ssh_host_* "$1"/etc/apt/apt.conf.d/99mmdebstrap "$1"/etc/dpkg/dpkg.cfg.d/99mmdebstrap
rm -f "$1"/etc/resolv.conf "$1"/etc/hostname "$1"/var/lib/dbus/machine-id
: > "$1"/etc/machine-id
mkdir -p "$1"/var/lib/apt/periodic
touch "$1"/var/lib/apt/periodic/update-success-stamp
"""

# Settings of the building machine's apt that reaching its archive may depend on.
APT_SETTINGS = ("Acquire::http::Proxy", "Acquire::https::Proxy", "Acquire::Check-Valid-Until", "Acquire::Check-Date")


class ImageError(Exception):
    """A base image could not be built; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a base image is made of."""

    suite: str
    packages: tuple[str, ...] = PACKAGES
    left_out: tuple[str, ...] = LEFT_OUT
    finish: str = FINISH

    def digest(self) -> str:
        """The name of this recipe's tree: twelve hex digits over everything that goes into it."""
        parts = (self.suite, *self.packages, *self.left_out, self.finish)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def cache() -> Path:
    """The folder of the images: `TENKEN_LAB_CACHE`, or /var/cache/tenken-lab."""
    return Path(os.environ.get("TENKEN_LAB_CACHE") or DEFAULT_CACHE)


def base_image(name: str) -> Path:
    """The root tree of a suite (bookworm, trixie, bullseye) or of the `router`, built if the cache has none.

    Raises ImageError when it cannot be built; a later call tries again from the start.
    """
    recipe = Recipe("bookworm", ROUTER_PACKAGES) if name == ROUTER else Recipe(name)
    return cached(name, recipe.digest(), lambda work, lock: build_tree(recipe, work, lock))


def cached(name: str, digest: str, build: Callable[[Path, int], None]) -> Path:
    """The folder of this name and digest in the cache, built if there is none.

    `build` makes the folder at the path that it is given; programs that may outlive this process must hold the lock
    that it is given as well. What it raises is raised here, and a later call tries again from the start.
    """
    folder = cache()
    folder.mkdir(parents=True, exist_ok=True)
    finished = folder / f"{name}-{digest}"
    with _locked(folder / f"{name}.lock") as lock:
        if not finished.is_dir():
            for remains in folder.glob(f".build-{name}-*"):  # the lock is ours, so their builders are gone
                shutil.rmtree(remains)
            work = Path(tempfile.mkdtemp(prefix=f".build-{name}-", dir=folder))
            try:
                build(work / "root", lock)
                (work / "root").rename(finished)
            finally:
                shutil.rmtree(work)
    return finished


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """Hold an exclusive lock that the kernel takes back when all its holders died, however they died."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle.fileno()


def build_tree(recipe: Recipe, tree: Path, lock: int) -> None:
    """Make a recipe's root tree at this path. Raises ImageError when it cannot be built."""
    command = [
        # Its mounts inside the tree (/proc, /dev/shm) end with it, and are never in the way of who clears up after it.
        "unshare", "--mount", "--propagation=private",
        "mmdebstrap", "--variant=minbase", "--mode=root", "--format=directory", "--quiet",
        "--skip=cleanup/apt/lists",  # the checks of pending updates read them
        f"--include={','.join(recipe.packages)}",
        *(f"--dpkgopt=path-exclude={pattern}" for pattern in recipe.left_out),
        *(f"--aptopt={setting}" for setting in _apt_settings()),
        f"--customize-hook=sh -c {_quoted(recipe.finish)} finish \"$1\"",
        recipe.suite, str(tree), "-",
    ]  # fmt: skip
    sources = "\n".join(_sources(recipe.suite)) + "\n"
    # It holds the lock as well: when this process is killed, the next builder waits until it has ended.
    done = subprocess.run(command, input=sources, capture_output=True, text=True, check=False, pass_fds=(lock,))
    if done.returncode != 0:
        text = f"the base image {recipe.suite} could not be built (mmdebstrap {done.returncode}): {done.stderr[-2000:]}"
        raise ImageError(text)


def _quoted(script: str) -> str:
    return "'" + script.replace("'", "'\\''") + "'"


def _sources(suite: str) -> list[str]:
    """The archive of the building machine, asked for another suite: `bookworm-security` becomes `trixie-security`."""
    own = _codename()
    asked = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    lines = []
    for line in sorted(set(asked.splitlines())):
        uri, release, component = line.split()
        if component == "main" and release in {own, f"{own}-updates", f"{own}-security"}:
            lines.append(f"deb {uri} {release.replace(own, suite, 1)} main")
    if not lines:
        text = f"the apt sources of this machine name no Debian {own} archive to build {suite} from"
        raise ImageError(text)
    return lines


def archives() -> tuple[str, ...]:
    """Where the packages of all images come from."""
    return tuple(sorted({line.split()[1] for line in _sources(_codename())}))


def _codename() -> str:
    for line in Path("/etc/os-release").read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition("=")
        if key == "VERSION_CODENAME":
            return value.strip('"')
    text = "the lab builds its images on Debian: /etc/os-release names no VERSION_CODENAME"
    raise ImageError(text)


def _apt_settings() -> list[str]:
    """What this machine's apt needs to reach its archive, as apt.conf lines."""
    dump = subprocess.run(["apt-config", "dump", *APT_SETTINGS], capture_output=True, text=True, check=True).stdout
    return [line.removesuffix(";") for line in dump.splitlines() if not line.endswith('"";')]
