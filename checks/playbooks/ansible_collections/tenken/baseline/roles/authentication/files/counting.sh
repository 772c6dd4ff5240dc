# sh -eu -s: how do the stacks that log people in count failed log-ins? Tells "counted" or "absent"; or why what stands
# there is for a person.
lines=
for service in common-auth common-account system-auth password-auth sshd login; do
	[ ! -f "/etc/pam.d/$service" ] || lines="$lines
$(grep -E '^[[:space:]]*-?(auth|account)[[:space:]].*pam_(faillock|tally2)\.so' "/etc/pam.d/$service" || :)"
done
person() {
	echo "For a person: $1."
	exit 0
}
has() { printf '%s\n' "$lines" | grep -qE "$1"; }
! has 'pam_tally2\.so' || person "pam_tally2 counts failed log-ins here"
! has '[[:space:]](deny|unlock_time|conf)=' || person "lines of pam_faillock in /etc/pam.d give values of their own"
[ -f /etc/security/faillock.conf ] || person "/etc/security/faillock.conf is missing"
module=
for folder in /lib/security /lib64/security /lib/*-linux-gnu*/security; do
	[ ! -f "$folder/pam_faillock.so" ] || module=$folder
done
[ -n "$module" ] || person "pam_faillock is not installed"
if has 'authfail' && has 'preauth'; then
	echo counted
elif has 'pam_faillock'; then
	person "pam_faillock stands in /etc/pam.d, and does not count"
else
	echo absent
fi
