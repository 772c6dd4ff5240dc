#!/bin/sh
# What the emulated machine has beyond a container: disks, boot, links, and a channel for the tests. Runs last, in the
# machine's tree before `lab/machine.py` installs it.
#
#   disks     two mirrored by md, on them LUKS2, on it LVM with the root
#   network   two links in an active-backup bond
#   kernel    Debian's own, verified by Secure Boot, with its AppArmor and audit
#
#   LAB_LOGSERVER     where it looks for its UPS
#   MACHINE_ADDRESS   the address and prefix of the bond
set -eu
. "$(dirname "$0")/functions.sh"

# --- disks: everything that the initial RAM disk needs to know stands here, so that it is made before the disks are
content /etc/mdadm/mdadm.conf 0644 <<-'EOT'
	HOMEHOST <none>
	MAILADDR root
	PROGRAM /bin/true
	ARRAY /dev/md0 metadata=1.2 UUID=6a1f0c52:7f5e4d1c:9b0e3a77:52c8d410
EOT
mkdir -p -m 0700 /etc/cryptsetup-keys.d
openssl rand -hex 32 >/etc/cryptsetup-keys.d/system.key
chmod 0400 /etc/cryptsetup-keys.d/system.key
content /etc/crypttab 0644 <<-'EOT'
	system UUID=0b6d6f9e-5c57-4a0b-8a5e-3d2f4c1e7a01 /etc/cryptsetup-keys.d/system.key luks,initramfs
EOT
content /etc/fstab 0644 <<-'EOT'
	/dev/mapper/machine-root / ext4 errors=remount-ro 0 1
EOT

# --- boot: an initial RAM disk of what these disks need, and no more, because an emulated processor unpacks it
content /etc/cryptsetup-initramfs/conf-hook 0644 <<-'EOT'
	KEYFILE_PATTERN=/etc/cryptsetup-keys.d/system.key
EOT
content /etc/initramfs-tools/conf.d/tenken-lab 0644 <<-'EOT'
	MODULES=list
	COMPRESS=zstd
	UMASK=0077
	RESUME=none
	FSTYPE=ext4
EOT
content /etc/initramfs-tools/modules 0644 <<-'EOT'
	ahci
	sd_mod
	raid1
	dm_mod
	dm_crypt
	aesni_intel
	xts
	ext4
	virtio_pci
	virtio_blk
EOT
update-initramfs -u -k all

# --- network
content /etc/systemd/network/10-bond0.netdev 0644 <<-'EOT'
	[NetDev]
	Name=bond0
	Kind=bond
	[Bond]
	Mode=active-backup
	MIIMonitorSec=100ms
EOT
content /etc/systemd/network/20-links.network 0644 <<-'EOT'
	[Match]
	Driver=e1000e
	[Network]
	Bond=bond0
EOT
content /etc/systemd/network/30-bond0.network 0644 <<-EOT
	[Match]
	Name=bond0
	[Link]
	RequiredForOnline=no
	[Network]
	Address=$MACHINE_ADDRESS
	IPv6AcceptRA=no
	LinkLocalAddressing=no
EOT
systemctl enable -q systemd-networkd.service

# --- power: a client of the UPS at the log server, which is never there
content /etc/nut/nut.conf 0640 <<-'EOT'
	MODE=netclient
EOT
content /etc/nut/upsmon.conf 0640 <<-EOT
	MONITOR ups@$LAB_LOGSERVER 1 machine unused secondary
	MINSUPPLIES 1
	SHUTDOWNCMD "/sbin/shutdown -h +0"
EOT
chgrp nut /etc/nut/nut.conf /etc/nut/upsmon.conf
systemctl enable -q nut-monitor.service

# --- audit: locked by the test that needs it, because only a restart would unlock it
content /etc/audit/rules.d/99-finalize.rules 0640 <<-'EOT'
	-e 1
EOT
