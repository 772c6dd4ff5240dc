# sh -eu -s KEYWORD=NAME,NAME…: one line "KEYWORD NAME,NAME…" each, with those algorithms that this host's sshd knows.
for list in "$@"; do
	keyword=${list%%=*} names=${list#*=} known=
	if /usr/sbin/sshd -t -o "$keyword=$names" 2>/dev/null; then
		known=$names
	else
		for name in $(printf '%s' "$names" | tr , ' '); do
			! /usr/sbin/sshd -t -o "$keyword=$name" 2>/dev/null || known=${known:+$known,}$name
		done
	fi
	if [ -z "$known" ]; then
		echo "this host's sshd knows none of the accepted $keyword: $names" >&2
		exit 3
	fi
	printf '%s %s\n' "$keyword" "$known"
done
