#!/bin/sh
# Dynamic inventory for ansible-playbook -i: the hosts that fail something, in groups (see README.md). Copy it to where
# your playbooks stand, outside the inventory that it names: that one must not ask itself.
#
#   TENKEN_INVENTORY   the inventory that is scanned
#   TENKEN_RISK        the highest risk that is repaired: safe, or disruptive (both)
#   TENKEN_STORE       the store, where it is not the account's own
#   TENKEN             the program, where it is not on PATH
set -eu
exec "${TENKEN:-tenken}" ansible-inventory \
	--inventory "${TENKEN_INVENTORY:?names the inventory that is scanned}" --risk "${TENKEN_RISK:-safe}" "$@"
