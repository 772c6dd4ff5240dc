#!/bin/sh
# A router with FRRouting. The scan account's shell is vtysh: over SSH it is a device with a command line.
#
#   LAB_SEGMENT LAB_SCAN_KEY LAB_HOSTS   as in common.sh
#   LAB_LOGSERVER                        where the log goes
set -eu
. "$(dirname "$0")/functions.sh"

packages "$(dirname "$0")/packages-router.txt"
own_names

getent passwd netscan >/dev/null ||
	useradd --create-home --user-group --uid 1991 --shell /usr/bin/vtysh --password '*' --groups frr,frrvty netscan
chmod 0750 /home/netscan
# The same router read as a Linux host: this account runs vtysh's commands, and reads the saved configuration.
account scan 1990 /bin/sh
usermod --append --groups frr,frrvty scan
if [ -n "${LAB_SCAN_KEY-}" ]; then
	authorized_key netscan "from=\"$LAB_SEGMENT\",no-port-forwarding,no-agent-forwarding,no-X11-forwarding $LAB_SCAN_KEY"
	authorized_key scan "from=\"$LAB_SEGMENT\",restrict $LAB_SCAN_KEY"
fi
content /etc/ssh/sshd_config.d/10-tenken-lab.conf 0600 <<-'EOT'
	PermitRootLogin no
	PasswordAuthentication no
	KbdInteractiveAuthentication no
EOT
content /etc/frr/daemons 0640 <<-'EOT'
	zebra=yes
	bgpd=no
	ospfd=no
	staticd=yes
	vrrpd=yes
	vtysh_enable=yes
	zebra_options="  -A 127.0.0.1 -s 90000000"
	staticd_options="-A 127.0.0.1"
	vrrpd_options="  -A 127.0.0.1"
EOT
chown frr:frr /etc/frr/daemons
content /etc/frr/vtysh.conf 0640 <<-'EOT'
	service integrated-vtysh-config
EOT
chown frr:frrvty /etc/frr/vtysh.conf
content /etc/frr/frr.conf 0640 <<-EOT
	frr version 8.4.4
	frr defaults traditional
	hostname $(cat /etc/hostname)
	log syslog informational
	log timestamp precision 3
	no ip forwarding
	no ipv6 forwarding
	service integrated-vtysh-config
	!
	interface host0
	 description management
	exit
	!
	line vty
	 exec-timeout 5 0
	exit
	!
	end
EOT
chown frr:frr /etc/frr/frr.conf
# Before 45-frr.conf of the package, which lets nothing of FRRouting's pass.
content /etc/rsyslog.d/40-forward.conf 0644 <<-EOT
	action(type="omfwd" target="$LAB_LOGSERVER" port="514" protocol="udp")
EOT
systemctl enable -q frr.service ssh.service rsyslog.service
apply frr ssh rsyslog
