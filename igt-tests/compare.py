# SPDX-License-Identifier: MIT
"""Compares igt_runner's results.json with a list: compare.py RESULTS LIST [--stock] [--debug] [PROGRAM]... With --stock
the tests of our own may skip or make the kernel log something: they ask more of a driver than stock nouveau gives. --debug
is for the lab's own kernels. With PROGRAMs, shell patterns, only these were run. A file "again" beside the folder of
RESULTS names the tests that failed and then passed alone."""

import collections
import fnmatch
import json
import os
import re
import sys

OWN = "nova_"
TIME = re.compile(r"\[ *([0-9.]+)\]")
RACE = re.compile(r"[^\n]*={40}\n[^\n]*BUG: KCSAN: .*?={40}\n", re.DOTALL)


def read_list(path, debug):
    """(pattern, accepted results) in order, of which the first that fits a test counts, and the patterns of what may pass
    at another try. "debug PATTERN RESULT" replaces what is said of PATTERN on that kernel."""
    accepted, patient = {}, []
    with open(path) as lines:
        for line in lines:
            words = line.split()
            if words[:1] == ["debug"]:
                words = words[1:] if debug else []
            if words[:1] == ["again"]:
                patient.append(words[1])
                continue
            if words and not line.startswith("#"):
                accepted[words[0]] = words[1].split("|")
    return list(accepted.items()), patient


def timed_lines(test):
    """The lines of a test's warnings, each with the kernel's time; what has none goes on with the line before it."""
    return [line for line in test.get("dmesg-warnings", "").splitlines() if TIME.search(line)]


def race_lines(tests):
    """The lines of KCSAN's reports: one may begin in one test's warnings and end in the next one's."""
    lines = {line for test in tests for line in timed_lines(test)}
    log = "\n".join(sorted(lines, key=lambda line: float(TIME.search(line)[1]))) + "\n"
    return {line for report in RACE.findall(log) for line in report.splitlines()}


def verdict(test, races):
    """igt_runner calls a pass with any line on stderr "warn"; in multiple mode it blames the wrong subtest for one. Which of
    KCSAN's reports are ours lab/vm tells: @races are their lines."""
    silent = {"dmesg-warn": "pass", "dmesg-fail": "fail"}
    if test["result"] in silent and races.issuperset(timed_lines(test)):
        return silent[test["result"]]
    return "pass" if test["result"] == "warn" and ": SUCCESS" in test.get("out", "") else test["result"]


def complain(name, got, accepted, test):
    print(f"{name}: {got}, the list says {'|'.join(accepted) or 'nothing'}")
    print("    " + (test.get("out") or test.get("err") or "").strip()[-600:].replace("\n", "\n    "))


def main(results, expected, stock, debug, programs):
    with open(results) as file:
        tests = json.load(file)["tests"]
    rows, patient = read_list(expected, debug)
    rows = [row for row in rows if any(fnmatch.fnmatchcase(row[0].split("@")[0], program) for program in programs or "*")]
    again = os.path.join(os.path.dirname(os.path.dirname(results)), "again")
    later = open(again).read().split() if os.path.exists(again) else []
    races = race_lines(tests.values())
    count, fitted = collections.Counter(), set()
    for name, test in sorted(tests.items()):
        name, got = name.removeprefix("igt@"), verdict(test, races)
        pattern, accepted = next((row for row in rows if fnmatch.fnmatchcase(name, row[0])), (None, []))
        fitted.add(pattern)
        if got in accepted or (stock and name.startswith(OWN) and got in ("skip", "dmesg-warn")):
            count["skip" if got == "skip" else "pass"] += 1
        elif got == "fail" and name in later and any(fnmatch.fnmatchcase(name, row) for row in patient):
            count["pass"] += 1
            print(f"{name}: failed, and passed alone, as the list allows")
        else:
            count["failed"] += 1
            complain(name, got, accepted, test)
    for pattern, _ in rows:
        if pattern not in fitted:
            count["failed"] += 1
            print(f"{pattern}: in the list, but nothing of that name ran")
    print(f"{count['skip']} skipped as the list says")
    print(f"{count['pass']} passed, {count['failed']} failed")
    return count["failed"] != 0 or count["pass"] == 0


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    sys.exit(main(*words[:2], stock="--stock" in sys.argv, debug="--debug" in sys.argv, programs=words[2:]))
