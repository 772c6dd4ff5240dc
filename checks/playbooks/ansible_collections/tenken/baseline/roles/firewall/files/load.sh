# sh -eu -s FILE: put the table of this file into force; tells "changed" where the kernel had another one.
before=$(/usr/sbin/nft -s list table inet tenken 2>/dev/null || :)
/usr/sbin/nft -f "$1"
after=$(/usr/sbin/nft -s list table inet tenken)
[ "$before" = "$after" ] || echo changed
