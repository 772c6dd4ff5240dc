# sh -eu -s HOSTKEYS KEYS_MUST_DO SETTINGS CONTEXT…: do these lines of sshd_config(5) hold in every context?
# sshd itself says what they mean: it reads them alone, and then its whole configuration as each context meets it.
# HOSTKEYS: "-h FILE -h FILE …", without which sshd reads no file alone.
# KEYS_MUST_DO yes: nobody may be left with a demand for a password, which is not asked any more.
keys=$1 keys_must_do=$2 settings=$3
shift 3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf '%s\n' "$settings" >"$folder/wanted"
/usr/sbin/sshd -t
awk '!/^#/ && NF {print tolower($1)}' "$folder/wanted" >"$folder/keywords"
only() { awk 'NR == FNR {wanted[$1]; next} tolower($1) in wanted' "$folder/keywords" - | sort; }
# shellcheck disable=SC2086  # words
/usr/sbin/sshd -T $keys -f "$folder/wanted" >"$folder/all"
only <"$folder/all" >"$folder/expected"
for context in "$@"; do
	/usr/sbin/sshd -T -C "$context" >"$folder/all"
	only <"$folder/all" >"$folder/found"
	if ! cmp -s "$folder/expected" "$folder/found"; then
		echo "for $context, other lines of the configuration win:" >&2
		diff "$folder/expected" "$folder/found" >&2 || :
		exit 3
	fi
	case $keys_must_do,$context in
	yes,user=root,*) ;;
	yes,*)
		awk -v context="$context" '
			tolower($1) != "authenticationmethods" {next}
			{for (i = 2; i <= NF; i++) if ($i !~ /password|keyboard-interactive/) exit 0
			print context ": AuthenticationMethods asks for a password" >"/dev/stderr"; exit 3}' "$folder/all"
		;;
	esac
done
