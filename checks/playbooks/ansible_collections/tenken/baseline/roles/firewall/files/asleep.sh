# sh -eu -s FILE: does FILE hold rules that a start of nftables.service would put into force for the first time?
# The file that comes with the package holds tables and chains, and no rule.
if systemctl is-enabled --quiet nftables.service || systemctl is-active --quiet nftables.service || [ ! -e "$1" ]; then
	exit 0
fi
! grep -nwE '^[^#]*(accept|drop|reject|jump|goto|queue|include|policy)' "$1" | grep -vF '"/etc/tenken-firewall.nft"' >&2
