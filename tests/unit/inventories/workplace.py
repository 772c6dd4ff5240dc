"""Inventories written for one test, an ops host of its own (home, cache, current directory), and vaulted text."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from reports.messages import say

if TYPE_CHECKING:
    import pytest

    from inventories.reason import Reason

VAULT_PASSWORD = "made-up-password\n"

ONE_HOST = "lgwan: {hosts: {n1: {ansible_host: 192.0.2.1}}}\n"
COMMON = "tenken_system: lgwan\ntenken_responsible: 機構\n"


def ops_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder; home, cache and current directory lie beside it."""
    for name in ("home", "cwd", "inventory"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path / "cwd")
    return tmp_path / "inventory"


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write files by relative name and give the folder."""
    for name, text in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return folder


def cached(tmp_path: Path) -> list[Path]:
    """Give the files of the cache."""
    return [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]


def counted_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a wrapper of the real `ansible-inventory` on PATH that notes each run; give the file of notes."""
    real = Path(sys.executable).parent / "ansible-inventory"
    notes, shim = tmp_path / "runs", tmp_path / "bin" / "ansible-inventory"
    write(tmp_path, {"runs": "", "bin/ansible-inventory": f'#!/bin/sh\necho run >>"{notes}"\nexec "{real}" "$@"\n'})
    shim.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "elsewhere" / "python"))
    monkeypatch.setenv("PATH", f"{shim.parent}:{Path(shutil.which('sh') or '/bin/sh').parent}")
    return notes


def runs(notes: Path) -> int:
    """Count the runs of the wrapped program."""
    return len(notes.read_text(encoding="utf-8").splitlines())


def both(why: Reason) -> str:
    """Give a reason in both languages."""
    return say(why, "ja") + "\n" + say(why, "en")


# What `ansible-vault` made with VAULT_PASSWORD of: 192.0.2.77
VAULTED_ADDRESS = """
$ANSIBLE_VAULT;1.1;AES256
39353862376138643531626532373936333039613639303664303238643830313234313663303965
6362653563333832636264346264326139623738656266320a623264623830353861333162313566
65636534383135333031633237373536356563616333626235363633376432613531343235636238
3762393131376238310a373337643439646363356566353862333464666265623237663761376362
6633
"""

# … of: hidden-become
VAULTED_PASSWORD = """
$ANSIBLE_VAULT;1.1;AES256
30373932656538386466346131616539616139623763623733323731353866393738396264323333
3464376339326234663230323531333438323237366331610a383432336535333665353833656462
63353937363866386337373462376632616361386261366330373362336134643834646534353734
3833666639313565620a656265333865663761356134353536323631626162393565366239616466
3938
"""

# … of: hidden-system
VAULTED_SYSTEM = """
$ANSIBLE_VAULT;1.1;AES256
39356335363237626266373039633934623166356536306435306438323762323263313765303962
3764633038653764306531643963666437313839386665360a613332323837633637303763356563
65646430636633313661323430393532303835376433343366363463336136656332643861623134
3338383264386431380a646230636264323263373031356539616663366235626263343266343430
3934
"""

# … of a file of variables: tenken_responsible 機構, tenken_contractor hidden-contractor, ansible_password hidden-login
VAULTED_FILE = """\
$ANSIBLE_VAULT;1.1;AES256
36313235653838383066393036393462313265353565316566633261646362383539366661333234
3038363663313966663263643939313931386363383037370a653466636466633236383437333862
36303938616366613236366537323931616564353633393838383535373534323038333238643136
3566626266643733660a636536386165386439343431316130303562626432613332383134616334
62306539666431316566653336343031336438616135343732656431313038623063343936323331
62343733376661373436656239383833333462373163643266653431353264326135363864653361
65623831383536623735313835333362363462613533393933346665303461666139303234326564
35393239386333663733323133373332313264336161323135343265633737633535376461323564
3930
"""

# … of an INI inventory whose host line is wrong: n1 hidden-word
VAULTED_BROKEN_INI = """\
$ANSIBLE_VAULT;1.1;AES256
35613563336430366636323634316338386662663564356533323837356366346665353265666638
3362656637393362643831346139353233373866306632650a313761393466653263353266393739
39653537373338316134366661663131383862376563353636393331343064393964356533633564
3238393134363762320a343330303232363337323036306633613430656163616363343562333363
39616337633935323063666533393761376639653137626139613236356236376432
"""


def vaulted_value(name: str, text: str) -> str:
    """Give one YAML line of variables with a vaulted value."""
    return f"{name}: !vault |\n" + "".join(f"  {line}\n" for line in text.strip().splitlines())
