#!/bin/sh
# What every host of the lab has: the packages that the controls look at, the scan account, and the names of the others.
# Runs in a container's tree before its first boot, and on a running virtual machine. Running it again changes nothing.
#
#   LAB_SEGMENT     management segment, 10.77.0.0/24
#   LAB_SCAN_KEY    public key of the scan account, as one line of authorized_keys; empty: no key yet
#   LAB_HOSTS       lines for /etc/hosts
set -eu
. "$(dirname "$0")/functions.sh"

packages "$(dirname "$0")/packages.txt"
own_names

account scan 1990 /bin/sh
if [ -n "${LAB_SCAN_KEY-}" ]; then
	# A key is of use only from the management segment, and opens no way onward.
	authorized_key scan "from=\"$LAB_SEGMENT\",restrict $LAB_SCAN_KEY"
fi
