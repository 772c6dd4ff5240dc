#!/bin/sh
# Installs the emulated machine: the first program of a kernel whose root is a plain disk with the machine's tree. Makes
# the mirror, the encryption, the volumes and the file systems on the other disks, and copies the tree there. Off at the
# end, with a word on the console that says whether all went well.
#
# The key derivation is as weak as it can be: the keys are random, and an emulated processor would take minutes.
set -eu
exec >/dev/console 2>&1
trap 'echo tenken-lab: installation failed; sync; exec /bin/busybox poweroff -f' EXIT
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH

modprobe -a ahci sd_mod raid1 dm_mod dm_crypt ext4
mkdir -p /run/lock /run/new
/lib/systemd/systemd-udevd --daemon
udevadm trigger
udevadm settle

key=/etc/cryptsetup-keys.d/system.key
mdadm --create /dev/md0 --run --level=1 --raid-devices=2 --assume-clean --bitmap=internal --metadata=1.2 \
	--homehost=none --name=system --uuid=6a1f0c52:7f5e4d1c:9b0e3a77:52c8d410 /dev/sda /dev/sdb
cryptsetup luksFormat -q --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 \
	--uuid 0b6d6f9e-5c57-4a0b-8a5e-3d2f4c1e7a01 --key-file "$key" /dev/md0
cryptsetup open --key-file "$key" /dev/md0 system
pvcreate -q /dev/mapper/system
vgcreate -q machine /dev/mapper/system
lvcreate -q -y -W n -l 95%FREE -n root machine
mke2fs -q -t ext4 /dev/machine/root

mount /dev/machine/root /run/new
cp -ax /. /run/new
rm /run/new/usr/lib/tenken-lab/install
umount /run/new
vgchange -q -a n machine
cryptsetup close system
mdadm --stop /dev/md0

trap - EXIT
echo tenken-lab: installed
sync
exec /bin/busybox poweroff -f
