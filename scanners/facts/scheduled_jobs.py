"""Work that a machine begins by itself: cron, at, systemd timers."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class ScheduledJobs:
    """Jobs by name, and what of theirs everybody may change.

    Commands never leave the machine, for they may hold passwords: a digest of the file stands for them (the first 16
    hexadecimal digits of its SHA-256). The names are

        cron USER FILE SCHEDULE PROGRAM sha256:…   a line of a crontab; PROGRAM `?` where the shell is given more
        anacron FILE sha256:…                      the table of anacron
        cron.daily FILE sha256:…                   a file that is run by its place (hourly, daily, weekly, …)
        at USER TIME sha256:…                      a waiting job of at(1), TIME in Asia/Tokyo
        timer NAME                                 a timer whose files are all the distribution's
        timer NAME sha256:…                        another, with the digest of what `systemctl cat TIMER UNIT` shows
        user-timer USER NAME                       a timer that a user has enabled for the own session

    `writable`: tables, scripts and named programs that everybody can change or replace.
    """

    jobs: Field[frozenset[str]]
    writable: Field[frozenset[str]]
