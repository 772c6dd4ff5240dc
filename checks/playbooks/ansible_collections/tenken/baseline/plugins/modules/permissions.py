#!/usr/bin/python
"""Take permission bits away and set owners, where nobody but root can choose what a path leads to.

ansible.builtin.file takes a path as it is: whoever may rename something on the way to it chooses what root changes.
"""

from __future__ import annotations

DOCUMENTATION = r"""
module: permissions
short_description: Take permission bits away and set owners, safe against links put in the way
description:
  - Walks to each path from the root directory, one folder at a time, and changes what it then holds open.
  - A folder on the way must belong to root or a trusted account, and nobody else may write it; a symbolic link on the
    way must be root's. What a path leads to must be a regular file with one name, or a directory.
  - What does not hold to this is left as it is and returned in O(refused); a path that does not exist is no error.
version_added: 1.0.0
options:
  paths:
    description: What to change, folders before what they hold.
    type: list
    elements: dict
    required: true
    suboptions:
      path:
        description: Absolute path, taken as it is.
        type: str
        required: true
      clear:
        description: Octal permission bits that are taken away.
        type: str
        default: "0000"
      directory:
        description:
          - What is done with the bits if the path is a directory.
          - V(clear) takes them away, V(close) does unless the sticky bit is set, V(sticky) sets the sticky bit if
            everybody may write it.
        type: str
        choices: [clear, close, sticky]
        default: clear
      owner:
        description: Name of the account that becomes the owner.
        type: str
      group:
        description: Name of the group that it then belongs to.
        type: str
  trusted_owners:
    description: Accounts, besides root, whose folders may lie on the way.
    type: list
    elements: str
    default: []
  trusted_groups:
    description: Groups, besides root's, that may write folders on the way.
    type: list
    elements: str
    default: []
attributes:
  check_mode:
    support: full
    description: Says what would be changed, and changes nothing.
  diff_mode:
    support: full
    description: Shows mode, owner and group of every path before and after.
author: tenken (@tenken)
"""

EXAMPLES = r"""
- name: Nobody but root reads the key
  tenken.baseline.permissions:
    paths:
      - path: /etc/ssl/private/server.key
        clear: "0077"
        owner: root
"""

RETURN = r"""
refused:
  description: Paths that were left as they are, each with why.
  returned: always
  type: list
  elements: str
  sample: ["/srv/share/list.txt (folder_writable /srv/share)"]
"""

import errno
import grp
import os
import pwd
import stat
from collections.abc import Callable, Iterable, Sequence

from ansible.module_utils.basic import AnsibleModule

_LINKS = 8  # symbolic links on the way to one path
_ACCESS_LIST = "system.posix_acl_access"
Entry = dict[str, str]


class RefusedError(Exception):
    """The path is left as it is; the text says why."""


class Walker:
    """The way to a path, as nobody but root and the trusted can change it meanwhile. `top`: where all paths begin."""

    def __init__(self, owners: Sequence[int], groups: Sequence[int], top: str = "/") -> None:
        self.owners = owners
        self.groups = groups
        self.top = top

    def folder(self, path: str) -> int | None:
        """Give the folder that holds the path, open, or None where there is none. Raises RefusedError."""
        rest = path.split("/")[:-1]
        here, fd, links = "", self._top(), 0
        try:
            while rest:
                name = rest.pop(0)
                if name == "":
                    continue
                if name in {".", ".."}:
                    raise RefusedError(f"not_normal {here}/{name}")
                if stat.S_ISLNK(os.stat(name, dir_fd=fd, follow_symlinks=False).st_mode):
                    links += 1
                    target = self._target(name, fd, links, f"{here}/{name}")
                    rest = [*target.split("/"), *rest]
                    if target.startswith("/"):
                        os.close(fd)
                        here, fd = "", self._top()
                    continue
                here = f"{here}/{name}"
                inside = os.open(name, os.O_PATH | os.O_NOFOLLOW | os.O_DIRECTORY, dir_fd=fd)
                os.close(fd)
                fd = inside
                self._trust(fd, here)
        except (FileNotFoundError, NotADirectoryError):
            os.close(fd)
            return None
        except BaseException:
            os.close(fd)
            raise
        return fd

    def _target(self, name: str, fd: int, links: int, here: str) -> str:
        """Read a link; nobody can exchange it meanwhile, for its folder was looked at already."""
        if links > _LINKS or os.stat(name, dir_fd=fd, follow_symlinks=False).st_uid not in self.owners[:1]:
            raise RefusedError(f"symbolic_link {here}")
        return os.readlink(name, dir_fd=fd)

    def _top(self) -> int:
        fd = os.open(self.top, os.O_PATH | os.O_DIRECTORY)
        try:
            self._trust(fd, "/")
        except BaseException:
            os.close(fd)
            raise
        return fd

    def _trust(self, fd: int, here: str) -> None:
        found = os.fstat(fd)
        if found.st_uid not in self.owners:
            raise RefusedError(f"folder_owner {here}")
        if found.st_mode & stat.S_IWOTH:
            raise RefusedError(f"folder_writable {here}")
        if found.st_mode & stat.S_IWGRP and (found.st_gid not in self.groups or _has_access_list(fd)):
            raise RefusedError(f"folder_writable {here}")


def _has_access_list(fd: int) -> bool:
    """Whether an access control list may let others than the group write, which the bits do not tell."""
    try:
        return bool(os.getxattr(f"/proc/self/fd/{fd}", _ACCESS_LIST))
    except OSError as told:
        if told.errno in {errno.ENODATA, errno.EOPNOTSUPP}:
            return False
        raise


def _numbers(names: Iterable[str], lookup: Callable[[str], int]) -> list[int]:
    """Give root's number and those of the names that exist."""
    numbers = [0]
    for name in names:
        try:
            numbers.append(lookup(name))
        except KeyError:
            continue
    return numbers


def _user(name: str) -> int:
    return pwd.getpwnam(name).pw_uid


def _group(name: str) -> int:
    return grp.getgrnam(name).gr_gid


def _wanted(found: os.stat_result, entry: Entry) -> tuple[int, int, int]:
    """Give the permission bits, owner and group that the path is to have. Raises RefusedError for unknown names."""
    try:
        user = _user(entry["owner"]) if entry.get("owner") else found.st_uid
        group = _group(entry["group"]) if entry.get("group") else found.st_gid
    except KeyError:
        raise RefusedError("no_such_account") from None
    mode, clear = stat.S_IMODE(found.st_mode), int(entry["clear"], 8)
    if stat.S_ISDIR(found.st_mode):
        if entry["directory"] == "sticky":
            return mode | stat.S_ISVTX if mode & stat.S_IWOTH else mode, user, group
        if entry["directory"] == "close" and mode & stat.S_ISVTX:
            return mode, user, group
    elif user != found.st_uid:
        clear |= stat.S_ISUID | stat.S_ISGID  # a program must not run with the rights of its new owner
    return mode & ~clear, user, group


def _line(path: str, mode: int, user: int, group: int) -> str:
    try:
        owner = pwd.getpwuid(user).pw_name
    except KeyError:
        owner = str(user)
    try:
        group_name = grp.getgrgid(group).gr_name
    except KeyError:
        group_name = str(group)
    return f"{path} {mode:04o} {owner}:{group_name}\n"


def change(entry: Entry, walker: Walker, *, check_mode: bool) -> tuple[str, str] | None:
    """Change one path; give it before and after, or None where nothing is to be changed. Raises RefusedError."""
    folder = walker.folder(entry["path"])
    if folder is None:
        return None
    try:
        fd = os.open(entry["path"].rpartition("/")[2], os.O_PATH | os.O_NOFOLLOW, dir_fd=folder)
    except FileNotFoundError:
        return None
    finally:
        os.close(folder)
    try:
        return _change_open(fd, entry, check_mode=check_mode)
    finally:
        os.close(fd)


def _change_open(fd: int, entry: Entry, *, check_mode: bool) -> tuple[str, str] | None:
    found = os.fstat(fd)
    if stat.S_ISLNK(found.st_mode):
        raise RefusedError("symbolic_link")
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
        raise RefusedError("no_regular_file")
    if stat.S_ISREG(found.st_mode) and found.st_nlink > 1:
        raise RefusedError("several_names")
    mode, user, group = _wanted(found, entry)
    present = (stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid)
    if present == (mode, user, group):
        return None
    if not check_mode:
        # A descriptor without rights to the contents; the kernel takes this name for what it holds, never for a link.
        held = f"/proc/self/fd/{fd}"
        if present[1:] != (user, group):
            os.chown(held, user, group)
        os.chmod(held, mode)
    return _line(entry["path"], *present), _line(entry["path"], mode, user, group)


def right_already(entry: Entry) -> bool:
    """Whether a path that is refused needs no change, as far as a look from outside can tell."""
    try:
        found = os.stat(entry["path"])
        return (stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid) == _wanted(found, entry)
    except (OSError, RefusedError):
        return False


def main() -> None:
    """Read the parameters, change every path, and tell."""
    module = AnsibleModule(
        argument_spec={
            "paths": {
                "type": "list",
                "elements": "dict",
                "required": True,
                "options": {
                    "path": {"type": "str", "required": True},
                    "clear": {"type": "str", "default": "0000"},
                    "directory": {"type": "str", "choices": ["clear", "close", "sticky"], "default": "clear"},
                    "owner": {"type": "str"},
                    "group": {"type": "str"},
                },
            },
            "trusted_owners": {"type": "list", "elements": "str", "default": []},
            "trusted_groups": {"type": "list", "elements": "str", "default": []},
        },
        supports_check_mode=True,
    )
    walker = Walker(_numbers(module.params["trusted_owners"], _user), _numbers(module.params["trusted_groups"], _group))
    changed, refused = [], []
    for entry in module.params["paths"]:
        try:
            lines = change(entry, walker, check_mode=module.check_mode)
        except RefusedError as why:
            if not right_already(entry):
                refused.append(f"{entry['path']} ({why})")
            continue
        except OSError as why:  # an immutable file, a file system that is read only
            refused.append(f"{entry['path']} ({why.strerror})")
            continue
        if lines:
            changed.append(lines)
    diff = {"before": "".join(before for before, _ in changed), "after": "".join(after for _, after in changed)}
    module.exit_json(changed=bool(changed), refused=refused, diff=diff)


if __name__ == "__main__":
    main()
