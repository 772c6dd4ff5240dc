#!/bin/sh
# The programs that the lab and the tests run on this machine, from its own Debian archive. Root installs them; anybody
# else is told what is missing.
#
#   sh lab/packages.sh [machine]      with those of the emulated machine
set -eu
if [ "$(id -u)" -ne 0 ]; then
	missing=
	for program in age busybox chromium cvtsudoers gpg ipmi_sim ipmitool pg_ctlcluster ssh ssh-agent ssh-keygen upsc visudo; do
		PATH=$PATH:/usr/sbin:/sbin command -v "$program" >/dev/null || missing="$missing $program"
	done
	for program in rsyslogd sshd; do
		[ -x /usr/sbin/$program ] || missing="$missing $program"
	done
	if [ -n "$missing" ]; then
		echo "make test: missing:$missing (as root, make test installs them)" >&2
		exit 1
	fi
	echo "make test: without root the tests of the lab are left out" >&2
	exit 0
fi
apt-get update -q
DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
	age busybox-static chromium debian-archive-keyring fonts-ipaexfont gnupg iproute2 ipmitool libnss-systemd mmdebstrap \
	mount nut-client nut-server openipmi openssh-client openssh-server openssl postgresql rsyslog rsyslog-gnutls sudo systemd-container \
	util-linux
if [ "${1-}" = machine ]; then # the emulated machine of `make verify`
	DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
		ovmf qemu-system-x86 qemu-utils sbsigntool zstd
fi
