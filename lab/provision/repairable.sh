#!/bin/sh
# The account that Ansible repairs with: the key of the scan account, and all of sudo.
#
#   LAB_SCAN_KEY   the public key; empty: no key yet
set -eu
. "$(dirname "$0")/functions.sh"

account naosu 1290 /bin/sh
if [ -n "${LAB_SCAN_KEY-}" ]; then
	authorized_key naosu "$LAB_SCAN_KEY"
fi
content /etc/sudoers.d/naosu 0440 <<-'EOT'
	naosu ALL=(ALL) NOPASSWD: ALL
EOT

# Ansible gives a backup the ext4 flags of the file below, which the memory above it cannot take: have all files above.
find /etc /usr/local /srv /var/backups -xdev -type f -exec touch -c -r {} {} \;
