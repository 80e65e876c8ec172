#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""objcode.py: handles and annotations cost nothing; see docs/ownership.md.

Every kernel file is compiled with what gcc was given for it in the last build, three times:

- as it is shipped;
- from a copy in which no annotation is left: the code must be the same, instruction by instruction;
- from a copy in which each handle and slot is a plain pointer, too. gcc numbers the variables differently then, and with that
  chooses other registers and another order of blocks in some functions. The hot ones must make the same calls and be as long,
  and the module as big.

Then the functions of sample.c, written with handles and once more by hand, must be the same, instruction by instruction.
Last, copies of own.h that do cost something must be found out. Runs in the tools root.
"""
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, ROOT + "/tests/analyze")
import analyze  # noqa: E402

# What runs for every submission, interrupt, bind and message: shown by name, and an error if one is not there.
HOT = """nova_ioctl_exec nova_job_submit nova_chan_submit nova_chan_process fwgpu_fence_emit fwgpu_fence_queue_process
	nova_intr_handler nova_ioctl_vm_bind nova_bind_sched_run_job nova_vm_write_mapping nova_vm_prepare_mapping nova_pt_map
	nova_pt_unmap nova_pt_flush nova_gsp_call msgq_
	agx_ioctl_submit agx_ioctl_vm_bind agx_wq_submit agx_wq_process agx_event_handle agx_pt_map agx_pt_unmap""".split()
ANNOTATIONS = re.compile(r"(?<!#define )\b(?:__cond_acquires|__acquires|__releases|__must_hold|__must_hold_shared|__guarded_by"
                         r"|__acquired_after|__acquired_before|__context_unsafe|__no_context_analysis)\s*(\((?:[^()]|\([^()]*\))*\))")
SAMPLE = "tests/objcode/sample.c"
LIKE = "drm/nova/nova_bo.c"  # whose flags the sample is compiled with
SEEDED = "drm/nova/mmu/vm.c"


def bare(text):
    """@text without annotations."""
    text = ANNOTATIONS.sub(lambda match: "\n" * match[0].count("\n"), text)
    return re.sub(r"context_lock_struct\((\S+)\)", r"struct \1", text)


def plain(text, types):
    """@text without annotations, and with a plain pointer for each handle and slot."""
    text = bare(text)
    text = re.sub(r"struct (name##_(?:own|slot)) \{ type \*__p; \}", r"typedef type *\1", text)
    text = re.sub(r"^struct ((\w+)_(?:own|slot));",
                  lambda match: f"typedef {types[match[2]]} *{match[1]};" if match[2] in types else match[0], text, flags=re.M)
    text = re.sub(r"\bstruct (name##_(?:own|slot))\b", r"\1", text)
    text = re.sub(r"\bstruct ((\w+)_(?:own|slot))\b", lambda match: match[1] if match[2] in types else match[0], text)
    return re.sub(r"&?\b(\w+)->__p\b", lambda match: f"(*{match[1]})" if match[0][0] != "&" else f"&(*{match[1]})", text)


def copy_tree(name, change):
    """A copy of what kernel files are made of, changed by @change(path, text). Its place is the same each time, so that ccache
    knows what it has compiled there before."""
    tree = f"{tempfile.gettempdir()}/objcode.{name}"
    for folder in ("drm", "firmware", "uapi", "tests/objcode"):
        shutil.copytree(f"{ROOT}/{folder}", f"{tree}/{folder}")
        for where, _, names in os.walk(f"{tree}/{folder}"):
            for name in names:
                if name.endswith((".c", ".h")):
                    path = os.path.join(where, name)
                    text = open(path).read()
                    with open(path, "w") as file:
                        file.write(change(os.path.relpath(path, tree), text))
    return tree


def owned_types():
    """The types of the handles: {prefix: type}."""
    types = {}
    for path in analyze.kernel_files() + [SAMPLE] + [
            os.path.relpath(os.path.join(where, name), ROOT)
            for where, _, names in os.walk(ROOT + "/drm") for name in names if name.endswith(".h")]:
        if path != "drm/own/own.h":
            text = open(f"{ROOT}/{path}").read()
            types.update(re.findall(r"^OWNED\w*\((\w+),\s*([^,]+),", text, re.M))
            types.update((name, f"struct {name}") for name in re.findall(r"^FWGPU_BO\((\w+),", text, re.M))
    return types


def disassemble(path, tree):
    """{function: its instructions} of the object code of @path, and the bytes of all code."""
    cwd, words = analyze.compiler(LIKE if path == SAMPLE else path, tree)
    with tempfile.TemporaryDirectory() as out:
        made = f"{out}/file.o"
        status, output = analyze.call([*words, f"-fmacro-prefix-map={tree}/=", "-g0", "-c", "-o", made, f"{tree}/{path}"],
                                      cwd)
        if status:
            sys.exit(f"{path}: does not compile in {tree}\n{output[-3000:]}")
        listing = subprocess.run(["objdump", "-dr", "--no-show-raw-insn", "--section-headers", made], check=True,
                                 capture_output=True, text=True).stdout
    size = sum(int(bytes, 16) for name, bytes in re.findall(r"^ +\d+ (\S*text\S*) +([0-9a-f]+) ", listing, re.M))
    functions = {}
    for line in listing.splitlines():
        begin = re.match(r"[0-9a-f]+ <([^-]+)>:$", line)
        if begin:
            code = functions.setdefault(begin[1], [])
        elif functions and re.match(r"\s*[0-9a-f]+:", line):
            # without addresses: those of jumps are told as function and offset, too
            line = re.sub(r"\s+", " ", line.partition(":")[2]).strip()
            code.append(re.sub(r"\b[0-9a-f]+ <", "<", line))
    for code in functions.values():
        while code and re.match(r"((data16|cs) )*(nop\w*|xchg %ax,%ax)", code[-1]):
            code.pop()  # padding
    return functions, size


def differences(path, one, other):
    """Functions of @path whose code differs between two trees."""
    (a, _), (b, _) = disassemble(path, one), disassemble(path, other)
    return [name for name in {**a, **b} if a.get(name) != b.get(name)]


def calls(code):
    """What a function refers to. gcc may repeat the end of a path, and move what is unlikely into a part of its own."""
    return set(re.sub(r"(\.\w+)\S*", r"\1", line) for line in code if line.startswith("R_") and "_PC32 ." not in line)


def measure(path, trees):
    """{function: code} of @path in all @trees, and their sizes."""
    return list(zip(*(disassemble(path, tree) for tree in trees)))


def compare(paths, trees):
    """Compares all of @paths as shipped, bare and plain; tells module by module. What is wrong, and how many functions are."""
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("JOBS", 2))) as pool:
        results = list(pool.map(lambda path: measure(path, trees), paths))
    modules, hot, wrong = {}, dict.fromkeys(HOT, 0), []
    for path, ((shipped, without, pointers), sizes) in zip(paths, results):
        row = modules.setdefault(re.match(r"drm/\w+|firmware/\w+", path)[0], [0] * 6)
        same = [name for name in shipped if shipped[name] == pointers.get(name)]
        for i, value in enumerate((1, len(shipped), *sizes, len(same))):
            row[i] += value
        wrong += [f"{path}: {name}() has other code without annotations"
                  for name in {**shipped, **without} if shipped.get(name) != without.get(name)]
        for name, code in shipped.items():
            entry = next((entry for entry in HOT if name.startswith(entry)), None)
            if not entry or ".cold" in name:
                continue
            hot[entry] += 1
            other = pointers.get(name, [])
            print(f"hot: {name}(): {len(code)} instructions and relocations, with plain pointers "
                  + ("the same" if code == other else f"{len(other)}"))
            if calls(code) != calls(other) or len(code) > 1.02 * len(other):
                wrong.append(f"{path}: {name}() does more than with plain pointers")
    wrong += [f"{name}: not there" for name, count in hot.items() if not count]
    for module, (files, functions, shipped, without, pointers, same) in sorted(modules.items()):
        print(f"{module}: {files} files, {functions} functions, {shipped} bytes of code; {without} without annotations; "
              f"{pointers} with plain pointers, {same} functions of them the same")
        if shipped > 1.005 * pointers:
            wrong.append(f"{module}: handles make it bigger")
    return wrong, sum(row[1] for row in modules.values())


def compare_sample():
    """sample.c has each function with handles, own_NAME(), and by hand, hand_NAME(). What is wrong."""
    functions, _ = disassemble(SAMPLE, ROOT)
    names = [name.removeprefix("own_") for name in functions if name.startswith("own_")]
    wrong = [] if names else [SAMPLE + ": no function"]
    for name in names:
        own, hand = ([line.replace(prefix, "") for line in functions.get(prefix + name, [])] for prefix in ("own_", "hand_"))
        print(f"sample: own_{name}(), hand_{name}(): {len(own)} and {len(hand)} instructions and relocations")
        if own != hand:
            wrong.append(f"{SAMPLE}: {name} is not the same by hand")
    return wrong


def seeded(name, old, new):
    """A tree whose own.h costs something."""
    def change(path, text):
        if path != "drm/own/own.h":
            return text
        assert old in text, f"own.h has no {old}"
        return text.replace(old, new)
    return copy_tree(name, change)


def main():
    paths = [path for path in analyze.kernel_files() if analyze.is_built(path)]
    types = owned_types()
    trees = [ROOT, copy_tree("bare", lambda path, text: bare(text)), copy_tree("plain", lambda path, text: plain(text, types))]
    try:
        wrong, functions = compare(paths, trees)
        wrong += compare_sample()
        for name, old, new in (
                ("larger", "{ type *__p; };", "{ type *__p; type *__q; };"),
                ("call", "static inline type *name##_borrow", "static noinline __maybe_unused type *name##_borrow")):
            trees.append(seeded(name, old, new))
            found = differences(SEEDED, ROOT, trees[-1])
            print(f"seeded: {new}: {len(found)} functions of {SEEDED} differ")
            if not found:
                wrong.append(f"{new}: not found out")
    finally:
        for tree in trees[1:]:
            shutil.rmtree(tree)
    print("\n".join(wrong))
    print(f"{len(paths)} files, {functions} functions, {len(wrong)} findings")
    sys.exit(bool(wrong) or not paths)


if __name__ == "__main__":
    main()
