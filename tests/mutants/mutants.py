#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""mutants.py [--pick COUNT SEED]: seeds bugs into the kernel code, one at a time, and sees who notices.

Each class of sites.py gives PER_CLASS bugs, chosen by a hash of where and what they are. Every one goes into a copy of the
tree, where the file is analysed as lab/analyze does, and is then given to the unit tests and proofs that are made of it.
A bug that compiles to the same object code as the file without it is none, and is not counted.

Without arguments all are judged; docs/mutants.md is written, and tests/mutants/judged, which has a line for each. It fails
if less is rejected or caught than LEAST. What was judged before is remembered in build/mutants/ until a file that it depends
on changes, so that a run that was interrupted goes on where it was.

With --pick, COUNT of them are judged, chosen by SEED, each by who caught it first. It fails if one is missed that
tests/mutants/judged says is caught: then a check has become weaker. One that is not there, because the code is new, is
told but may be missed. It also fails if a class has no place left in the code for a bug.

Diffs of what was missed: build/mutants/. Runs in the tools root.
"""
import collections
import concurrent.futures
import difflib
import fnmatch
import functools
import glob
import hashlib
import json
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

PER_CLASS = 21  # at least 20 that count
LEAST = (90, 95)  # percent: of ownership, lock and null bugs rejected at build, of all caught
OUT = ROOT + "/build/mutants"
DOC = ROOT + "/docs/mutants.md"
JUDGED = HERE + "/judged"
TOOLS = ("context", "rules", "unread", "gcc", "cppcheck")
RESULTS = ("build", "test", "missed")
BOUNDS = ("check removed before an index", "off by one in a bound")
local = threading.local()
cleaned = {}
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


def mark(mutant):
    return digest(mutant.kind, key(mutant))[:12]


def all_mutants():
    texts = [open(path).read() for path in glob.glob(ROOT + "/drm/**/*.[ch]", recursive=True)]
    found = [mutant for path, text in sources.items() for mutant in sites.sites(path, text, texts)]
    chosen = []
    for kind in sites.CLASSES:
        group = {key(mutant): mutant for mutant in found if mutant.kind == kind}
        if not group:
            sys.exit(f"no place for a bug of the class: {kind}")
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
    return {re.sub(r":\d+", "", text.split("\n")[0]) for _, text in found}


def unit_tests(path):
    """Programs in tests/unit that are made of @path, by its Makefile; those of the whole card take too long."""
    found = []
    makefile = open(ROOT + "/tests/unit/Makefile").read()
    lists = dict(re.findall(r"^(\w+) := (.*)$", makefile, re.M))
    for name, sources in re.findall(r"^(\w+)-srcs := (.*)$", makefile, re.M):
        sources = re.sub(r"\$\((\w+)\)", lambda match: lists.get(match[1], ""), sources)
        if any(fnmatch.fnmatch(path, part) for part in re.findall(r"[\w/*-]+\.c", sources)):
            found.append(name)
    return found


def proofs(path):
    """Harnesses in tests/cbmc that compile @path."""
    return [os.path.basename(name)[:-2] for name in sorted(glob.glob(ROOT + "/tests/cbmc/*.c"))
            if f'#include "{path}"' in open(name).read()]


def fails(words, where, limit):
    try:
        return subprocess.run(words, cwd=where, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=limit).returncode
    except subprocess.TimeoutExpired:
        return True


def proved_wrong(name, where):
    """Whether a proof finds the bug; one that takes too long has not."""
    done = subprocess.run([ROOT + "/tests/cbmc/run", "--tree", where, name], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, env={**os.environ, "JOBS": "1"})
    return ": FAILURE" in done.stdout


def tested(path, where):
    """The first unit test or proof that fails, if any."""
    for name in unit_tests(path):
        program = f"build/tests/unit/{name}-san"
        # a bug that the program's own headers do not build with has not been tested
        if fails(["make", "-s", "-C", "tests/unit", "../../" + program], where, 900):
            continue
        if fails([program], where, 60):
            return name
    for name in proofs(path):
        if proved_wrong(name, where):
            return f"proof {name}"
    return None


def contents(names):
    return digest(*(open(f"{ROOT}/{name}").read() for name in names if os.path.isfile(f"{ROOT}/{name}")))


@functools.cache
def checks(path):
    """A digest of all on which it depends whether a bug in @path is rejected at build, but the bug."""
    return contents(analyze.dependencies(path) + sorted(glob.glob("tests/analyze/*.*", root_dir=ROOT)))


@functools.cache
def tests(path):
    """A digest of all on which it depends whether one that is not is caught by a test."""
    return contents([*(f"tests/unit/{name}.c" for name in unit_tests(path)), "tests/unit/kernel_shim.h",
                     *(f"tests/cbmc/{name}.c" for name in proofs(path))])


@functools.cache
def remembered():
    found = {}
    for name in glob.glob(OUT + "/memory-*"):
        found.update(json.loads(line) for line in open(name))
    return found


def remember(name, result):
    with open(f"{OUT}/memory-{threading.get_ident()}", "a") as file:
        file.write(json.dumps([name, result]) + "\n")
    return result


def findings(path, where, tool):
    """What @tool finds in a file as it is in the tree, and whether it understood it."""
    found = analyze.analyze(path, where, [tool])
    return unplaced(found), not any("not analysed" in text for _, text in found)


def clean(path, where, tool):
    """What @tool finds in the file without a bug."""
    if (path, tool) not in cleaned:
        write(f"{where}/{path}", sources[path])
        cleaned[path, tool] = findings(path, where, tool)[0]
    return cleaned[path, tool]


def objects(path, where):
    """The object code of a file as it is in the tree, without the numbers of its lines."""
    cwd, words = analyze.compiler(path, where)
    out = f"{where}/object.o"
    status, _ = analyze.call([*words, "-w", "-g0", "-D__LINE__=1", "-c", "-o", out, f"{where}/{path}"], cwd)
    return None if status else open(out, "rb").read()


def is_same(mutant, where):
    write(f"{where}/{mutant.path}", sources[mutant.path])
    before = objects(mutant.path, where)
    write(f"{where}/{mutant.path}", "\n".join(mutant.lines))
    return before is not None and before == objects(mutant.path, where)


def judge(mutant, first=""):
    """(result, by whom) of one mutant, asking who is @first first."""
    where = tree()
    name = digest(mark(mutant), checks(mutant.path))
    late = digest(name, tests(mutant.path))
    for known in {name, late} & remembered().keys():
        return tuple(remembered()[known])
    try:
        for tool in sorted(TOOLS, key=lambda tool: tool != first):
            write(f"{where}/{mutant.path}", "\n".join(mutant.lines))
            found, understood = findings(mutant.path, where, tool)
            if tool == "context" and not understood:
                return remember(name, ("no C", ""))
            if found and found - clean(mutant.path, where, tool):
                return remember(name, ("build", tool))
        if is_same(mutant, where):
            return remember(name, ("same", ""))
        test = tested(mutant.path, where)
        return remember(late, ("test", test) if test else ("missed", ""))
    finally:
        write(f"{where}/{mutant.path}", sources[mutant.path])


def table(results):
    rows = ["| class | seeded | rejected at build | caught by proof or test | missed |", "|---|---|---|---|---|"]
    for kind in (*sites.CLASSES, "all"):
        count = collections.Counter(result[0] for mutant, result in results if kind in (mutant.kind, "all"))
        rows.append(f"| {kind} | {count.total()} | " + " | ".join(str(count[name]) for name in RESULTS) + " |")
    return "\n".join(rows)


def shares(results):
    """How many percent of ownership, lock and null bugs are rejected at build, and of all are caught."""
    own = [result[0] for mutant, result in results if mutant.kind not in BOUNDS]
    caught = sum(result[0] != "missed" for _, result in results)
    return 100 * own.count("build") / max(len(own), 1), 100 * caught / len(results)


def share(results):
    return "Of ownership, lock and null bugs, {:.1f} % are rejected at build; of all, {:.1f} % are caught.".format(
        *shares(results))


def recorded():
    """What tests/mutants/judged says, by a hash of the mutant: result and who caught it."""
    lines = open(JUDGED).read().splitlines() if os.path.exists(JUDGED) else []
    return {line.split(" ")[0]: line.split(" ", 2)[1:] for line in lines if line[:1] != "#"}


def write_docs(results, judged):
    by = collections.Counter(result[1] for _, result in results if result[1])
    dropped = collections.Counter(result[0] for _, result in judged)
    missed = [mutant for mutant, result in results if result[0] == "missed"]
    text = open(HERE + "/mutants.md.in").read()
    text = text.replace("@PER_CLASS@", str(PER_CLASS)).replace("@TABLE@", table(results)).replace("@SHARE@", share(results))
    text = text.replace("@SAME@", str(dropped["same"])).replace("@NOC@", str(dropped["no C"]))
    text = text.replace("@BY@", "\n".join(f"- {name}: {count}" for name, count in by.most_common()))
    text = text.replace("@MISSED@", "\n".join(
        f"\n### {kind.capitalize()}\n" + "\n".join(f"\n```diff\n{diff(mutant)}\n```" for mutant in missed if mutant.kind == kind)
        for kind in sites.CLASSES if any(mutant.kind == kind for mutant in missed)))
    write(DOC, text)
    write(JUDGED, "# SPDX-License-Identifier: MIT\n# Written by make mutants: a hash of each bug, what became of it, by whom.\n" + "".join(sorted(
        f"{mark(mutant)} {result[0]} {result[1]}".rstrip() + "\n" for mutant, result in judged)))


def judge_all(mutants, first):
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("JOBS", 2))) as pool:
        for i, result in enumerate(pool.map(judge, mutants, [first(mutant) for mutant in mutants])):
            print(f"{i + 1}/{len(mutants)} {' by '.join(filter(None, result))}: {mutants[i].kind}, "
                  f"{mutants[i].path}:{mutants[i].line}", flush=True)
            yield mutants[i], result


def main():
    picked = sys.argv[1:2] == ["--pick"]
    if len(sys.argv) != (4 if picked else 1):
        sys.exit(__doc__)
    for name in glob.glob(OUT + "/tree-*"):
        shutil.rmtree(name)
    for name in glob.glob(OUT + "/*.diff"):
        os.unlink(name)
    os.makedirs(OUT, exist_ok=True)
    known = recorded()
    mutants = all_mutants()
    if picked:
        mutants = sorted(mutants, key=lambda mutant: digest(sys.argv[3], mark(mutant)))[:int(sys.argv[2])]

    def said(mutant):  # [result, by whom]
        return known.get(mark(mutant), [""])
    judged = list(judge_all(mutants, lambda mutant: said(mutant)[-1]))
    results = [(mutant, result) for mutant, result in judged if result[0] in RESULTS]
    for i, (mutant, result) in enumerate(results):
        if result[0] == "missed":
            write(f"{OUT}/{i:03}-{mutant.kind.replace(' ', '-')}.diff", diff(mutant) + "\n")
            print(f"missed, recorded as {' by '.join(said(mutant)) or 'nothing'}: {key(mutant)}")
    print(table(results))
    print(share(results))
    if not picked:
        write_docs(results, judged)
        sys.exit(any(is_now < least for is_now, least in zip(shares(results), LEAST)))
    weaker = [mutant for mutant, result in results if result[0] == "missed" and said(mutant)[0] in ("build", "test")]
    sys.exit(not results or bool(weaker))


if __name__ == "__main__":
    main()
