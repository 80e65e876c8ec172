/* SPDX-License-Identifier: MIT */
/* The trace file: one line of text for each thing that happened. */
#ifndef EMU_COMMON_TRACE_H
#define EMU_COMMON_TRACE_H

#include <stdarg.h>
#include <stdint.h>

struct trace;

/* Opens @path, or /dev/stderr-like paths as they are; NULL after a message. */
struct trace *trace_open(const char *path);
void trace_close(struct trace *trace);

/* One line: seconds since the card started, then the text. */
void trace_line(struct trace *trace, uint64_t now_ns, const char *fmt, va_list args);

#endif
