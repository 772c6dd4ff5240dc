#!/bin/sh
# A host that violates every control that a host of this lab can show. Never run it on a machine that anybody uses.
#
#   LAB_SEGMENT   the management segment; LAB_WRONG   an address in it where nothing answers
set -eu
. "$(dirname "$0")/functions.sh"

# --- software: a release whose support has ended, a package and a service that nobody approved, a failed service, an
# unsigned repository, an update that waits, a restart that waits
content /etc/os-release 0644 <<-'EOT'
	PRETTY_NAME="Debian GNU/Linux 11 (bullseye)"
	NAME="Debian GNU/Linux"
	VERSION_ID="11"
	VERSION="11 (bullseye)"
	VERSION_CODENAME=bullseye
	ID=debian
EOT
if ! dpkg-query -W mochikomi-tool >/dev/null 2>&1; then
	build=$(mktemp -d)
	chmod 0755 "$build"
	content "$build/DEBIAN/control" 0644 <<-'EOT'
		Package: mochikomi-tool
		Version: 1.0
		Architecture: all
		Maintainer: nobody <nobody@example.invalid>
		Description: a tool that somebody brought along
	EOT
	dpkg-deb --build "$build" "$build.deb" >/dev/null
	dpkg -i "$build.deb" >/dev/null
	rm -r "$build" "$build.deb"
fi
content /etc/systemd/system/old-console.service 0644 <<-'EOT'
	[Unit]
	Description=Console of a system that was retired
	[Service]
	ExecStart=/bin/busybox httpd -f -p 8080 -h /srv
	[Install]
	WantedBy=multi-user.target
EOT
content /etc/systemd/system/nightly-transfer.service 0644 <<-'EOT'
	[Unit]
	Description=Nightly transfer
	[Service]
	Type=oneshot
	ExecStart=/bin/false
	[Install]
	WantedBy=multi-user.target
EOT
systemctl enable -q old-console.service nightly-transfer.service
content /etc/apt/sources.list.d/vendor.list 0644 <<-'EOT'
	deb [trusted=yes] http://vendor.invalid/debian stable main
EOT
package_lists_dated '60 days ago'
content /etc/tmpfiles.d/tenken-lab-restart.conf 0644 <<-'EOT'
	f /run/reboot-required      0644 root root - *** System restart required ***
	f /run/reboot-required.pkgs 0644 root root - libc6
EOT
# The package database says an older version of one package whose newest version is a security update.
for index in /var/lib/apt/lists/*-security_*_Packages; do
	[ -e "$index" ] || continue
	! grep -q '^Version: .*~outdated$' /var/lib/dpkg/status || continue
	awk '/^Package: /{name=$2} /^Version: /{print name, $2}' "$index"
done | while read -r package version; do
	[ "$(dpkg-query -W -f '${Version}' "$package" 2>/dev/null)" = "$version" ] || continue
	awk -v name="$package" '
		/^Package: /{here = ($2 == name)}
		here && /^Version: /{$0 = "Version: " $2 "~outdated"}
		{print}' /var/lib/dpkg/status >/var/lib/dpkg/status.lab-new
	mv /var/lib/dpkg/status.lab-new /var/lib/dpkg/status
	break
done

# --- clock, audit, logs
sed -i -E '/^(pool|server|peer|sourcedir)[[:space:]]/d' /etc/chrony/chrony.conf
content /etc/chrony/conf.d/tenken-lab.conf 0644 <<-EOT
	server $LAB_WRONG iburst
EOT
systemctl disable -q auditd.service
content /etc/rsyslog.d/60-forward.conf 0644 <<-EOT
	*.* @$LAB_WRONG:514
EOT
sed -i -E -e 's/^([[:space:]]*)rotate [0-9]+$/\1rotate 1/' /etc/logrotate.conf /etc/logrotate.d/*
content /etc/systemd/journald.conf.d/tenken-lab.conf 0644 <<-'EOT'
	[Journal]
	Storage=volatile
	MaxRetentionSec=1day
EOT
touch /var/log/auth.log /var/log/syslog
chmod 0666 /var/log/auth.log /var/log/syslog

# --- remote login. Empty passwords make sshd try one first, so OpenSSH's client waits two seconds for PAM at each login.
content /etc/ssh/sshd_config.d/10-tenken-lab.conf 0644 <<-'EOT'
	PermitRootLogin yes
	PasswordAuthentication yes
	KbdInteractiveAuthentication yes
	PermitEmptyPasswords yes
	IgnoreRhosts no
	PermitUserEnvironment yes
	MaxAuthTries 20
	LoginGraceTime 600
	X11Forwarding yes
	PermitTunnel yes
	GatewayPorts yes
	Banner none
	Ciphers aes128-gcm@openssh.com,aes128-ctr,aes256-cbc,3des-cbc
	MACs hmac-sha2-256,hmac-sha1,hmac-md5
	KexAlgorithms curve25519-sha256,diffie-hellman-group14-sha1,diffie-hellman-group1-sha1
EOT

# --- accounts and passwords
account kanri 1201 /bin/bash # in no register, and may do everything
authorized_key kanri "$(cat "$(dirname "$0")/unregistered.pub")"
authorized_key root "$(cat "$(dirname "$0")/unregistered.pub")"
account taishoku 1202 /bin/bash # left long ago
usermod -p "$(openssl passwd -6 -salt tenkenlab taishoku)" taishoku
chage -d 2020-04-01 -M 99999 taishoku
last_login taishoku 400
account guest 1203 /bin/bash # still on its first password
usermod -p "$(openssl passwd -6 -salt tenkenlab guest)" guest
chage -d 0 guest
account test 1204 /bin/bash
passwd -d test >/dev/null
getent passwd toor >/dev/null || useradd --no-create-home --home-dir /root --non-unique --uid 0 --gid 0 --password '*' toor
setting /etc/login.defs PASS_MAX_DAYS 99999
setting /etc/security/pwquality.conf minlen 6
setting /etc/security/pwquality.conf minclass 1
setting /etc/security/faillock.conf deny 50
content /etc/sudoers.d/kanri 0440 <<-'EOT'
	kanri ALL=(ALL) NOPASSWD: ALL
EOT
content /etc/sudoers.d/quiet 0440 <<-'EOT'
	Defaults !syslog
EOT
content /etc/systemd/system/night-visit.service 0644 <<-'EOT'
	[Unit]
	Description=The record of a log-in that nobody announced
	[Service]
	Type=oneshot
	ExecStart=/usr/bin/logger -i -t sshd "Accepted password for kanri from 203.0.113.9 port 4711 ssh2"
	[Install]
	WantedBy=multi-user.target
EOT
systemctl enable -q night-visit.service
content /etc/cron.d/transfer 0644 <<-'EOT'
	0 3 * * * root /usr/local/bin/transfer
EOT
content /usr/local/bin/transfer 0777 <<-'EOT'
	#!/bin/sh
	exit 0
EOT

# --- network: no filter, a way out, weak kernel settings
systemctl disable -q nftables.service
content /etc/systemd/system/way-out.service 0644 <<-EOT
	[Unit]
	Description=Default route that nobody approved
	After=network.target
	[Service]
	Type=oneshot
	RemainAfterExit=yes
	ExecStart=/usr/sbin/ip route replace default via $LAB_WRONG metric 4000
	[Install]
	WantedBy=multi-user.target
EOT
systemctl enable -q way-out.service
content /etc/sysctl.d/60-tenken-lab.conf 0644 <<-'EOT'
	fs.protected_hardlinks = 0
	fs.protected_symlinks = 0
	fs.suid_dumpable = 1
	kernel.dmesg_restrict = 0
	kernel.kptr_restrict = 0
	kernel.randomize_va_space = 0
	kernel.sysrq = 1
	kernel.unprivileged_bpf_disabled = 0
	kernel.yama.ptrace_scope = 0
	net.ipv4.ip_forward = 1
	net.ipv4.tcp_syncookies = 0
	net.ipv4.icmp_echo_ignore_broadcasts = 0
	net.ipv4.conf.all.accept_redirects = 1
	net.ipv4.conf.default.accept_redirects = 1
	net.ipv4.conf.all.send_redirects = 1
	net.ipv4.conf.default.send_redirects = 1
	net.ipv4.conf.all.accept_source_route = 1
	net.ipv4.conf.default.accept_source_route = 1
	net.ipv4.conf.all.rp_filter = 0
	net.ipv4.conf.default.rp_filter = 0
	net.ipv4.conf.all.log_martians = 0
	net.ipv4.conf.default.log_martians = 0
	net.ipv6.conf.all.accept_ra = 2
	net.ipv6.conf.default.accept_ra = 2
	net.ipv6.conf.all.accept_redirects = 1
	net.ipv6.conf.default.accept_redirects = 1
EOT

# --- hardware, files, certificates, storage
systemctl disable -q apparmor.service
chmod 0644 /etc/shadow /etc/gshadow
chmod 0644 /etc/sudoers
chmod 0666 /etc/crontab
certificate 10
chmod 0644 /etc/ssl/tenken/server.key
content /usr/local/sbin/full-volume 0755 <<-'EOT'
	#!/bin/sh
	# A file system of its own, filled to 95 % and more.
	set -eu
	image=/var/lib/full-volume.img
	[ -e "$image" ] || { truncate -s 24M "$image"; mke2fs -q -F -t ext4 -m 0 "$image"; }
	if [ ! -e /dev/loop-control ]; then # a container starts without the devices
		mknod -m 0600 /dev/loop-control c 10 237
		for number in 0 1 2 3 4 5 6 7; do mknod -m 0600 "/dev/loop$number" b 7 "$number"; done
	fi
	mkdir -p /srv/data
	mountpoint -q /srv/data || mount -o loop "$image" /srv/data
	free=$(df -P -k /srv/data | awk 'NR == 2 {print $4}')
	[ "$free" -lt 700 ] || head -c "$((free - 600))k" /dev/zero >/srv/data/dump.bin
EOT
content /etc/systemd/system/full-volume.service 0644 <<-'EOT'
	[Unit]
	Description=A data volume that is almost full
	[Service]
	Type=oneshot
	RemainAfterExit=yes
	ExecStart=/usr/local/sbin/full-volume
	[Install]
	WantedBy=multi-user.target
EOT
systemctl enable -q full-volume.service

# --- jobs that nobody approved, and no backup
content /etc/cron.d/x 0644 <<-'EOT'
	* * * * * root /tmp/x
EOT
mkdir -p /var/backups/tenken-lab

# --- software: changed without notice, and altered
touch /var/lib/dpkg/info/base-files.list # what dpkg does when it unpacks a package
echo '# changed' >>/usr/bin/savelog

apply old-console.service way-out.service systemd-sysctl.service chrony.service rsyslog.service ssh.service
