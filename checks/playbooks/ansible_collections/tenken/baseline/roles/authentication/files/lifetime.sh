# sh -eu -s DAYS ACCOUNT…: "set ACCOUNT" for each that is there with a password in use which would hold for a week more,
# or must be changed at the next log-in anyway; "left ACCOUNT" for the others with one in use.
days=$1
shift
today=$(($(date +%s) / 86400))
for account in "$@"; do
	awk -F: -v name="$account" -v days="$days" -v today="$today" '
		$1 != name || $2 ~ /^[!*]/ {next}
		$3 == "0" || ($3 ~ /^[0-9]+$/ && $3 + days >= today + 7) {print "set " name; next}
		{print "left " name}' /etc/shadow
done
