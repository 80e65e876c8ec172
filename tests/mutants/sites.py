# SPDX-License-Identifier: MIT
"""Where the code could be wrong: sites() finds places for bugs of each class in a C file, by its text alone."""
import collections
import re

Mutant = collections.namedtuple("Mutant", "kind path function line lines")  # @lines: the whole file, with the bug

CLASSES = ("drop removed on an error path", "drop doubled", "use after move", "borrow used after its owner went",
           "guard removed", "wrong lock", "check removed before an index", "off by one in a bound",
           "missing check of a fallible acquire", "handle copied", "unlock too early or lock too late")

DROP = re.compile(r"^\t+(\w+_drop|\w+_clear|k?v?kfree|kvfree|iounmap)\((.+)\);$")
CONSUME = re.compile(r"^\t+(\w+?)_(drop|store|move)\((?:.*, )?(&?)(\w+)\);$")
ACQUIRE = re.compile(r"^\t+(?:(?:struct )?\w+ \*?)?(\S+) = (\w*(?:_create\w*|_alloc\w*|_adopt|_init|_copy|_lookup|_find|"
                     r"kv?[mz]alloc\w*|ioremap\w*|_emit|_pin\w*|_reserve\w*|_get_\w+)\()")
CHECK = re.compile(r"^\t+if \((.*[^-<>]([<>]=?)[^<>].*)\)( \{)?$")
GUARD = re.compile(r"^\t+(scoped_)?guard\((\w+)(?:\)\(|, )&([\w>.-]+?)(\w+)\)")
FAILS = re.compile(r"^\t+(return (-E|ret|.*ERR_PTR|.*adopt|NULL|false)|goto \w*(err|out|free|fini|drop|put)|continue|break)")


def functions(lines):
    """Yields (name, first line of the body, line of its end)."""
    begin = None
    for i, line in enumerate(lines):
        if line == "{":
            begin = i + 1
        elif line == "}" and begin:
            text = " ".join(lines[max(0, begin - 8):begin - 1])
            head = re.findall(r"(\w+)\((?=[^()]*(?:\([^()]*\)[^()]*)*\))", re.sub(r"__\w+\([^)]*\)", "", text))
            names = [name for name in head if name not in ("sizeof", "if")]
            yield (names[-1] if names else "?"), begin, i
            begin = None


def statement(lines, at):
    """The lines of the statement that begins at @at, as its end (exclusive)."""
    end = at
    while not lines[end].rstrip().endswith((";", "{", "}", ":")):
        end += 1
    return end + 1


def branch(lines, at):
    """The lines of the if statement at @at, else-less, as its end; 0 if it is none."""
    end = at
    while lines[end].count("(") and not lines[end].endswith((")", "{")):
        end += 1
    if not lines[end].endswith("{"):
        return statement(lines, end + 1)
    depth = re.match(r"\t*", lines[at])[0]
    while not lines[end].startswith(depth + "}"):
        end += 1
    return end + 1 if lines[end] == depth + "}" else 0


def on_error_path(lines, at, end):
    if any(re.match(r"^err\w*:", line) for line in lines[at - 12:at]):
        return True
    return any(FAILS.match(line) and "return 0" not in line for line in lines[at + 1:min(at + 4, end)])


def other_locks(text, texts, owner, lock):
    """Names of the locks of the same kind in the struct that @owner points to."""
    for name in re.findall(rf"struct (\w+) \*{owner}\b", "\n".join([text, *texts]))[:1]:
        for body in re.findall(rf"^struct {name} \{{\n(.*?)^\}}", "\n".join(texts), re.M | re.S):
            kinds = dict(map(reversed, re.findall(r"^\t(struct mutex|spinlock_t) (\w+)\b", body, re.M)))
            return [other for other in kinds if other != lock and kinds[other] == kinds.get(lock)]
    return []


def drops(lines, begin, end):
    for i in range(begin, end):
        match = DROP.match(lines[i])
        if not match:
            continue
        indent = re.match(r"\t*", lines[i])[0]
        alone = lines[i - 1].lstrip().startswith(("if ", "for ", "scoped_guard", "else"))
        alone = alone and not lines[i - 1].endswith("{")
        if on_error_path(lines, i, end) and "_clear" not in match[1]:
            yield CLASSES[0], i, i + 1, [indent + ";"] if alone else []
        if not alone and "_clear" not in match[1]:
            yield CLASSES[1], i, i + 1, [lines[i], lines[i]]
        name = match[2].lstrip("&")
        if "free" in match[1] and re.fullmatch(r"\w+", name) and f"{name}->" in lines[i - 1] and not alone:
            if lines[i - 1].endswith(";") and statement(lines, i - 1) == i:
                yield CLASSES[3], i - 1, i + 1, [lines[i], lines[i - 1]]


def moves(lines, begin, end):
    body = "\n".join(lines[begin:end])
    for i in range(begin, end):
        match = CONSUME.match(lines[i])
        if not match:
            continue
        kind, verb, by, name = match.groups()
        indent = re.match(r"\t*", lines[i])[0]
        handle = by + name
        if lines[i - 1].lstrip().startswith(("if ", "for ", "while ")) and not lines[i - 1].endswith("{"):
            continue
        yield CLASSES[2], i, i + 1, [lines[i], f"{indent}WARN_ON(!{kind}_borrow({handle}));"]
        before = lines[i - 1]
        if re.search(rf"\b{name}\b", before) and before.endswith(";") and "return" not in before:
            yield CLASSES[2], i - 1, i + 1, [lines[i], before]
        yield CLASSES[9], i, i + 1, [f"{indent}struct {kind}_own copy = {'' if by else '*'}{name};",
                                     lines[i].replace(handle + ")", "&copy)")]
        if f"{kind}_borrow({handle})" in body:
            yield CLASSES[3], i, i + 1, [f"{indent}const char *lent = (void *){kind}_borrow({handle});", lines[i],
                                         f"{indent}WARN_ON(*lent);"]


def is_local(text):
    """Whether code looks at nothing but local variables, so that no lock matters to it."""
    text = re.sub(r"sizeof\([^)]*\)", "", text)
    text = re.sub(r"&\w+->\w+(?![\w.[(]|->)", "", text)  # where something is, not what it is
    return "->" not in text and "(" not in text


def locks(lines, begin, end, texts):
    for i in range(begin, end):
        match = GUARD.match(lines[i])
        if not match or "init" in match[2]:
            continue
        indent = re.match(r"\t*", lines[i])[0]
        yield CLASSES[4], i, i + 1, [indent + "if (1) {" if lines[i].endswith("{") else indent + "if (1)"] \
            if match[1] else []
        owner = re.search(r"(\w+)->$", match[3])
        for other in other_locks("\n".join(lines[:i]), texts, owner[1], match[4]) if owner else []:
            yield CLASSES[5], i, i + 1, [lines[i].replace(match[3] + match[4], match[3] + other)]
        if match[1] and lines[i].endswith("{"):
            block = branch(lines, i)
            last = block - 2
            if block and lines[last].endswith(";") and not is_local(lines[last]) and lines[last].startswith(indent + "\t") \
                    and lines[last][len(indent) + 1] != "\t":
                yield CLASSES[10], last, block, [indent + "}", lines[last][1:]]
        elif not match[1]:
            after = i + 1
            while after < end and not lines[after].strip():
                after += 1
            stop = statement(lines, after)
            simple = lines[stop - 1].endswith(";") and not re.match(r"^\t+(if|for|while|return)\b", lines[after])
            if stop < end and simple and not is_local("".join(lines[after:stop])):
                yield CLASSES[10], i, stop, lines[after:stop] + [lines[i]]


def bounds(lines, begin, end):
    for i in range(begin, end):
        loop = re.match(r"^(\t+for \([^;]*; [^;]*[^-<>=])([<>])( [^;=]+;.*)", lines[i])
        if loop:
            yield CLASSES[7], i, i + 1, [loop[1] + loop[2] + "=" + loop[3]]
        match = CHECK.match(lines[i])
        if not match:
            continue
        fails = FAILS.match(lines[i + 1]) and "return 0" not in lines[i + 1]
        if not fails:
            continue
        at = match.start(2)
        sign = match[2]
        turned = sign[0] if len(sign) == 2 else sign + "="
        yield CLASSES[7], i, i + 1, [lines[i][:at] + turned + lines[i][at + len(sign):]]
        if branch(lines, i):
            yield CLASSES[6], i, branch(lines, i), []


def acquires(lines, begin, end):
    for i in range(begin, end):
        match = ACQUIRE.match(lines[i])
        if not match:
            continue
        check = statement(lines, i)
        test = rf"^\t+if \((!?{re.escape(match[1])}|IS_ERR\({re.escape(match[1])}\))\)"
        if check < end and re.match(test, lines[check]) and branch(lines, check):
            yield CLASSES[8], check, branch(lines, check), []


def sites(path, text, texts):
    """All mutants of the file @path; @texts are the files in which its structs may be."""
    lines = text.split("\n")
    for name, begin, end in functions(lines):
        for found in (drops(lines, begin, end), moves(lines, begin, end), locks(lines, begin, end, texts),
                      bounds(lines, begin, end), acquires(lines, begin, end)):
            for kind, first, last, new in found:
                yield Mutant(kind, path, name, first + 1, lines[:first] + new + lines[last:])
