#!/bin/sh
# What a container needs and a virtual machine does not. Runs last; never on a virtual machine.
#
# Not the kernel's own in a container, because all containers share one kernel:
#   kernel.* and fs.* sysctls   a file of the host's own is bound over each one; systemd-sysctl then writes into it
#   AppArmor                    where the host enables it, files that say so are bound over /sys
#   /lib/modules                two indexes that stand for those of a kernel package, which a container has none of
set -eu
. "$(dirname "$0")/functions.sh"

# The clock belongs to the machine: chronyd only compares, and gets no capability to set it.
content /etc/default/chrony 0644 <<-'EOT'
	DAEMON_OPTS="-F 1 -x"
EOT
content /etc/systemd/system/chrony.service.d/container.conf 0644 <<-'EOT'
	[Unit]
	ConditionCapability=
EOT
# The kernel's audit events belong to the machine, too: auditd runs, and takes none.
setting /etc/audit/auditd.conf local_events no
content /etc/systemd/system/auditd.service.d/container.conf 0644 <<-'EOT'
	[Unit]
	ConditionVirtualization=
	ConditionKernelCommandLine=
EOT
# It refuses a container's rules, which fails no unit before Debian 13.
if [ -e /usr/lib/systemd/system/audit-rules.service ]; then
	content /etc/systemd/system/audit-rules.service.d/container.conf 0644 <<-'EOT'
		[Service]
		ExecStart=
		ExecStart=-/sbin/augenrules --load
	EOT
fi
systemctl mask -q console-getty.service getty.target e2scrub_reap.service fstrim.timer systemd-udevd.service

# What depmod(8) writes for a kernel whose drivers for USB storage are modules that can be loaded.
content "/usr/lib/modules/$(uname -r)/modules.dep" 0644 <<-'EOT'
	kernel/drivers/usb/storage/usb-storage.ko.xz: kernel/drivers/scsi/scsi_mod.ko.xz
	kernel/drivers/usb/storage/uas.ko.xz: kernel/drivers/usb/storage/usb-storage.ko.xz kernel/drivers/scsi/scsi_mod.ko.xz
EOT
content "/usr/lib/modules/$(uname -r)/modules.builtin" 0644 <<-'EOT'
	kernel/drivers/char/random.ko
EOT

content /usr/lib/tenken-lab/own-values 0755 <<-'EOT'
	#!/bin/sh
	# Gives this container kernel values of its own.
	set -eu
	own=/run/tenken-lab
	for key in fs/protected_hardlinks fs/protected_symlinks fs/suid_dumpable kernel/dmesg_restrict kernel/kptr_restrict \
		kernel/randomize_va_space kernel/sysrq kernel/unprivileged_bpf_disabled kernel/yama/ptrace_scope; do
		[ -e "/proc/sys/$key" ] || continue
		mkdir -p "$own/$(dirname "$key")"
		cat "/proc/sys/$key" >"$own/$key"
		mount --bind "$own/$key" "/proc/sys/$key"
	done
	if [ "$(systemctl is-enabled apparmor.service)" = enabled ]; then
		mkdir -p "$own/module/apparmor/parameters" "$own/security/apparmor"
		mount -o remount,rw /sys # a small file system of the container's own, without this mount point
		mkdir -p /sys/module
		mount -o remount,ro /sys
		echo Y >"$own/module/apparmor/parameters/enabled"
		printf '%s (enforce)\n' /usr/sbin/chronyd /usr/bin/man lsb_release >"$own/security/apparmor/profiles"
		mount --bind "$own/module" /sys/module
		mount --bind "$own/security" /sys/kernel/security
	fi
EOT
# Part of the image rather than enabled, so that the list of enabled services is that of a real host.
content /usr/lib/systemd/system/tenken-lab-own-values.service 0644 <<-'EOT'
	[Unit]
	Description=Kernel values of this container alone
	DefaultDependencies=no
	Before=systemd-sysctl.service
	[Service]
	Type=oneshot
	RemainAfterExit=yes
	ExecStart=/usr/lib/tenken-lab/own-values
EOT
mkdir -p /usr/lib/systemd/system/sysinit.target.wants
ln -sf ../tenken-lab-own-values.service /usr/lib/systemd/system/sysinit.target.wants/
