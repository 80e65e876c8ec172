#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh PROGRAM...: run test programs and count their results; those that skip are named, the output of those that
# fail is shown.

passed=0
failed=0
skipped=0
for prog; do
	log=$prog.tap
	CMOCKA_MESSAGE_OUTPUT=TAP timeout 120 "$prog" >"$log" 2>&1
	status=$?
	skip=$(grep -c '^ok .*# SKIP' "$log")
	ok=$(($(grep -c '^ok ' "$log") - skip))
	bad=$(grep -c '^not ok ' "$log")
	# One that crashed, leaked, hung or tested nothing has no line of its own.
	if [ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || [ $((ok + skip)) -eq 0 ]; }; then
		bad=1
	fi
	echo "$(basename "$prog"): $ok passed, $bad failed, $skip skipped"
	sed -n 's/^ok .*# SKIP \(.*\)/  skipped: \1/p' "$log"
	[ "$bad" -eq 0 ] || cat "$log"
	passed=$((passed + ok))
	failed=$((failed + bad))
	skipped=$((skipped + skip))
done
echo "unit: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
