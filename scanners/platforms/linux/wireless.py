"""Read radio devices, their switches (rfkill) and the drivers that serve radio."""

from __future__ import annotations

import re

from inventories.reason import reason
from scanners.facts.field import all_fields, attempt
from scanners.facts.wireless import Wireless
from scanners.platforms.linux.metal import container
from scanners.platforms.linux.virtualization import VIRTUALIZATION
from scanners.platforms.reader import Outputs, Reader, always
from scanners.probe import Probe, Scope, Unreadable

# A driver can be built into the kernel, so devices are looked for besides modules.
WIRELESS = Probe(
    "wireless",
    r"""if [ ! -d /sys/class/net ]; then exit 3; fi
for f in /sys/class/ieee80211/* /sys/class/bluetooth/hci* /sys/class/wwan/* /sys/class/nfc/*; do
if [ -e "$f" ]; then c=${f#/sys/class/}; s=usable
for k in "$f"/rfkill*; do if [ -e "$k/soft" ]; then read -r a <"$k/soft"; read -r b <"$k/hard"
if [ "$a" = 1 ] || [ "$b" = 1 ]; then s=blocked; fi; fi; done
echo "radio ${c%%/*} ${f##*/} $s"; fi; done
for f in /sys/class/net/*; do
if [ -e "$f/wireless" ] && [ ! -e "$f/phy80211" ]; then echo "radio net ${f##*/} usable"; fi
if grep -qs -e '^DEVTYPE=wwan$' "$f/uevent"; then echo "radio net ${f##*/} usable"; fi; done
if [ -r /proc/modules ]; then cut -d ' ' -f 1,4 /proc/modules | sed 's/^/module /'; echo 'read modules'
elif [ -d /proc/self ]; then echo 'no modules'; fi""",
)

_RADIO = re.compile(r"radio (ieee80211|bluetooth|wwan|nfc|net) (\S{1,64}) (usable|blocked)")
# What every driver of its kind stands on, and the drivers that need none of these.
_SERVES = re.compile(
    r"cfg80211|mac80211|lib80211|libipw|bluetooth|btusb|hci_uart|bnep|rfcomm|wwan|mhi_wwan_.*|qmi_wwan|cdc_mbim|"
    r"cdc_wdm|huawei_cdc_ncm|option|sierra|sierra_net|qcserial|iosm|mtk_t7xx|nfc|mac802154|ieee802154"
)
# Asking for wireless devices loads it, which systemd-networkd does on machines that have none.
_ASKED_FOR = "cfg80211"
_NO_HOLDERS = "-"


def parse(outputs: Outputs, scope: Scope) -> Wireless:
    """Give radios and the drivers that serve radio."""
    del scope
    if absent := container(outputs):
        return all_fields(Wireless, absent)
    lines = outputs["wireless"].lines()

    def radios() -> frozenset[str]:
        found = set()
        for line in lines:
            if line.startswith("radio "):
                parts = _RADIO.fullmatch(line)
                if parts is None:
                    raise ValueError(line[:80])
                found.add(f"{parts[1]} {parts[2]} ({parts[3]})")
        return frozenset(found)

    def modules() -> frozenset[str]:
        if "no modules" in lines:
            return frozenset()  # a kernel that loads none
        if "read modules" not in lines:
            raise Unreadable(reason("modules_unreadable"))
        rows = [line.split() for line in lines if line.startswith("module ")]
        idle = not any(line.startswith("radio ") for line in lines)
        asked = [_ASKED_FOR, _NO_HOLDERS]
        return frozenset(
            name for _, name, *held in rows if _SERVES.fullmatch(name) and not (idle and [name, *held] == asked)
        )

    return Wireless(radios=attempt(radios), modules=attempt(modules))


READER = Reader(Wireless, always(WIRELESS, VIRTUALIZATION), parse)
