# SPDX-License-Identifier: MIT
"""What stands in both drivers belongs into drm/fwgpu: finds each run of RUN like lines.

Lines are alike if only the driver's own prefix differs. Comments, blank lines, includes and lone braces do not count,
neither to make a run nor to break one.
"""
import glob
import re

RUN = 6
SKIP = re.compile(r"(#include .*|[{}]\s*;?)?")
PREFIX = re.compile(r"\b(agx|nova|AGX|NOVA)_")
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)


def lines(text):
    """The lines of @text that count, with their numbers."""
    text = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    plain = ((number, PREFIX.sub("_", " ".join(line.split()))) for number, line in enumerate(text.split("\n"), 1))
    return [(number, line) for number, line in plain if not SKIP.fullmatch(line)]


def runs(tree, room):
    """Each run of RUN lines in a file of @room, as (run, path, first line)."""
    for path in sorted(glob.glob(f"{room}/**/*.[ch]", root_dir=tree, recursive=True)):
        found = lines(open(f"{tree}/{path}").read())
        for i in range(len(found) - RUN + 1):
            yield tuple(line for _, line in found[i:i + RUN]), path, found[i][0]


def findings(tree, one, other):
    """A line for each run in @one that stands in @other, too."""
    known = {run: f"{path}:{line}" for run, path, line in runs(tree, other)}
    return [f"{path}:{line}: {RUN} lines that stand in {known[run]} too" for run, path, line in runs(tree, one)
            if run in known]
