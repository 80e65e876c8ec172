#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""analyze.py [FILE.c]...: checks the kernel code with every tool that reads it; see docs/ownership.md.

Runs in the tools root (lab/analyze). Each file is compiled with what gcc was given for it in the last build, and fails
on any finding in the project's own files: the kernel's headers have findings of their own, which are not ours to mend.
Without arguments all files are checked, the card's too where a tool applies, and what tests/analyze/unsafe.max caps is
counted; so is what stands in both drivers (twins.py). Files in which there was nothing to find are remembered in
/cache/analyzed, by all that this depends on.
"""
import concurrent.futures
import glob
import hashlib
import os
import re
import shlex
import subprocess
import sys
import time

import twins

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
CLEAN = "/cache/analyzed"
CLEAN_DAYS = 30
SHARED = ("firmware/",)  # compiled for the host as well
KINDS = ("amd64", "arm64-16k")  # kernels; what the first have not is taken from the next
GCC = """-Wno-error -fno-sanitize=all -ftrivial-auto-var-init=uninitialized -fdelete-null-pointer-checks
	-Warray-bounds=2 -Wnull-dereference -Wmaybe-uninitialized -Wuse-after-free=3 -Wunused-result
	-fanalyzer --param=analyzer-bb-explosion-factor=50 --param=analyzer-max-enodes-per-program-point=64
	-Wno-analyzer-out-of-bounds -Wno-analyzer-null-dereference
	-Wno-analyzer-use-of-uninitialized-value""".split()
CONTEXT = """-fsyntax-only -Wno-everything -Wthread-safety -Wthread-safety-beta -Wthread-safety-pointer""".split()
CPPCHECK = """--enable=warning,portability --std=c11 --quiet --inline-suppr --suppress=unknownMacro --suppress=uninitvar
	--suppress=checkersReport --suppress=normalCheckLevelMaxBranches
	--template={file}:{line}:\\ {message}\\ [{id}]""".replace("\n\t", " ")


class NotAnalysed(Exception):
    """The tool did not understand the file, so that it found nothing in it."""


def builds(kinds=KINDS):
    """The builds of the modules, newest kernel of the first kind first."""
    def version(path):
        return [int(part) for part in re.findall(r"\d+", os.path.basename(path))[:3]]
    return [path for kind in kinds
            for path in sorted(glob.glob(f"{ROOT}/build/modules/*-{kind}"), key=version, reverse=True)]


def compiler(path, tree):
    """How gcc was called for @path: where, and with what; as if the repository were in @tree."""
    command = os.path.join(os.path.dirname(path), "." + os.path.basename(path)[:-1] + "o.cmd")
    for build in builds():
        if os.path.exists(os.path.join(build, command)):
            line = open(os.path.join(build, command)).readline().partition(":=")[2]
            words = shlex.split(line)
            words = [word for word in words[:words.index("-c")] if not word.startswith("-Wp,-MMD")]
            return build, [re.sub(r"^(-I)?/src(?=/|$)", r"\1" + tree, word) for word in words]
    raise NotAnalysed(f"{path}: not built; build the modules first (lab/modules)")


def dependencies(path):
    """The repository's own files that the file at @path is compiled from, itself included."""
    command = os.path.join(os.path.dirname(path), "." + os.path.basename(path)[:-1] + "o.cmd")
    for build in builds():
        if os.path.exists(f"{build}/{command}"):
            found = re.findall(r"^ +(?:\$\(wildcard )?/src/([^ )]+)", open(f"{build}/{command}").read(), re.M)
            return sorted(name for name in {*found, path} if os.path.isfile(f"{ROOT}/{name}"))
    return [path]


def is_built(path, kinds=KINDS[:1]):
    command = os.path.join(os.path.dirname(path), "." + os.path.basename(path)[:-1] + "o.cmd")
    return any(os.path.exists(os.path.join(build, command)) for build in builds(kinds))


def target(words):
    """What clang has to be told where gcc is another program."""
    return ["--target=aarch64-linux-gnu"] if words[0].startswith("aarch64") else []


def frontend(words):
    """What of gcc's arguments other front ends need."""
    out = []
    for i, word in enumerate(words):
        if re.match(r"-[DIU]|-std=|-nostdinc$|-fms-extensions$|-f.*char$", word):
            out.append(word)
        elif word == "-include":
            out += [word, words[i + 1]]
    return out


def call(words, cwd, text=None):
    done = subprocess.run(words, cwd=cwd, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
    return done.returncode, done.stdout


def pick(output, tree, pattern):
    """Lines of @output that are about the project, by @pattern, once each, with the function and the line of code."""
    found = []
    function = place = ""
    lines = output.splitlines()
    for i, line in enumerate(lines):
        inside = re.search(r"(?:[Ii]n function|inlined from) .(\w+)", line)
        if inside:
            at = re.search(r" at " + re.escape(tree) + r"/(\S+?:\d+)", line)
            function, place = f" in {inside[1]}()", at[1] if at else ""
        match = re.match(re.escape(tree) + r"/(\S+?:\d+)(?::\d+)?: " + pattern, line)
        if match:
            code = re.match(r" +\d+ \| *(.*)", lines[i + 1].replace("\t", " ")) if i + 1 < len(lines) else None
            found.append(f"{place or match[1]}: {match[2]}{function}" + (f"\n\t{code[1].strip()}" if code else ""))
    return [text for text in dict.fromkeys(found) if not any(re.search(known, text) for known in accepted())]


def accepted():
    """Patterns of findings that are known to be wrong; what is wrong with each stands beside it."""
    return re.findall(r"^([^#\n]+?)\s*$", open(HERE + "/accepted").read(), re.M)


def filled(head, body):
    """@body with a look into the handle wherever it says that the handle was filled, so that clang sees whether it was."""
    for good, h in re.findall(r"__cond_acquires\((\w+), (\w+)\)", head):
        kind = re.search(rf"struct (\w+)_own \*{h}\b", head)
        if kind:
            body = re.sub(rf"^(\t+)return {good};", rf"\1return {kind[1]}_borrow({h}), {good};", body, flags=re.M)
    return body


def creators(text, path, headers):
    """Copies of the functions that fill a handle, without the annotation that says so.

    Clang analyses no function that may or may not acquire (ThreadSafety.cpp: "don't try to check trylock functions"), and
    a creator is one. It does analyse the copies.
    """
    for match in re.finditer(r"^(?!OWNED)\w(?:(?!\n\n)[^;{}#])*\n\{\n.*?^\}$", text, re.M | re.S):
        head = match[0][:match[0].index("\n{\n")]
        name = re.search(r"(\w+)\(", head)[1]
        said = re.search(rf"^\w[^;{{}}#]*\b{name}\(([^;{{}}]*);", headers, re.M)
        said = head + (said[1] if said else "")
        if "__cond_acquires(" in said:
            line = text.count("\n", 0, match.start()) + 1
            bare = re.sub(r"__cond_acquires\([^)]*\)|__must_check", "", head).replace(name + "(", name + "_copy(", 1)
            bare += " ".join(word for word in re.findall(r"__(?:must_hold|releases)\([^)]*\)", said) if word not in head)
            yield f'# {line} "{path}"\n{bare}{filled(said, match[0][len(head):])}\n'


def context(path, tree):
    cwd, words = compiler(path, tree)
    clang = "clang-23" if os.path.exists("/usr/bin/clang-23") else "clang-22"
    name = f"{tree}/{path}"
    text = open(name).read()
    headers = "".join(open(f"{tree}/{header}").read() for header in dependencies(path) if header.endswith(".h"))
    kernel = ["-include", HERE + "/context.h"] if path.startswith("drm/") else []
    status, output = call([clang, *target(words), *CONTEXT, "-DWARN_CONTEXT_ANALYSIS", *frontend(words), *kernel,
                           "-iquote", os.path.dirname(name), "-x", "c", "-"], cwd, f'# 1 "{name}"\n' + text + "\n".join(["", *creators(text, name, headers)]))
    if status:
        raise NotAnalysed(output)
    # A copy may return with its handle full.
    return [text for text in pick(output, tree, "warning: (.*)")
            if not re.search(r"'h' is (not held on every path|still held at the end of function)", text)]


def rules(path, tree):
    cwd, words = compiler(path, tree)
    status, output = call(["clang-query-22", "-f", HERE + "/rules.cq", f"{tree}/{path}", "--", *target(words), "-Wno-everything",
                           "-DWARN_CONTEXT_ANALYSIS", *frontend(words)], cwd)
    if status or "rror:" in output or "matches." not in output:
        raise NotAnalysed(output)
    # handles are the drivers'; the lab's modules and tests include nothing of theirs
    numbers = "R" if path.startswith(("drm/", "firmware/")) else "R(?!7)"
    return pick(output, tree, f'note: "({numbers}.*)" binds here')


def unread(path, tree):
    """Results that are overwritten or dropped before anybody looks: a check that is missing."""
    cwd, words = compiler(path, tree)
    status, output = call(["clang-22", *target(words), "-fsyntax-only", "-Wno-everything", *frontend(words), f"{tree}/{path}", *(
        word for option in ("-analyze", "-analyzer-checker=deadcode.DeadStores", "-analyzer-output=text")
        for word in ("-Xclang", option))], cwd)
    if status:
        raise NotAnalysed(output)
    return pick(output, tree, "warning: (.*)")


def gcc(path, tree):
    cwd, words = compiler(path, tree)
    status, output = call([*words, *GCC, "-include", HERE + "/annotate.h", "-c", "-o", "/dev/null",
                           f"{tree}/{path}"], cwd)
    if status:
        raise NotAnalysed(output)
    return pick(output, tree, "(?:warning|error): (.*)")


def sparse(path, tree):
    cwd, words = compiler(path, tree)
    base = call([words[0], "-print-file-name="], None)[1].strip()
    arch = ["--arch=arm64"] if target(words) else []
    _, output = call(["sparse", "-m64", *arch, "-gcc-base-dir", base, "-D__CHECKER__", "-D__typeof_unqual__=__typeof__",
                      "-Wbitwise", "-Wno-return-void", "-Wno-unknown-attribute", *frontend(words),
                      f"{tree}/{path}"], cwd)
    if "too many errors" in output:
        raise NotAnalysed(output)
    # Sparse takes MODULE_*() for no constants.
    return pick(output, tree, "((?:warning|error): (?!bad constant expression).*)")


def cppcheck(path, tree):
    if not path.startswith(SHARED):
        return []
    return cppcheck_user([path], tree)


def cppcheck_user(paths, tree):
    _, output = call(["cppcheck", *shlex.split(CPPCHECK), "-I" + tree, *(f"{tree}/{path}" for path in paths)], tree)
    return pick(output, tree, "(.*)")


TOOLS = {"context": context, "rules": rules, "unread": unread, "gcc": gcc, "sparse": sparse, "cppcheck": cppcheck}


def analyze(path, tree=ROOT, tools=tuple(TOOLS)):
    """Findings of all tools in one file, as a list of (tool, text)."""
    found = []
    for tool in tools:
        try:
            found += [(tool, text) for text in TOOLS[tool](path, tree)]
        except NotAnalysed as error:
            found.append((tool, f"{path}: not analysed\n{str(error)[-2000:]}"))
    return found


def kernel_files(tree=ROOT):
    files = glob.glob("drm/**/*.c", root_dir=tree, recursive=True) + glob.glob("firmware/gsp/**/*.c", root_dir=tree,
                                                                             recursive=True)
    return sorted(files)


def more_files():
    """Kernel code in which no bugs are seeded: what one architecture has, and what the lab alone has. Not tests/kunit,
    which looks into handles, nor what is wrong on purpose."""
    files = [path for room in ("firmware/agx", "drm/*/arch", "emu/agx-card/glue", "tests/guest/rtkit", "tests/guest/domain")
             for path in glob.glob(room + "/*.c", root_dir=ROOT)]
    return sorted(path for path in files if is_built(path, KINDS))


def capped():
    """Counts what may only become less, as a finding each where it is more than its cap."""
    files = glob.glob("drm/**/*.[ch]", root_dir=ROOT, recursive=True) + glob.glob("firmware/**/*.[ch]", root_dir=ROOT,
                                                                                 recursive=True)
    text = "".join(open(f"{ROOT}/{path}").read() for path in files)
    lines = text.count("\n")
    text = re.sub(r"/\*\*.*?\*/", "", text, flags=re.S)
    counts = {"unsafe": len(re.findall(r"\b_*context_unsafe\(", text)),
              "given": len(re.findall(r"^\t.*(?:[a-z0-9]|##)_give\(&?\w+\)", text, re.M))}
    found = []
    for name, cap in re.findall(r"^(\w+) (\d+)$", open(HERE + "/unsafe.max").read(), re.M):
        print(f"{name}: {counts[name]} in {lines} lines, {1000 * counts[name] / lines:.2f} per 1000; at most {cap}")
        if counts[name] > int(cap):
            found.append(("capped", f"{name}: {counts[name]}, at most {cap}"))
    return found


def contents(names):
    return "\0".join(f"{name}\0{open(name).read()}" for name in names)


def unless_clean(check, *depends):
    """What @check() finds, or nothing if it found nothing before and all that it depends on is as it was."""
    tools = [*sorted(path for path in glob.glob(HERE + "/*.*") + [HERE + "/accepted"]), "/var/lib/dpkg/status"]
    mark = f"{CLEAN}/{hashlib.sha256(chr(0).join([contents(tools), *depends]).encode()).hexdigest()}"
    if os.path.exists(mark):
        os.utime(mark)
        return []
    found = check()
    if not found and os.path.isdir(os.path.dirname(CLEAN)):
        os.makedirs(CLEAN, exist_ok=True)
        open(mark, "w").close()
    return found


def forget_old():
    for mark in glob.glob(CLEAN + "/*"):
        if os.path.getmtime(mark) < time.time() - CLEAN_DAYS * 86400:
            os.unlink(mark)


def analyze_file(path):
    try:
        depends = [str(compiler(path, ROOT)), contents(f"{ROOT}/{name}" for name in dependencies(path))]
    except NotAnalysed as error:
        return [("build", str(error))]
    return unless_clean(lambda: analyze(path), *depends)


def analyze_card():
    """cppcheck's findings in the card."""
    # the glue of the Apple card is a kernel module
    card = sorted(path for path in glob.glob("emu/**/*.c", root_dir=ROOT, recursive=True) if "/glue/" not in path)
    depends = sorted(glob.glob(ROOT + "/emu/**/*.[ch]", recursive=True) + glob.glob(ROOT + "/firmware/**/*.[ch]", recursive=True))
    return unless_clean(lambda: [("cppcheck", text) for text in cppcheck_user(card, ROOT)], contents(depends))


def main():
    # what is for another architecture was not built for this one
    paths = sys.argv[1:] or sorted({*(path for path in kernel_files() if "/arch/" not in path), *more_files()})
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("JOBS", 2))) as pool:
        card = [] if sys.argv[1:] else [pool.submit(analyze_card)]
        jobs = [*pool.map(analyze_file, paths), *(job.result() for job in card)]
    found = [finding for job in jobs for finding in job]
    forget_old()
    found = list(dict.fromkeys(found))
    if not sys.argv[1:]:
        found += capped()
        found += [("twins", text) for text in twins.findings(ROOT, "drm/agx", "drm/nova")]
    for tool, text in found:
        print(f"{tool}: {text}")
    print(f"{len(paths)} files, {len(found)} findings")
    sys.exit(bool(found) or not paths)


if __name__ == "__main__":
    main()
