"""`python -m lab up|down|status|shell HOST|run HOST COMMAND…|ops COMMAND…`: the lab by hand, as root."""

import argparse
import os
import subprocess
import sys
import time

from lab.fleet import DEFAULT_HOSTS, SPECS, Lab, LabError, labs, require_root
from lab.host import HostError
from lab.image import ImageError
from lab.network import NetworkError


def main() -> int:
    """Do one thing to the lab; the exit status is the command's own, or 1 when the lab could not."""
    options = _parser().parse_args()
    lab = Lab(options.lab)
    try:
        require_root()
        return int(options.do(lab, options))
    except (LabError, HostError, ImageError, NetworkError, subprocess.CalledProcessError) as problem:
        sys.stderr.write(f"lab: {problem}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lab", description="Real Debian systems in containers.")
    parser.add_argument("--lab", default="tenken", help="name of the lab, for several side by side")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    up = commands.add_parser("up", help="bring hosts up and leave them standing")
    up.add_argument("hosts", nargs="*", default=list(DEFAULT_HOSTS), metavar="HOST", help=", ".join(SPECS))
    up.set_defaults(do=_up)
    commands.add_parser("down", help="take everything away").set_defaults(do=_down)
    commands.add_parser("status", help="what stands").set_defaults(do=_status)
    shell = commands.add_parser("shell", help="a root shell on a host")
    shell.add_argument("host", choices=SPECS)
    shell.set_defaults(do=_shell)
    run = commands.add_parser("run", help="a command on a host, as root")
    run.add_argument("host", choices=SPECS)
    run.add_argument("command", nargs=argparse.REMAINDER)
    run.set_defaults(do=_run)
    ops = commands.add_parser("ops", help="a command in the ops namespace, where the scanner runs")
    ops.add_argument("command", nargs=argparse.REMAINDER)
    ops.set_defaults(do=_ops)
    return parser


def _up(lab: Lab, options: argparse.Namespace) -> int:
    begun = time.monotonic()
    try:
        lab.up(tuple(options.hosts))
    except BaseException:
        lab.down()
        raise
    lab.keep()
    sys.stdout.write(f"{len(lab.running())} hosts in {time.monotonic() - begun:.1f} s; inventory: {lab.inventory}\n")
    return 0


def _down(lab: Lab, _options: argparse.Namespace) -> int:
    lab.down()
    return 0


def _status(_lab: Lab, _options: argparse.Namespace) -> int:
    for name in labs():
        for each in Lab(name).running():
            sys.stdout.write(f"{name}\t{each.name}\t{each.address}\t{each.spec.suite}\n")
    return 0


def _shell(lab: Lab, options: argparse.Namespace) -> int:
    return subprocess.run([*lab.host(options.host).entry(), "sh", "-l"], check=False).returncode


def _run(lab: Lab, options: argparse.Namespace) -> int:
    return subprocess.run([*lab.host(options.host).entry(), *options.command], check=False).returncode


def _ops(lab: Lab, options: argparse.Namespace) -> int:
    command = lab.in_ops(options.command or ["sh"])
    return subprocess.run(command, check=False, env={**os.environ, "TENKEN_LAB": str(lab.state)}).returncode


if __name__ == "__main__":
    sys.exit(main())
