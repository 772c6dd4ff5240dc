#!/bin/sh
# The programs that the lab and the tests run on this machine, from its own Debian archive. Run as root.
set -eu
if [ "$(id -u)" -ne 0 ]; then
	echo "lab/packages.sh: root installs packages; without them the lab's tests are left out" >&2
	exit 0
fi
apt-get update -q
DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
	busybox-static chromium debian-archive-keyring fonts-ipaexfont iproute2 mmdebstrap mount openssh-client openssh-server \
	sudo systemd-container util-linux
