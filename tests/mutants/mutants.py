#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""mutants.py [--pick COUNT SEED]: seeds bugs into the kernel code, one at a time, and sees who notices.

Each class of sites.py gives PER_CLASS bugs, chosen by a hash. Every one goes into a copy of the tree, where the file is
analysed as lab/analyze does, and then tested by the unit tests and the proofs that are made of it. Without arguments all are run and
docs/mutants.md is written. With --pick, COUNT of them run, chosen by SEED, and more than a tenth that are missed though
docs/mutants.md does not list them are a failure: code that is new may have one that nobody has looked at yet. Diffs of what was missed: build/mutants/. Runs in the tools root.
"""
import collections
import concurrent.futures
import difflib
import fnmatch
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [HERE, ROOT + "/tests/analyze"]
import analyze  # noqa: E402
import sites    # noqa: E402

PER_CLASS = 20
OUT = ROOT + "/build/mutants"
DOC = ROOT + "/docs/mutants.md"
TOOLS = ("context", "rules", "unread", "gcc", "cppcheck")
RESULTS = ("build", "test", "missed")
local = threading.local()
sources = {path: open(f"{ROOT}/{path}").read() for path in analyze.kernel_files()}


def digest(*words):
    return hashlib.sha256("\0".join(words).encode()).hexdigest()


def diff(mutant):
    before = sources[mutant.path].split("\n")
    return "\n".join(difflib.unified_diff(before, mutant.lines, mutant.path, mutant.path, lineterm=""))


def change(mutant):
    """The bug in a line, without its place, which moves as the file does."""
    changed = [line for line in diff(mutant).split("\n")[2:] if line[:1] in "+-" and line[1:].strip()]
    return re.sub(r"\s+", " ", " ".join(changed))


def key(mutant):
    return f"{mutant.path} {mutant.function}(): {change(mutant)}"


def all_mutants():
    texts = [open(path).read() for path in glob.glob(ROOT + "/drm/**/*.[ch]", recursive=True)]
    found = [mutant for path, text in sources.items() for mutant in sites.sites(path, text, texts)]
    chosen = []
    for kind in sites.CLASSES:
        group = {key(mutant): mutant for mutant in found if mutant.kind == kind}
        chosen += [group[name] for name in sorted(group, key=lambda name: digest(kind, name))[:PER_CLASS]]
    return chosen


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def tree():
    """This thread's copy of the tree."""
    if not hasattr(local, "tree"):
        local.tree = f"{OUT}/tree-{threading.get_ident()}"
        for room in ("drm", "firmware", "uapi", "emu", "tests/unit"):
            shutil.copytree(f"{ROOT}/{room}", f"{local.tree}/{room}")
        for path, text in sources.items():
            write(f"{local.tree}/{path}", text)
    return local.tree


def unplaced(found):
    """Findings without the numbers of their lines."""
    return {re.sub(r":\d+", "", text.split("\n")[0]) for _, text in found if "R7" not in text}


def unit_tests(path):
    """Programs in tests/unit that are made of @path, by its Makefile; those of the whole card take too long."""
    found = []
    for name, sources in re.findall(r"^(\w+)-srcs := (.*)$", open(ROOT + "/tests/unit/Makefile").read(), re.M):
        if any(fnmatch.fnmatch(path, part) for part in re.findall(r"[\w/*-]+\.c", sources)):
            found.append(name)
    return found


def tested(path, where):
    """The first unit test that fails, if any."""
    for name in unit_tests(path):
        program = f"{where}/build/tests/unit/{name}-san"
        build = ["make", "-s", "-C", where + "/tests/unit", f"../../build/tests/unit/{name}-san"]
        try:
            if analyze.call(build, None)[0]:
                return f"{name} does not build"
            done = subprocess.run([program], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)
        except subprocess.TimeoutExpired:
            return f"{name} hangs"
        if done.returncode:
            return name
    return None


def proved_wrong(path, where):
    """The first harness in tests/cbmc that includes @path and fails, if any."""
    for harness in sorted(glob.glob(ROOT + "/tests/cbmc/*.c")):
        name = os.path.basename(harness)[:-2]
        if f'#include "{path}"' in open(harness).read():
            done = subprocess.run([ROOT + "/tests/cbmc/run", "--tree", where, name], stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, env={**os.environ, "JOBS": "1"})
            if ": FAILURE" in done.stdout:
                return f"proof {name}"
    return None


def judge(mutant, clean):
    """(result, by whom) of one mutant; None for one that is no C."""
    where = tree()
    write(f"{where}/{mutant.path}", "\n".join(mutant.lines))
    try:
        for tool in TOOLS:
            found = analyze.analyze(mutant.path, where, [tool])
            if tool == "context" and any("not analysed" in text for _, text in found):
                return None
            if unplaced(found) - clean[mutant.path]:
                return "build", tool
        test = tested(mutant.path, where) or proved_wrong(mutant.path, where)
        return ("test", test) if test else ("missed", "")
    finally:
        write(f"{where}/{mutant.path}", sources[mutant.path])


def table(results):
    rows = ["| class | seeded | rejected at build | caught by proof or test | missed |", "|---|---|---|---|---|"]
    for kind in (*sites.CLASSES, "all"):
        count = collections.Counter(result[0] for mutant, result in results if kind in (mutant.kind, "all"))
        rows.append(f"| {kind} | {count.total()} | " + " | ".join(str(count[name]) for name in RESULTS) + " |")
    return "\n".join(rows)


def known():
    """What docs/mutants.md lists as missed."""
    return set(re.findall(r"^- `(.*)`$", open(DOC).read(), re.M)) if os.path.exists(DOC) else set()


def write_doc(results, missed):
    by = collections.Counter(result[1] for _, result in results if result[1])
    text = open(HERE + "/mutants.md.in").read()
    text = text.replace("@TABLE@", table(results))
    text = text.replace("@BY@", "\n".join(f"- {name}: {count}" for name, count in by.most_common()))
    text = text.replace("@MISSED@", "\n".join(
        f"\n### {kind.capitalize()}\n\n" + "\n".join(f"- `{key(mutant)}`" for mutant in missed if mutant.kind == kind)
        for kind in sites.CLASSES if any(mutant.kind == kind for mutant in missed)))
    write(DOC, text)


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    os.makedirs(OUT)
    mutants = all_mutants()
    picked = sys.argv[1:2] == ["--pick"]
    if picked:
        mutants = sorted(mutants, key=lambda mutant: digest(sys.argv[3], key(mutant)))[:int(sys.argv[2])]
    jobs = int(os.environ.get("JOBS", 2))
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        paths = sorted({mutant.path for mutant in mutants})
        clean = dict(zip(paths, pool.map(lambda path: unplaced(analyze.analyze(path, tree(), TOOLS)), paths)))
        results = []
        for i, result in enumerate(pool.map(lambda mutant: judge(mutant, clean), mutants)):
            if result:
                results.append((mutants[i], result))
                print(f"{i + 1}/{len(mutants)} {' by '.join(filter(None, result))}: {mutants[i].kind}, "
                      f"{mutants[i].path}:{mutants[i].line}", flush=True)
    missed = [mutant for mutant, result in results if result[0] == "missed"]
    for i, mutant in enumerate(missed):
        write(f"{OUT}/{i:03}-{mutant.kind.replace(' ', '-')}.diff", diff(mutant) + "\n")
    new = [mutant for mutant in missed if key(mutant) not in known()]
    print(table(results))
    if not picked:
        write_doc(results, missed)
    for mutant in new if picked else []:
        print(f"missed: {key(mutant)}")
    sys.exit(not results or (picked and len(new) > len(results) / 10))


if __name__ == "__main__":
    main()
