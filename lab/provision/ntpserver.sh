#!/bin/sh
# The time server of the segment: the machine's own clock at stratum 8, never adjusted (-x).
set -eu
. "$(dirname "$0")/functions.sh"

content /etc/chrony/conf.d/tenken-lab.conf 0644 <<-EOT
	local stratum 8
	allow $LAB_SEGMENT
EOT
content /etc/default/chrony 0644 <<-'EOT'
	DAEMON_OPTS="-F 1 -x"
EOT
content /etc/nftables.d/ntpserver.nft 0600 <<-EOT
	add rule inet filter input ip saddr $LAB_SEGMENT udp dport 123 accept
EOT
apply nftables.service chrony.service
