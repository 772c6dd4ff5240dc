"""What the emulated machine is made of, as QEMU is told, and the names by which it calls its parts.

It is emulated in software (TCG), never by KVM, and says of itself what metal says: a maker, serial numbers, no
hypervisor in the processor's features, no mark of a virtual machine in its BIOS table.
"""

from __future__ import annotations

from pathlib import Path

VENDOR = "Tenken Works"
PRODUCT = "TW-R220"
SERIAL = "TW220A00417"
BIOS_VERSION = "2.4.1"
BOARD_SERIAL = "TWMB2200417"
MEMORY_SERIAL = "4F1200A1"
DISK_SERIALS = ("TWSSD0001", "TWSSD0002")
NVME_SERIAL = "TWNVME0001"
LINK_NAMES = ("enp0s4", "enp0s5")
LINK_ADDRESSES = ("02:54:57:00:00:01", "02:54:57:00:00:02")

# Ids for QMP.
NVME = "nvme0"
SLOT = "slot0"
LINKS = ("nic0", "nic1")
USB_STICK = "stick"
STICK_SERIAL = "TWUSB0001"

# Where its management controller answers, in a lab's switch namespace; and a port where nobody does.
BMC_PORT = 9002
NO_PORT = 1

MEMORY_MIB = 768
PROCESSORS = 2
# Named with its version, because the state of a running machine is kept, and another version could not go on with it.
CHIPSET = "pc-q35-7.2,smm=on,hpet=off"
PROGRAM = "qemu-system-x86_64"
FIRMWARE = Path("/usr/share/OVMF/OVMF_CODE_4M.secboot.fd")
# Its platform key is Debian's for tests, the private half of which comes with it.
FIRMWARE_VARIABLES = Path("/usr/share/OVMF/OVMF_VARS_4M.snakeoil.fd")
SECURE_BOOT_CERTIFICATE = Path("/usr/share/ovmf/PkKek-1-snakeoil.pem")
SECURE_BOOT_KEY = Path("/usr/share/ovmf/PkKek-1-snakeoil.key")
SECURE_BOOT_KEY_OPENS_WITH = "snakeoil"

KERNEL, INITRD, VARIABLES, BIOS_TABLE = "vmlinuz", "initrd", "variables.fd", "smbios-type0.bin"
DISKS = ("disk0.qcow2", "disk1.qcow2")
NVME_DISK = "nvme0.qcow2"
ROOT = "/dev/mapper/machine-root"


def bios_table() -> bytes:
    """SMBIOS type 0 as a file: the one that QEMU makes has the bit set that says `virtual machine`."""
    strings = ("Tenken Firmware", BIOS_VERSION, "04/01/2026")
    head = bytes([0, 24, 0, 0, 1, 2, 0x00, 0xE8, 3, 0])  # type, length, handle, vendor, version, segment, date, size
    characteristics = (1 << 3).to_bytes(8, "little")  # not told
    extensions = bytes([0x01, 0x0C])  # ACPI; updates by content distribution, UEFI
    release = bytes([2, 4, 0xFF, 0xFF])
    return head + characteristics + extensions + release + b"".join(text.encode() + b"\0" for text in strings) + b"\0"


def command(image: Path, folder: Path, *, bmc_port: int = NO_PORT, keep: bool = False) -> list[str]:
    """QEMU's command line for the machine without its links and its NVMe disk.

    `image` holds kernel and disks, which `keep` changes; `folder` gets its sockets and its console. Its management
    controller is asked at `bmc_port` of loopback, whenever one answers there.
    """
    disks = [
        argument
        for number, (file, serial) in enumerate(zip(DISKS, DISK_SERIALS, strict=True))
        for argument in (
            "-drive", _drive(f"d{number}", image / file, keep=keep),
            "-device", f"ide-hd,bus=ide.{number},drive=d{number},serial={serial},model=TENKEN-SSD-2G,rotation_rate=1",
        )
    ]  # fmt: skip
    return [
        PROGRAM, "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
        "-machine", CHIPSET, "-accel", "tcg,thread=multi", "-cpu", "max,-hypervisor",
        "-smp", str(PROCESSORS), "-m", str(MEMORY_MIB),
        "-global", "driver=cfi.pflash01,property=secure,value=on",
        "-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={FIRMWARE}",
        "-drive", f"if=pflash,format=raw,unit=1,snapshot=on,file={image / VARIABLES}",
        "-kernel", str(image / KERNEL), "-initrd", str(image / INITRD),
        *_smbios(image), *disks,
        "-drive", _drive("nvme", image / NVME_DISK, keep=keep),
        "-device", f"pcie-root-port,id={SLOT},chassis=1",
        "-device", "qemu-xhci,id=usb",
        "-chardev", f"socket,id=controller,host=127.0.0.1,port={bmc_port},reconnect=1",
        "-device", "ipmi-bmc-extern,id=bmc0,chardev=controller", "-device", "isa-ipmi-kcs,bmc=bmc0",
        "-device", "virtio-serial-pci",
        "-chardev", f"socket,id=agent,path={folder / 'agent'},server=on,wait=off",
        "-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0",
        "-chardev", f"socket,id=monitor,path={folder / 'qmp'},server=on,wait=off", "-mon", "monitor,mode=control",
        "-serial", f"file:{folder / 'console.log'}", "-pidfile", str(folder / "pid"),
    ]  # fmt: skip


def links(taps: tuple[str, ...]) -> list[str]:
    """The two links at these tap devices; without them, at hubs with no other port, which have no state to be kept."""
    arguments = []
    for number, (link, address) in enumerate(zip(LINKS, LINK_ADDRESSES, strict=True)):
        away = f"tap,ifname={taps[number]},script=no,downscript=no,vnet_hdr=off" if taps else f"hubport,hubid={number}"
        arguments += ["-netdev", f"{away},id=net{number}"]
        arguments += ["-device", f"e1000e,id={link},netdev=net{number},mac={address},romfile="]
    return arguments


def _drive(name: str, file: Path, *, keep: bool) -> str:
    """A disk whose changes, unless they are kept, go into a file without a name, which ends with QEMU."""
    return f"if=none,id={name},file={file},snapshot={'off' if keep else 'on'},cache=unsafe"


def _smbios(image: Path) -> list[str]:
    tables = (
        f"file={image / BIOS_TABLE}",
        f"type=1,manufacturer={VENDOR},product={PRODUCT},version=A1,serial={SERIAL},sku=TW220,family=TW-R,"
        "uuid=0b6d6f9e-5c57-4a0b-8a5e-3d2f4c1e7aff",
        f"type=2,manufacturer={VENDOR},product=TW-MB22,version=B2,serial={BOARD_SERIAL},location=Board 1",
        f"type=3,manufacturer={VENDOR},version=2U,serial=TWCH2200417",
        f"type=4,manufacturer={VENDOR},version=TW Core 2",
        f"type=17,manufacturer=Tenken Memory,loc_pfx=DIMM_A,bank=BANK_0,serial={MEMORY_SERIAL},part=TM-768-3200,"
        "speed=3200",
    )
    return [argument for table in tables for argument in ("-smbios", table)]
