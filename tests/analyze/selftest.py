#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""selftest.py: what lab/analyze is for must make it fail. One bug of each class goes into a copy of a driver's file; the
finding has to name a line of that file and the thing that is wrong. Runs in the tools root.
"""
import collections
import os
import re
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import analyze  # noqa: E402
import twins  # noqa: E402

Bug = collections.namedtuple("Bug", "kind tool names path old new")
INSTMEM = "drm/nova/nova_instmem.c"
OBJ = "drm/agx/agx_obj.c"
QUEUE = "drm/fwgpu/fwgpu_queue.c"
STORE = "\tnova_inst_chunk_store(&instmem->chunks[index], &chunk);\n"
PLACE_GUARD = "\tguard(mutex)(&instmem->lock);\n\tfor (u32 i"
CREATE = "static int nova_inst_place_new("
ADOPT = "\tret = nova_inst_adopt(&inst, kzalloc_obj(struct nova_inst));\n"
ADOPTED = ADOPT.replace("kzalloc_obj(struct nova_inst)", "raw")
RAW = "\tstruct nova_inst *raw = kzalloc_obj(*raw);\n\n"
TWIN = """	struct agx_inst_chunk_own chunk;
	u32 index = 0;
	int ret;

	while (index < instmem->max_chunks && agx_inst_chunk_peek(&instmem->chunks[index]))
		index++;
	if (index == instmem->max_chunks)
		return -ENOMEM;
"""

BUGS = [
    Bug("leak on an error path", "context", "chunk", INSTMEM,
        "\tif (ret) {\n\t\tnova_inst_chunk_drop(&chunk);\n", "\tif (ret) {\n"),
    Bug("dropped twice", "context", "chunk", INSTMEM,
        "\t\tnova_inst_chunk_drop(&chunk);\n", "\t\tnova_inst_chunk_drop(&chunk);\n" * 2),
    Bug("used after the move", "context", "chunk", INSTMEM,
        STORE, STORE + "\tnova_inst_insert(instmem, nova_inst_chunk_borrow(&chunk), inst, size);\n"),
    Bug("acquired and not checked", "context", "chunk", INSTMEM,
        "\tret = nova_inst_chunk_create(nova, index, &chunk);\n\tif (ret)\n\t\treturn ret;\n",
        "\tret = nova_inst_chunk_create(nova, index, &chunk);\n"),
    Bug("acquired twice", "context", "chunk", INSTMEM,
        STORE, "\tif (!nova_inst_chunk_create(nova, index, &chunk))\n\t\treturn 0;\n" + STORE),
    Bug("leak on an error path of a creator", "context", "own", INSTMEM,
        "nova, index);\n\tif (ret) {\n\t\tnova_inst_chunk_drop(&own);\n", "nova, index);\n\tif (ret) {\n"),
    Bug("creator that drops its argument", "rules", "R8.*h", INSTMEM,
        "nova, index);\n\tif (ret) {\n\t\tnova_inst_chunk_drop(&own);\n",
        "nova, index);\n\tif (ret) {\n\t\tnova_inst_chunk_move(h, &own);\n\t\tnova_inst_chunk_drop(h);\n"),
    Bug("creator that does not fill its argument", "context", "requires holding .*'h'", INSTMEM,
        "\tret = nova_inst_place(nova, nova_inst_borrow(&inst), size);\n",
        "\tif (!size) {\n\t\tnova_inst_drop(&inst);\n\t\treturn 0;\n\t}\n\n"
        "\tret = nova_inst_place(nova, nova_inst_borrow(&inst), size);\n"),
    Bug("guard missing", "context", "instmem->lock", INSTMEM, PLACE_GUARD, "\tfor (u32 i"),
    Bug("wrong lock", "context", "instmem->lock", INSTMEM, PLACE_GUARD,
        PLACE_GUARD.replace("->lock", "->window_lock")),
    Bug("two locks in the wrong order", "context", "'prepare_lock' must be acquired before 'lock'", "drm/nova/mmu/pt.c",
        "\tscoped_guard(mutex, &pt->prepare_lock) {\n\t\tguard(mutex)(&pt->lock);\n",
        "\tscoped_guard(mutex, &pt->lock) {\n\t\tguard(mutex)(&pt->prepare_lock);\n"),
    Bug("outer lock taken inside of the inner one", "context", "'prepare_lock' must be acquired before 'lock'",
        "drm/nova/mmu/pt.c", "\tguard(mutex)(&pt->lock);\n\tpt->preparations++;\n",
        "\tguard(mutex)(&pt->lock);\n\tguard(mutex)(&pt->prepare_lock);\n\tpt->preparations++;\n"),
    Bug("leak on an error path in agx", "context", "'obj'", OBJ,
        "\tif (ret) {\n\t\tagx_obj_drop(&obj);\n\t\treturn ret;\n\t}\n\n\tobj_give_mem(",
        "\tif (ret)\n\t\treturn ret;\n\n\tobj_give_mem("),
    Bug("guard missing in agx", "context", "'mm' requires holding .*lock", OBJ,
        "\tscoped_guard(mutex, &heap->lock)\n\t\t/* A page", "\t\t/* A page"),
    Bug("used after the move in agx", "context", "'obj'", OBJ,
        "\tobj_give_mem(agx_obj_borrow(&obj), &mem);\n\tagx_obj_move(h, &obj);\n",
        "\tagx_obj_move(h, &obj);\n\tobj_give_mem(agx_obj_borrow(&obj), &mem);\n"),
    Bug("dropped twice in fwgpu", "context", "'queue'", QUEUE,
        "\t\tqueue_bare_drop(&queue);\n", "\t\tqueue_bare_drop(&queue);\n" * 2),
    Bug("acquired and not checked in fwgpu", "context", "'memory'", QUEUE,
        "\tif (!fwgpu_fence_take(&job->memory, &memory))\n\t\treturn -ECANCELED;\n",
        "\tret = fwgpu_fence_take(&job->memory, &memory);\n"),
    Bug("handle copied", "rules", "R1.*chunk", INSTMEM,
        STORE, "\tstruct nova_inst_chunk_own copy = chunk;\n\n" + STORE.replace("&chunk", "&copy")),
    Bug("handle passed by value", "rules", "R2.*nova_inst_chunk_own", INSTMEM,
        CREATE, "static void selftest(struct nova_inst_chunk_own chunk)\n{\n}\n\n" + CREATE),
    Bug("handle parameter without annotation", "rules", "R3.*nova_inst_chunk_own", INSTMEM,
        CREATE, "static void selftest(struct nova_inst_chunk_own *chunk)\n{\n}\n\n" + CREATE),
    Bug("pointer of a handle used directly", "rules", "R4.*chunk", INSTMEM,
        STORE, "\tinst->chunk = chunk.__p;\n" + STORE),
    Bug("handle in a struct", "rules", "R5.*nova_inst_chunk_own", INSTMEM,
        "struct nova_inst {\n", "struct nova_inst {\n\tstruct nova_inst_chunk_own own;\n"),
    Bug("borrowed pointer kept", "rules", "R6.*chunk", INSTMEM,
        STORE, "\tinst->chunk = nova_inst_chunk_borrow(&chunk);\n" + STORE),
    Bug("raw pointer that owns", "rules", "R7.*nova_inst", INSTMEM, ADOPT, RAW + "\tif (!raw)\n\t\treturn -ENOMEM;\n"),
    Bug("raw pointer kept of what a handle gave away", "rules", "R11.*nova_inst_chunk_give", INSTMEM,
        STORE, "\tstruct nova_inst_chunk *raw = nova_inst_chunk_give(&chunk);\n\n\tnova_inst_chunk_free(raw);\n"),
    Bug("raw pointer assigned of what a handle gave away", "rules", "R11.*nova_inst_chunk_give", INSTMEM,
        STORE, "\tstruct drm_mm *mm;\n\n\tmm = &nova_inst_chunk_give(&chunk)->mm;\n\tdrm_mm_takedown(mm);\n"),
    Bug("raw pointer leaks", "gcc", "leak of .*raw", INSTMEM,
        ADOPT, RAW + "\tif (!raw || !size)\n\t\treturn -ENOMEM;\n" + ADOPTED),
    Bug("raw pointer freed twice", "gcc", "double-.*free", INSTMEM,
        "\tkfree(inst);\n}", "\tkfree(inst);\n\tkfree(inst);\n}"),
    Bug("raw pointer used after it was freed", "gcc", "after.*free", INSTMEM,
        "\tkfree(inst);\n}", "\tkfree(inst);\n\tinst->cpu = NULL;\n}"),
    Bug("raw allocation not checked", "gcc", "NULL.*raw", INSTMEM, ADOPT, RAW + "\traw->cpu = NULL;\n" + ADOPTED),
    Bug("managed allocation not checked", "rules", "R10.*instmem", INSTMEM,
        "\tif (!instmem)\n\t\treturn -ENOMEM;\n", ""),
    Bug("lookup not checked", "rules", "R10.*chip", "drm/nova/nova_drv.c",
        "\tif (!nova->chip) {", "\tif (!boot0) {"),
    Bug("result not checked", "unread", "'ret' is never read", INSTMEM,
        "\tret = nova_bar2_build(nova);\n\tif (ret)\n\t\treturn ret;\n", "\tret = nova_bar2_build(nova);\n"),
    Bug("device memory read as memory", "sparse", "__iomem", INSTMEM,
        "\tinst->chunk = chunk;\n", "\tinst->chunk = chunk;\n\t*(u32 *)inst->cpu = 0;\n"),
    Bug("index beyond an array", "cppcheck", "tail", "firmware/gsp/msgq.c",
        "\tmsgq_skip(q, elem);\n\treturn ret;\n", "\tmsgq_skip(q, elem);\n\ttail[8] = 0;\n\treturn ret;\n"),
    Bug("written for the other driver already", "twins", INSTMEM, OBJ,
        "heap_is_cached(const struct agx_heap *heap)\n{\n", "heap_is_cached(const struct agx_heap *heap)\n{\n" + TWIN),
]


def rejected(bug, tree):
    """The finding that @bug has to make, or why there is none."""
    path = f"{tree}/{bug.path}"
    text = open(path).read()
    if text.count(bug.old) != 1:
        return False, f"its place is there {text.count(bug.old)} times"
    with open(path, "w") as file:
        file.write(text.replace(bug.old, bug.new))
    if bug.tool == "twins":
        found = [("twins", text) for text in twins.findings(tree, "drm/agx", "drm/nova")]
    else:
        found = analyze.analyze(bug.path, tree, [bug.tool])
    with open(path, "w") as file:
        file.write(text)
    for _, finding in found:
        if re.match(rf"{bug.path}:\d+: ", finding) and re.search(bug.names, finding, re.S):
            return True, finding
    return False, f"no finding names {bug.names!r}, only {found}"


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as tree:
        for room in ("drm", "firmware", "uapi"):
            shutil.copytree(f"{analyze.ROOT}/{room}", f"{tree}/{room}")
        for bug in BUGS:
            good, text = rejected(bug, tree)
            failed += not good
            print(f"{'ok' if good else 'FAILED'}: {bug.kind}\n\t{text}")
    print(f"{len(BUGS) - failed} bugs rejected, {failed} not")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
