#!/bin/sh
# The log server: takes syslog over TCP from the management segment, one file per sender.
set -eu
. "$(dirname "$0")/functions.sh"

rm -f /etc/rsyslog.d/60-forward.conf # it is where the others send to
content /etc/rsyslog.d/50-receive.conf 0644 <<-'EOT'
	module(load="imtcp")
	input(type="imtcp" port="514" ruleset="remote")
	template(name="per-host" type="string" string="/var/log/remote/%HOSTNAME:::secpath-replace%.log")
	ruleset(name="remote") {
	    action(type="omfile" dynaFile="per-host" dirCreateMode="0750" fileCreateMode="0640" fileOwner="root" fileGroup="adm")
	}
EOT
mkdir -p /var/log/remote
chown root:adm /var/log/remote
chmod 0750 /var/log/remote
content /etc/logrotate.d/remote 0644 <<-'EOT'
	/var/log/remote/*.log
	{
		rotate 53
		weekly
		missingok
		compress
		postrotate
			/usr/lib/rsyslog/rsyslog-rotate
		endscript
	}
EOT
content /etc/nftables.d/logserver.nft 0600 <<-EOT
	add rule inet filter input ip saddr $LAB_SEGMENT tcp dport 514 accept
EOT
apply nftables.service rsyslog.service
