"""Run mutmut in this folder, with steps of it replaced that take hours here:

    python -m tests.mutating SEED HOW_MANY [NAME…]

mutates all, or HOW_MANY drawn with SEED from those that mypy does not refuse (0: all), of these names. Which tests a
mutant runs: those that are most about its function, in two rounds. Which mutants mypy refuses: looked up by mutmut's
own index of lines.
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Collection
from functools import partial, partialmethod
from pathlib import Path
from types import FrameType
from typing import Any

from mutmut import __main__ as mutmut
from mutmut.configuration import config
from mutmut.mutation import trampoline
from mutmut.mutation.data import MutantLineSpans
from mutmut.mutation.file_mutation import FailedTypeCheckMutant, MutatedMethodLocation
from mutmut.runners.harness import BadTestExecutionCommandsException, PytestRunner
from mutmut.state import state
from mutmut.type_checking import run_type_checker
from mutmut.utils.file_utils import change_cwd
from mutmut.utils.format_utils import get_mutant_name

SUSPICIOUS = 35
UNNOTICED = frozenset({0, 33, SUSPICIOUS})  # exit statuses of survivors, of mutants without tests, of what went wrong
# Most tests load a whole policy, and with it compile all operators: what lies so many calls below the loading is run by
# tests that are about it.
LOADING, NEAR = "x_load_policy", 3
# In a first round a mutant runs the tests that call fewest functions of ours, so many and no longer in seconds (as
# measured with mutmut's bookkeeping); in a second one the survivors run more. In a last one they run whole files: what
# a fixture made for a file (a policy, compiled operators) was seen to be called by the first of its tests alone.
ROUNDS = ((40, 6.0, "tests"), (200, 20.0, "tests"), (6, 60.0, "files"))


def main(seed: str, how_many: int, names: list[str]) -> None:
    """Mutate, and run the tests of each mutant."""
    steps: Any = mutmut
    refused = dict[str, FailedTypeCheckMutant]()

    def refuse_and_draw() -> dict[str, FailedTypeCheckMutant]:
        """Ask mypy once; put into `names` what was drawn, before mutmut looks at them."""
        if not refused:
            refused.update(_refused_by_mypy())
            names[:] = _drawn(seed, how_many, names, refused.keys()) if how_many else names
        return refused

    steps.filter_mutants_with_type_checker = refuse_and_draw
    of_pytest: Any = PytestRunner
    of_pytest.execute_pytest = partialmethod(_never_noticed, PytestRunner.execute_pytest)
    of_calls: Any = trampoline
    of_calls.record_trampoline_hit = _record
    collect = steps.collect_or_load_stats
    every: dict[str, set[str]] = {}
    for most, most_s, of_what in ROUNDS:
        steps.collect_or_load_stats = partial(_collect_and_choose, collect, every, most, most_s, of_what)
        mutmut._run(names, os.cpu_count())
        mutants, _by_file = mutmut.collect_source_file_mutation_data(mutant_names=names)
        names = [name for _file, name, status in mutants if status in UNNOTICED]
        if not names:
            break


def _never_noticed(runner: PytestRunner, run: Callable[..., int], /, params: list[str], **more: object) -> int:
    """Run pytest. Where it finds no such test, that is no test that notices a mutant, as mutmut would have it."""
    try:
        return run(runner, params, **more)
    except BadTestExecutionCommandsException:
        return SUSPICIOUS


def _drawn(seed: str, how_many: int, names: list[str], refused: Collection[str]) -> list[str]:
    mutants, _by_file = mutmut.collect_source_file_mutation_data(mutant_names=names)
    every = sorted(name for _file, name, _status in mutants if name not in refused)
    return random.Random(seed).sample(every, min(how_many, len(every)))  # noqa: S311  (a sample, no secret)


def _collect_and_choose(
    collect: Callable[..., None],
    every: dict[str, set[str]],
    most: int,
    most_s: float,
    of_what: str,
    /,
    *given: object,
    **more: object,
) -> None:
    """Let mutmut find out once which tests call a function (`every`), and choose those that are most about it."""
    if not every:
        collect(*given, **more)
        every.update(state().tests_by_mangled_function_name)
    by_function = state().tests_by_mangled_function_name
    lasting = state().duration_by_test
    calling = Counter(test for tests in every.values() for test in tests)
    name_of = _file if of_what == "files" else _found_again
    for function, tests in every.items():
        whole, chosen = 0.0, set[str]()
        for test in sorted(tests, key=lambda test: (calling[test], lasting[test], test)):
            name = name_of(test)
            if name in chosen:
                continue
            if name not in lasting:
                lasting[name] = sum(
                    seconds for one, seconds in lasting.items() if one.startswith((f"{name}[", f"{name}::"))
                )
            whole += lasting[name]
            if chosen and (whole > most_s or len(chosen) == most):
                break
            chosen.add(name)
        by_function[function] = chosen


def _found_again(test: str) -> str:
    """Give a test's name for pytest, which does not find one with escapes again: then that of its whole function."""
    return test.partition("[")[0] if "\\" in test else test


def _file(test: str) -> str:
    return test.partition("::")[0]


def _record(name: str, caller: str | None = None) -> None:
    """Note that the running test has called a function, unless far below the loading of a policy."""
    del caller
    if name in state()._stats:
        return
    frame: FrameType | None = sys._getframe(1)
    between = 0
    while frame is not None and "pytest" not in frame.f_code.co_filename:
        between += "/mutants/checks/" in frame.f_code.co_filename
        if between > NEAR and frame.f_code.co_name.startswith(LOADING):
            return
        frame = frame.f_back
    state()._stats.add(name)


def _refused_by_mypy() -> dict[str, FailedTypeCheckMutant]:
    """Give the mutants that mypy refuses."""
    with change_cwd("mutants"):
        errors = run_type_checker(config().type_check_command)
    refused: dict[str, FailedTypeCheckMutant] = {}
    for error in errors:
        path = error.file_path.relative_to(Path("mutants").absolute())
        index = MutantLineSpans.load(path)
        assert index is not None, path
        lines = index.span_by_function_name.items()
        function, span = next((name, span) for name, span in lines if span.start <= error.line_number <= span.end)
        assert not function.endswith("__mutmut_orig"), error  # mypy refuses what we wrote
        mutant = get_mutant_name(path, function)
        refused[mutant] = FailedTypeCheckMutant(
            method_location=MutatedMethodLocation(error.file_path, function, span.start, span.end),
            name=mutant,
            error=error,
        )
    return refused


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
