#!/bin/sh
# A host that meets the strict baseline in every control that a host of this lab can show.
#
#   LAB_SEGMENT LAB_LOGSERVER LAB_NTPSERVER   the management segment, and the addresses of the two servers
#   LAB_ADMIN LAB_ADMIN_SEGMENT               virtual machines: who else logs in, and from where, to look after them
set -eu
. "$(dirname "$0")/functions.sh"

# --- software: only what is approved, and changed only under change control
systemctl disable -q apt-daily.timer apt-daily-upgrade.timer unattended-upgrades.service
systemctl mask -q ctrl-alt-del.target
systemctl enable -q apparmor.service auditd.service chrony.service nftables.service rsyslog.service ssh.service
package_lists_dated now # stands for the daily refresh from the segment's own mirror

# --- clock
ln -sf /usr/share/zoneinfo/Asia/Tokyo /etc/localtime
content /etc/timezone 0644 <<-'EOT'
	Asia/Tokyo
EOT
sed -i -E '/^(pool|server|peer|sourcedir)[[:space:]]/d' /etc/chrony/chrony.conf
content /etc/chrony/conf.d/tenken-lab.conf 0644 <<-EOT
	server $LAB_NTPSERVER iburst minpoll 4 maxpoll 6
	makestep 1.0 3
EOT

# --- audit, logs
content /etc/audit/rules.d/10-tenken-lab.rules 0640 <<-'EOT'
	-b 8192
	-w /etc/passwd -p wa -k identity
	-w /etc/shadow -p wa -k identity
	-w /etc/group -p wa -k identity
	-w /etc/gshadow -p wa -k identity
	-w /etc/sudoers -p wa -k sudoers
	-w /etc/sudoers.d -p wa -k sudoers
	-w /etc/ssh/sshd_config -p wa -k sshd
	-w /etc/localtime -p wa -k time
	-a always,exit -F arch=b64 -S adjtimex,settimeofday,clock_settime -k time
	-a always,exit -F arch=b64 -S mount,umount2 -F auid>=1000 -F auid!=unset -k mounts
	-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules
	-a always,exit -F arch=b64 -S chmod,fchmod,fchmodat,chown,fchown,fchownat,lchown -F auid>=1000 -F auid!=unset -k perm
	-a always,exit -F arch=b64 -S unlink,unlinkat,rename,renameat -F auid>=1000 -F auid!=unset -k delete
	-a always,exit -F arch=b64 -S execve -F euid=0 -F auid>=1000 -F auid!=unset -k privileged
	-w /var/log/audit -p wa -k audit-log
	-w /var/log/lastlog -p wa -k logins
EOT
content /etc/audit/rules.d/99-finalize.rules 0640 <<-'EOT'
	-e 2
EOT
setting /etc/audit/auditd.conf max_log_file_action keep_logs
setting /etc/audit/auditd.conf space_left_action SYSLOG
setting /etc/audit/auditd.conf admin_space_left_action SUSPEND
setting /etc/audit/auditd.conf disk_full_action SUSPEND
content /etc/rsyslog.d/60-forward.conf 0644 <<-EOT
	action(type="omfwd" target="$LAB_LOGSERVER" port="514" protocol="tcp"
	       queue.type="LinkedList" queue.size="10000" action.resumeRetryCount="-1" action.resumeInterval="2")
EOT
content /etc/systemd/journald.conf.d/tenken-lab.conf 0644 <<-'EOT'
	[Journal]
	Storage=persistent
	MaxRetentionSec=400day
EOT
for file in /etc/logrotate.conf /etc/logrotate.d/*; do
	sed -i -E -e 's/^([[:space:]]*)(daily|weekly|monthly)$/\1weekly/' -e 's/^([[:space:]]*)rotate [0-9]+$/\1rotate 53/' "$file"
done
touch /var/log/auth.log /var/log/syslog /var/log/sudo.log
chown root:adm /var/log/auth.log /var/log/syslog
chmod 0640 /var/log/auth.log /var/log/syslog
chmod 0600 /var/log/sudo.log
for file in /var/log/dpkg.log /var/log/alternatives.log /var/log/bootstrap.log /var/log/faillog /var/log/apt/*; do
	[ ! -e "$file" ] || chmod o-rwx "$file"
done

# --- remote login. ChallengeResponseAuthentication is another setting on Debian 11, and another name of the line above
# it from Debian 12 on. An sshd refuses to start with an option that it does not know: ChannelTimeout, before 9.2.
content /etc/issue.net 0644 <<-'EOT'
	許可された者以外の利用を禁止する。すべての操作は記録される。
EOT
cp /etc/issue.net /etc/issue
content /etc/ssh/sshd_config.d/10-tenken-lab.conf 0600 <<-EOT
	PermitRootLogin no
	PasswordAuthentication no
	KbdInteractiveAuthentication no
	ChallengeResponseAuthentication no
	PermitEmptyPasswords no
	HostbasedAuthentication no
	PermitUserEnvironment no
	AllowUsers scan ope01 ${LAB_ADMIN-}
	MaxAuthTries 4
	LoginGraceTime 30
	X11Forwarding no
	AllowTcpForwarding no
	AllowAgentForwarding no
	PermitTunnel no
	LogLevel VERBOSE
	Banner /etc/issue.net
	Ciphers aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr,aes128-ctr
	HostKeyAlgorithms ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-512,rsa-sha2-256
	MACs hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com
	KexAlgorithms ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,diffie-hellman-group16-sha512
EOT
content /etc/ssh/sshd_config.d/20-idle.conf 0600 <<-'EOT'
	ChannelTimeout session=15m
	UnusedConnectionTimeout 15m
EOT
if sshd -t 2>&1 | grep -q 'Bad configuration option: ChannelTimeout'; then
	rm /etc/ssh/sshd_config.d/20-idle.conf
fi
chmod 0600 /etc/ssh/sshd_config

# --- accounts and passwords
account ope01 1101 /bin/bash # an operator who is in the register
last_login ope01 1
last_login scan 0
chage -M 90 -m 1 -W 7 -I 30 ope01
setting /etc/login.defs PASS_MAX_DAYS 90
setting /etc/login.defs PASS_MIN_DAYS 1
setting /etc/login.defs PASS_WARN_AGE 7
setting /etc/login.defs UMASK 027
setting /etc/security/pwquality.conf minlen 14
setting /etc/security/pwquality.conf minclass 4
setting /etc/security/faillock.conf deny 5
setting /etc/security/faillock.conf unlock_time 900
content /usr/share/pam-configs/tenken-lab-faillock 0644 <<-'EOT'
	Name: Refuse an account after failed logins
	Default: yes
	Priority: 1024
	Auth-Type: Primary
	Auth:
	  required pam_faillock.so preauth
	Account-Type: Primary
	Account:
	  required pam_faillock.so
EOT
content /usr/share/pam-configs/tenken-lab-faillock-count 0644 <<-'EOT'
	Name: Count failed logins
	Default: yes
	Priority: 0
	Auth-Type: Primary
	Auth:
	  [default=die] pam_faillock.so authfail
EOT
DEBIAN_FRONTEND=noninteractive pam-auth-update --package
content /etc/profile.d/tmout.sh 0644 <<-'EOT'
	TMOUT=900
	readonly TMOUT
	export TMOUT
EOT
content /etc/systemd/logind.conf.d/tenken-lab.conf 0644 <<-'EOT'
	[Login]
	StopIdleSessionSec=900
EOT
content /etc/sudoers.d/05-tenken-lab 0440 <<-'EOT'
	Defaults use_pty
	Defaults logfile="/var/log/sudo.log"
	Defaults timestamp_timeout=5
EOT

# --- network
content /etc/nftables.conf 0600 <<-EOT
	#!/usr/sbin/nft -f
	flush ruleset
	table inet filter {
		chain input {
			type filter hook input priority filter; policy drop;
			iif lo accept
			ct state established,related accept
			meta l4proto { icmp, ipv6-icmp } accept
			ip saddr { $LAB_SEGMENT${LAB_ADMIN_SEGMENT:+, $LAB_ADMIN_SEGMENT} } tcp dport 22 accept
		}
		chain forward {
			type filter hook forward priority filter; policy drop;
		}
	}
	include "/etc/nftables.d/*.nft"
EOT
mkdir -p /etc/nftables.d
content /etc/sysctl.d/60-tenken-lab.conf 0644 <<-'EOT'
	fs.protected_hardlinks = 1
	fs.protected_symlinks = 1
	fs.suid_dumpable = 0
	kernel.dmesg_restrict = 1
	kernel.kptr_restrict = 2
	kernel.randomize_va_space = 2
	kernel.sysrq = 0
	kernel.unprivileged_bpf_disabled = 1
	kernel.yama.ptrace_scope = 1
	net.ipv4.ip_forward = 0
	net.ipv4.tcp_syncookies = 1
	net.ipv4.icmp_echo_ignore_broadcasts = 1
	net.ipv4.conf.*.accept_redirects = 0
	net.ipv4.conf.all.accept_redirects = 0
	net.ipv4.conf.default.accept_redirects = 0
	net.ipv4.conf.*.secure_redirects = 0
	net.ipv4.conf.all.secure_redirects = 0
	net.ipv4.conf.default.secure_redirects = 0
	net.ipv4.conf.*.send_redirects = 0
	net.ipv4.conf.all.send_redirects = 0
	net.ipv4.conf.default.send_redirects = 0
	net.ipv4.conf.*.accept_source_route = 0
	net.ipv4.conf.all.accept_source_route = 0
	net.ipv4.conf.default.accept_source_route = 0
	net.ipv4.conf.*.rp_filter = 1
	net.ipv4.conf.all.rp_filter = 1
	net.ipv4.conf.default.rp_filter = 1
	net.ipv4.conf.*.log_martians = 1
	net.ipv4.conf.all.log_martians = 1
	net.ipv4.conf.default.log_martians = 1
	net.ipv6.conf.all.forwarding = 0
	net.ipv6.conf.*.accept_ra = 0
	net.ipv6.conf.all.accept_ra = 0
	net.ipv6.conf.default.accept_ra = 0
	net.ipv6.conf.*.accept_redirects = 0
	net.ipv6.conf.all.accept_redirects = 0
	net.ipv6.conf.default.accept_redirects = 0
	net.ipv6.conf.all.accept_source_route = 0
	net.ipv6.conf.default.accept_source_route = 0
EOT

# --- hardware, files, certificates
content /etc/modprobe.d/tenken-lab.conf 0644 <<-'EOT'
	install usb-storage /bin/false
	install uas /bin/false
	blacklist usb-storage
	blacklist uas
EOT
chmod 0600 /etc/crontab
chmod 0700 /etc/cron.d /etc/cron.hourly /etc/cron.daily /etc/cron.weekly /etc/cron.monthly
chmod 0440 /etc/sudoers
chmod 0640 /etc/shadow /etc/gshadow
certificate 800

# --- integrity: AIDE over the programs for administration, which no test changes but on purpose
content /etc/aide/aide.conf 0600 <<-'EOT'
	database_in=file:/var/lib/aide/aide.db
	database_out=file:/var/lib/aide/aide.db
	report_url=file:/var/log/aide/aide.log
	/usr/sbin p+u+g+ftype+sha256
EOT
content /etc/systemd/system/aidecheck.service 0644 <<-'EOT'
	[Service]
	Type=oneshot
	ExecStart=/usr/bin/aide --config=/etc/aide/aide.conf --check
EOT
content /etc/systemd/system/aidecheck.timer 0644 <<-'EOT'
	[Timer]
	OnCalendar=daily
	[Install]
	WantedBy=timers.target
EOT
systemctl enable -q aidecheck.timer
mkdir -p -m 0700 /var/lib/aide /var/log/aide
aide --config=/etc/aide/aide.conf --init >/dev/null
aide --config=/etc/aide/aide.conf --check >/dev/null
content /etc/tenken-lab.conf 0644 <<-'EOT'
	[managed]
	revision = 1
EOT

# --- changes of software: all before the time that is looked at, and the log of dpkg that an image leaves out
find /var/lib/dpkg/info -name '*.list' -exec touch -d '200 days ago' {} +
date -d '200 days ago' '+%F %T startup archives unpack' >/var/log/dpkg.log
chmod 0640 /var/log/dpkg.log

# --- malicious programs: a stand-in for ClamAV, whose signatures alone are larger than this image
content /etc/systemd/system/clamav-daemon.service 0644 <<-'EOT'
	[Service]
	ExecStart=/bin/sleep infinity
	[Install]
	WantedBy=multi-user.target
EOT
systemctl enable -q clamav-daemon.service
mkdir -p /var/lib/clamav
LC_ALL=C date -u '+ClamAV-VDB:%d %b %Y %H-%M +0000:27466:2077200:90:stand-in' >/var/lib/clamav/daily.cvd

# --- backups: two sets of one kind
mkdir -p /var/backups/tenken-lab
for number in 1 2; do head -c 4096 /dev/zero >"/var/backups/tenken-lab/etc-$number.tar"; done

apply nftables.service systemd-sysctl.service chrony.service rsyslog.service systemd-journald.service ssh.service
