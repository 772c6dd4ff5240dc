"""The operators that judge the state of network devices, as rows of the table of operators."""

from __future__ import annotations

from collections.abc import Mapping

from checks.judging import NoParams, Operator
from checks.operators_devices import (
    ArchiveParams,
    SoftwareParams,
    configuration_kept,
    configuration_saved,
    device_registered,
    software_approved,
)
from checks.operators_devices_environment import (
    PartParams,
    SupplyParams,
    TemperatureParams,
    parts_in_order,
    supplies_in_order,
    temperatures_in_order,
)
from checks.operators_devices_links import LinkParams, neighbours_registered, stations_registered
from checks.operators_devices_paths import PathParams, detours_open, paths_redundant
from checks.operators_devices_settings import (
    ConsoleParams,
    Distance,
    LogParams,
    ServiceParams,
    TimeParams,
    consoles_protected,
    device_logs_sent,
    services_off,
    time_servers_approved,
    within,
)
from checks.operators_devices_state import ErrorParams, RedundancyParams, errors_few, redundancy_in_order
from scanners.facts.backups import BackupSet
from scanners.facts.configuration import Configuration
from scanners.facts.device_identity import DeviceIdentity
from scanners.facts.device_logging import DeviceLogging
from scanners.facts.device_time import NtpServer
from scanners.facts.environment import Environment
from scanners.facts.interfaces import Interfaces
from scanners.facts.management_access import ConsoleLine
from scanners.facts.management_services import ManagementServices
from scanners.facts.neighbours import Neighbour, Station
from scanners.facts.redundancy import Redundancy
from scanners.facts.routes import Routes

OF_DEVICES: dict[str, Operator] = {
    "device_registered": Operator(NoParams, (DeviceIdentity,), device_registered, kinds=("hardware",)),
    "software_approved": Operator(SoftwareParams, (DeviceIdentity,), software_approved, kinds=("device_software",)),
    "configuration_saved": Operator(NoParams, (Configuration,), configuration_saved),
    "configuration_kept": Operator(
        ArchiveParams, (Mapping[str, BackupSet | None],), configuration_kept, kinds=("configuration_backups",)
    ),
    "time_servers_approved": Operator(
        TimeParams, (tuple[NtpServer, ...],), time_servers_approved, kinds=("ntp_servers",)
    ),
    "within": Operator(Distance, (float,), within),
    "device_logs_sent": Operator(LogParams, (DeviceLogging,), device_logs_sent, kinds=("log_servers",)),
    "services_off": Operator(ServiceParams, (ManagementServices,), services_off),
    "consoles_protected": Operator(ConsoleParams, (tuple[ConsoleLine, ...],), consoles_protected),
    "redundancy_in_order": Operator(RedundancyParams, (Redundancy,), redundancy_in_order),
    "errors_few": Operator(ErrorParams, (Interfaces,), errors_few),
    "supplies_in_order": Operator(
        SupplyParams, (Environment,), supplies_in_order, facts=("device_identity",), kinds=("single_power",)
    ),
    "parts_in_order": Operator(PartParams, (Mapping[str, str],), parts_in_order),
    "temperatures_in_order": Operator(TemperatureParams, (Environment,), temperatures_in_order),
    "neighbours_registered": Operator(
        LinkParams, (tuple[Neighbour, ...],), neighbours_registered, kinds=("device_links",)
    ),
    "stations_registered": Operator(NoParams, (tuple[Station, ...],), stations_registered, kinds=("stations",)),
    "paths_redundant": Operator(
        PathParams, (Routes,), paths_redundant, facts=("redundancy",), kinds=("routing_neighbours",)
    ),
    "detours_open": Operator(
        NoParams, (Routes,), detours_open, facts=("redundancy", "tunnels"), kinds=("detour_paths",)
    ),
}
