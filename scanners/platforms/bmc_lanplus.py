"""A management controller asked over its own network, from the ops host or a gateway."""

from __future__ import annotations

from scanners.platforms.linux import bmc, bmc_climate
from scanners.platforms.reader import Family

FAMILY = Family(name="bmc_lanplus", ids=(), readers=(bmc.LANPLUS_READER, bmc_climate.LANPLUS_READER))
