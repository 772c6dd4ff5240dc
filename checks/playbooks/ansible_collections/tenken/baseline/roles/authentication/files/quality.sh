# sh -eu -s: is pam_pwquality asked about new passwords, with the settings of its files? Tells "checked", or why what
# stands there is for a person.
lines=
for service in common-password system-auth password-auth passwd; do
	[ ! -f "/etc/pam.d/$service" ] || lines="$lines
$(grep -E '^[[:space:]]*-?password[[:space:]].*pam_(pwquality|cracklib|passwdqc)\.so' "/etc/pam.d/$service" || :)"
done
person() {
	echo "For a person: $1."
	exit 0
}
has() { printf '%s\n' "$lines" | grep -qE "$1"; }
! has 'pam_(cracklib|passwdqc)\.so' || person "another module than pam_pwquality checks new passwords here"
has 'pam_pwquality\.so' || person "pam_pwquality does not stand in /etc/pam.d"
! has '[[:space:]](minlen|minclass|enforcing|[dulo]credit)=' ||
	person "lines of pam_pwquality in /etc/pam.d give values of their own"
echo checked
