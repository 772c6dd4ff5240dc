# sh -eu -s NAME changed|same: the change stays, and what it replaced is kept. Fails where it was rolled back already.
name=$1
folder=/var/lib/tenken-guard/$name
unit=tenken-guard-$name
mv "$folder" "$folder.kept" 2>/dev/null || {
	echo "the change was rolled back before it was confirmed" >&2
	exit 3
}
systemctl stop "$unit.timer" 2>/dev/null || :
systemctl --no-reload disable "$unit.service" 2>/dev/null || :
rm -f "/etc/systemd/system/$unit.service"
if [ "$2" = changed ]; then
	umask 077
	mkdir -p /var/backups/tenken
	mv "$folder.kept/saved" "/var/backups/tenken/$name-$(date +%Y%m%dT%H%M%S)"
fi
rm -rf "$folder.kept"
systemctl daemon-reload
