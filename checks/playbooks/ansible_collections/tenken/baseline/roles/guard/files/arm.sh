# sh -eu -s NAME SECONDS RELOAD PATH…: save these files and folders, and put them back after SECONDS unless somebody
# disarms. RELOAD: shell text that makes the restored files effective.
name=$1 seconds=$2 reload=$3
shift 3
umask 077
folder=/var/lib/tenken-guard/$name
unit=tenken-guard-$name

# An earlier change that nobody confirmed goes first, else its timer would undo this one.
if [ -e "$folder" ] || [ -e "$folder.undoing" ]; then
	systemctl start "$unit.service"
fi
if [ -e "$folder" ] || [ -e "$folder.undoing" ]; then
	echo "an earlier change could not be rolled back: see journalctl -u $unit.service" >&2
	exit 3
fi

rm -rf "$folder.new" "$folder.undone"
mkdir -p "$folder.new/saved"
for path in "$@"; do
	if [ -L "$path" ] && [ -d "$path" ]; then
		echo "$path is a symbolic link to a folder, which this role does not change" >&2
		exit 4
	fi
	if [ -e "$path" ] || [ -L "$path" ]; then
		mkdir -p "$folder.new/saved${path%/*}"
		cp -a -- "$path" "$folder.new/saved$path"
	fi
	printf '%s\n' "$path" >>"$folder.new/paths"
done
printf '%s\n' "$reload" >"$folder.new/reload"
cat >"$folder.new/undo" <<END
# Puts back what was saved. Whoever renames the folder first decides: this script, or the one that disarms.
folder=$folder unit=$unit
END
cat >>"$folder.new/undo" <<'END'
[ -d "$folder.undoing" ] || mv "$folder" "$folder.undoing" || exit 0
while IFS= read -r path; do
	saved=$folder.undoing/saved$path
	if [ -e "$saved" ] || [ -L "$saved" ]; then
		rm -rf -- "$path.tenken-undo"
		cp -a -- "$saved" "$path.tenken-undo" && rm -rf -- "$path" && mv -- "$path.tenken-undo" "$path" || failed=$path
	else
		rm -rf -- "$path"
	fi
done <"$folder.undoing/paths"
sync
sh "$folder.undoing/reload"
if [ -n "${failed-}" ]; then # kept: the next start of the host tries again
	logger -p daemon.err -t tenken-guard "$unit: $failed could not be put back from $folder.undoing"
	exit 1
fi
logger -t tenken-guard "$unit: the change was not confirmed and is rolled back"
systemctl --no-reload disable "$unit.service" 2>/dev/null
rm -f "/etc/systemd/system/$unit.service"
rm -rf "$folder.undone"
mv "$folder.undoing" "$folder.undone" # for a play that went on writing: it does this again
systemctl --no-block stop "$unit.timer" 2>/dev/null
systemctl --no-block daemon-reload
exit 0
END

# The same unit serves the timer and, where the host goes down before anybody confirms, the next start of the host.
cat >"/etc/systemd/system/$unit.service" <<END
[Unit]
Description=Roll back an unconfirmed change ($name)
DefaultDependencies=no
After=local-fs.target systemd-remount-fs.service
Before=firewalld.service nftables.service network-pre.target ssh.service ssh.socket sshd.service sshd.socket
Conflicts=shutdown.target
Before=shutdown.target

[Service]
Type=oneshot
ExecStart=-/bin/sh $folder.undoing/undo
ExecStart=-/bin/sh $folder/undo

[Install]
WantedBy=sysinit.target
END
chmod 0644 "/etc/systemd/system/$unit.service"
systemctl daemon-reload
systemctl stop "$unit.timer" 2>/dev/null || :
systemd-run --quiet --on-active="${seconds}s" --timer-property=AccuracySec=1s --unit="$unit.service"
systemctl --no-reload enable "$unit.service" 2>/dev/null
systemctl is-active --quiet "$unit.timer"
# From here on there is something to put back: whatever ends before this line leaves nothing that would ever do so.
mv "$folder.new" "$folder"
sync
