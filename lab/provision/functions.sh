# Shell functions of the provisioning scripts. POSIX sh; sourced, never run.

# Before a container's first boot no service manager answers: units are then enabled by their links alone.
if [ -d /run/systemd/system ]; then
	booted=yes
else
	booted=no
	export SYSTEMD_OFFLINE=1
fi

# packages FILE: all of these are installed. A container's image has them; a virtual machine starts from a box.
packages() {
	missing=
	while read -r package; do
		dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
	done <"$1"
	if [ -n "$missing" ]; then
		apt-get update -q
		# shellcheck disable=SC2086 # one word per package
		DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
	fi
}

# own_names: /etc/hosts knows this host and the others of the lab.
own_names() {
	content /etc/hosts 0644 <<-EOT
		127.0.0.1 localhost
		127.0.1.1 $(cat /etc/hostname)
		${LAB_HOSTS-}
	EOT
}

# content PATH MODE < text: the file holds exactly this text.
content() {
	mkdir -p "$(dirname "$1")"
	cat >"$1.lab-new"
	chmod "$2" "$1.lab-new"
	mv -f "$1.lab-new" "$1"
}

# account NAME UID SHELL: a local account whose password is locked.
account() {
	getent passwd "$1" >/dev/null || useradd --create-home --user-group --uid "$2" --shell "$3" --password '*' "$1"
	chmod 0750 "/home/$1"
}

# authorized_key NAME LINE: the account's one authorized key.
authorized_key() {
	home=$(getent passwd "$1" | cut -d: -f6)
	mkdir -p "$home/.ssh"
	printf '%s\n' "$2" >"$home/.ssh/authorized_keys"
	chmod 0700 "$home/.ssh"
	chmod 0600 "$home/.ssh/authorized_keys"
	chown -R "$1": "$home/.ssh"
}

# last_login NAME DAYS: lastlog(8) says that the account last logged in this many days ago. Debian 13 keeps no such file.
last_login() {
	command -v lastlog >/dev/null || return 0
	python3 - "$(id -u "$1")" "$2" <<-'EOT'
		import pathlib, struct, sys, time
		uid, days = int(sys.argv[1]), int(sys.argv[2])
		record = struct.pack("=i32s256s", int(time.time()) - days * 86400, b"pts/0", b"10.77.0.1")
		path = pathlib.Path("/var/log/lastlog")
		path.touch()
		with path.open("r+b") as log:
		    log.seek(uid * len(record))
		    log.write(record)
	EOT
}

# setting FILE KEY VALUE: replace `KEY …` or `#KEY …`, or append it. Keeps the file's own `KEY = VALUE` or `KEY VALUE`.
setting() {
	case $1 in
	*login.defs) line="$2	$3" ;;
	*) line="$2 = $3" ;;
	esac
	if grep -Eq "^[#[:space:]]*$2([[:space:]=]|\$)" "$1"; then
		sed -i -E "s|^[#[:space:]]*$2([[:space:]=].*)?\$|$line|" "$1"
	else
		printf '%s\n' "$line" >>"$1"
	fi
}

# certificate DAYS: a self-signed server certificate that ends in so many days.
certificate() {
	mkdir -p /etc/ssl/tenken
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days "$1" -subj "/CN=$(cat /etc/hostname)" \
		-keyout /etc/ssl/tenken/server.key -out /etc/ssl/tenken/server.pem 2>/dev/null
	chmod 0600 /etc/ssl/tenken/server.key
	chmod 0644 /etc/ssl/tenken/server.pem
}

# package_lists_dated DATE: apt's lists say that the archives were published then, so that an old image changes nothing.
package_lists_dated() {
	for list in /var/lib/apt/lists/*Release; do
		[ ! -e "$list" ] || sed -i "s/^Date: .*/Date: $(LC_ALL=C TZ=UTC date -d "$1" '+%a, %d %b %Y %H:%M:%S UTC')/" "$list"
	done
}

# apply UNIT…: restart what has a new configuration, where a service manager runs.
apply() {
	if [ "$booted" = yes ]; then
		systemctl daemon-reload
		systemctl restart "$@"
	fi
}
