# SPDX-License-Identifier: MIT
"""lab/vm: one command in a fresh guest, with virtual cards. It runs in the tools root; see lab/vm and lab/init."""

import argparse
import fcntl
import glob
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time

LAB_ERROR, TIMEOUT = 125, 124
START_SECONDS = 90  # until init runs; a boot takes 4, of the debug kernel 8, and more on a busy machine
GUEST = "/tmp/guest"  # the guest's root: the mounts of this process put together
LAB = GUEST + "/lab"

# How QEMU plays a machine of each architecture, and where its kernel's console is. TCG runs string instructions a byte
# at a time, and each byte to a BAR is a message: let memset use words. A Cortex-A76 has pages of 16 KiB, and TCG runs it
# faster than what "max" has beyond it.
MACHINES = {
    "amd64": (["qemu-system-x86_64", "-M", "q35,memory-backend=mem", "-cpu", "max,erms=off,fsrm=off,fsrs=off,fzrm=off"],
              "ttyS0"),
    "arm64": (["qemu-system-aarch64", "-M", "virt,gic-version=3,its=on,memory-backend=mem", "-cpu", "cortex-a76"],
              "ttyAMA0"),
}

# TCG does not see what virtiofsd writes into memory. A page that the kernel gave to a file without touching it would still
# run what was translated when it held code (that Mesa had made, say): have it zeroed first, as Debian's kernels do anyway.
# And whether timers tick is checked within an instant that a busy host may take from the guest.
QUIRKS = "init_on_alloc=1 no_timer_check"

# What a healthy kernel never prints.
TROUBLE = re.compile(
    r"WARNING: |BUG: |kernel BUG|Oops|KASAN|KCSAN|UBSAN|KFENCE|Kernel panic|general protection fault"
    r"|INFO: (possible|suspicious|task|rcu|trying|inconsistent)|possible recursive|circular locking|inconsistent lock"
    r"|unreferenced object|list_(add|del) corruption|refcount_t:|hung_task|soft lockup|hard LOCKUP|[Uu]nable to handle"
    r"|Call [Tt]race:|OF: ERROR|bad unlock balance|held lock freed|sleeping function called|scheduling while atomic"
)


def say(text):
    print("lab/vm: " + text, file=sys.stderr, flush=True)


def host(path):
    """The path here of a file that the caller names."""
    return "/host" + os.path.normpath(os.path.join(os.environ["CALLER_CWD"], path))


def cards():
    with open("/src/lab/cards") as table:
        rows = [line.rstrip("\n").split("\t") for line in table if not line.startswith("#")]
    return {name: (driver, command, text) for name, driver, command, text in rows}


def lock(name, wait=False):
    """The open file of a lock in the cache, or None if somebody else has it."""
    file = open("/cache/" + name, "w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        return file
    except BlockingIOError:
        file.close()
        return None


def claim_cpu():
    """A CPU that no other lab/vm uses, kept until this process ends: a guest and its cards share one, because waking
    the other side on another CPU costs more than the work. Who waits, waits in turn."""
    queue = lock("queue.lock")
    if not queue:
        say("others wait for a CPU too")
        queue = lock("queue.lock", wait=True)
    told = False
    while True:
        for cpu in sorted(os.sched_getaffinity(0)):
            held = lock(f"cpu{cpu}.lock")
            if held:
                queue.close()
                return cpu, held
        if not told:
            say("every CPU has a guest already, waiting")
            told = True
        time.sleep(0.2)


def mount(*args):
    subprocess.run(["mount", *args], check=True)


def assemble(share):
    """One tree for one virtiofsd: the root and the repository cannot be written, /mnt and /lab can."""
    os.mkdir(GUEST)
    mount("--bind", "-o", "ro", os.environ["GUEST"], GUEST)
    mount("--bind", "-o", "ro", os.environ["KERNELS"], GUEST + "/usr/lib/modules")
    mount("--bind", "-o", "ro", "/src", GUEST + "/src")
    mount("-t", "tmpfs", "tmpfs", LAB)
    if share:
        mount("--bind", host(share), GUEST + "/mnt")


class Guest:
    """One boot: the cards, virtiofsd and QEMU, all on one CPU and all gone with this process. Only who looks for races
    takes every CPU, because he must let things happen at the same time."""

    def __init__(self, args, cpu, log):
        self.args, self.cpu, self.log = args, cpu, log
        self.cards, self.copied = [], {"stdout": 0, "stderr": 0}

    def spawn(self, name, command):
        with open(f"{self.log}.{name}", "wb") as log:
            prefix = ["taskset", "-c", str(self.cpu), "setpriv", "--pdeathsig", "KILL"]
            return subprocess.Popen(prefix + command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def start_card(self, index, name):
        path, violations = f"/tmp/card{index}", f"{self.log}.violations{index}"
        if os.path.exists(violations):
            os.unlink(violations)
        command = shlex.split(cards()[name][1])
        command[0] = "/src/build/emu/" + command[0]
        command += ["--socket", path, "--firmware", os.environ["GUEST"] + "/usr/lib/firmware"]
        command += ["--violations", violations, "--control", path + ".control"]
        for option in ("trace", "stats"):
            file = getattr(self.args, option)
            if file:
                command += ["--" + option, host(file) + (f".{index}" if index else "")]
        for spec in self.args.fault:
            command += ["--fault", spec]
        card = self.spawn(f"card{index}", command)
        self.cards.append(card)
        wait_for(path, card, f"card {name}", f"{self.log}.card{index}")
        return ["-device", '{"driver":"vfio-user-pci","rombar":0,"socket":{"type":"unix","path":"%s"}}' % path]

    def start(self):
        for name in os.listdir(LAB):
            os.unlink(os.path.join(LAB, name))
        for name, text in job(self.args).items():
            with open(os.path.join(LAB, name), "w") as file:
                file.write(text)
        devices = []
        for index, name in enumerate(self.args.gpu):
            devices += self.start_card(index, name)
        files = self.spawn("virtiofsd", ["/usr/libexec/virtiofsd", "--sandbox=none", "--cache=always",
                                         "--shared-dir=" + GUEST, "--socket-path=/tmp/files"])
        wait_for("/tmp/files", files, "virtiofsd", f"{self.log}.virtiofsd")
        memory = self.args.memory
        machine, console = MACHINES[self.args.arch]
        self.qemu = self.spawn("console", [
            *machine, "-accel", "tcg,thread=multi",
            "-smp", "2", "-m", memory, "-object", f"memory-backend-memfd,id=mem,size={memory},share=on",
            "-nodefaults", "-display", "none", "-no-reboot", "-serial", "stdio",
            "-kernel", f"{GUEST}/usr/lib/modules/{self.args.kernel}/vmlinuz",
            "-append", f"console={console} panic=-1 loglevel=5 root=root rootfstype=virtiofs rw init=/src/lab/init "
            f"kunit.enable=1 kunit.autorun=1 {QUIRKS}",
            "-chardev", "socket,id=files,path=/tmp/files", "-device", "vhost-user-fs-pci,chardev=files,tag=root",
            *devices])

    def copy_output(self):
        for name, stream in (("stdout", 1), ("stderr", 2)):
            try:
                with open(os.path.join(LAB, name), "rb") as file:
                    file.seek(self.copied[name])
                    while data := file.read(1 << 16):
                        self.copied[name] += len(data)
                        while data:
                            data = data[os.write(stream, data):]
            except FileNotFoundError:
                pass

    def pass_order(self):
        """What lab/card says in the guest goes to the first card's control socket."""
        order = read(LAB + "/order")
        if not order:
            return
        os.unlink(LAB + "/order")
        with socket.socket(socket.AF_UNIX) as card:
            card.settimeout(5)
            card.connect("/tmp/card0.control")
            card.sendall(order.encode())
            answer = ""
            while not answer.endswith("ok\n") and not answer.startswith("error"):
                answer += card.recv(1 << 16).decode() or "error: the card hung up\n"
        with open(LAB + "/answer.new", "w") as file:
            file.write(answer)
        os.rename(LAB + "/answer.new", LAB + "/answer")

    def wait(self):
        """Until QEMU has ended. False if it had to be ended before it came as far as init."""
        begin = time.monotonic()
        limit = START_SECONDS
        while self.qemu.poll() is None:
            self.copy_output()
            self.pass_order()
            if limit == START_SECONDS and os.path.exists(LAB + "/started"):
                limit = time.monotonic() - begin + self.args.timeout + 60
            if time.monotonic() - begin > limit:
                self.qemu.kill()
                self.qemu.wait()
            time.sleep(0.03)
        self.copy_output()
        return limit != START_SECONDS or self.qemu.returncode != -signal.SIGKILL

    def stop_cards(self):
        """What is wrong with the cards, as text."""
        wrong = []
        for index, card in enumerate(self.cards):
            try:
                code = card.wait(20)
            except subprocess.TimeoutExpired:
                card.kill()
                code = card.wait()
            lines = read(f"{self.log}.violations{index}").splitlines()
            if code == 3 or lines:
                wrong.append("\n".join([f"card {index}: {len(lines)} violations", *lines[:20]]))
            elif code:
                wrong.append(f"card {index} ended with {describe(code)}\n" + tail(f"{self.log}.card{index}"))
        return wrong

    def verdict(self):
        """The exit status, after telling what went wrong beside the command itself."""
        wrong = self.stop_cards()
        dmesg = read(LAB + "/dmesg")
        with open(self.log + ".dmesg", "w") as file:
            file.write(dmesg)
        lines = (dmesg or read(self.log + ".console")).splitlines()
        wrong += trouble(without_wanted(without_known_races(lines, self.args.kernel)))
        wrong += read(LAB + "/failure").splitlines()
        status = read(LAB + "/status").strip()
        if self.qemu.returncode and not wrong:
            wrong.append(f"QEMU ended with {describe(self.qemu.returncode)}")
        timed_out = status in ("124", "137") and "Show Blocked State" in dmesg
        if timed_out or (not status and self.qemu.returncode == -signal.SIGKILL):
            wrong.insert(0, f"timeout after {self.args.timeout} s")
        elif not status and not wrong:
            wrong.append("the guest ended before the command did\n" + tail(self.log + ".console"))
        for text in wrong:
            say(text)
        if wrong:
            say("logs: " + self.log.removeprefix("/src/") + ".*")
        if wrong and wrong[0].startswith("timeout"):
            return TIMEOUT
        return LAB_ERROR if wrong else int(status)


def read(path):
    try:
        with open(path, errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def tail(path):
    return "\n".join(read(path).splitlines()[-15:])


def describe(code):
    return f"status {code}" if code >= 0 else signal.Signals(-code).name


def known_races():
    """What lab/races lists: the two functions that KCSAN names."""
    with open("/src/lab/races") as table:
        return {line.split("\t")[0] for line in table if not line.startswith("#")}


def access_frames(report):
    """A report of KCSAN's without what an interrupt that made an access has interrupted."""
    frames, interrupted = [], False
    for line in report:
        if re.search(r" by (task|interrupt)", line):
            interrupted = False
        elif re.search(r" asm_(sysvec|common_interrupt)", line):
            interrupted = True
        if not interrupted:
            frames.append(line)
    return "\n".join(frames)


def without_known_races(lines, kernel):
    """A kernel log without KCSAN's reports that are not about this project: those of lab/races, and those of two accesses
    neither of which comes from one of our modules."""
    names = [file[:-3].replace("-", "_") for _, _, files in os.walk(f"/src/build/modules/{kernel}")
             for file in files if file.endswith(".ko")]
    ours = re.compile(r"\[(%s)\]" % "|".join(names))
    known, kept, report = known_races(), [], None
    for line in lines:
        if report is None:
            kept.append(line)
            if race := re.search(r"BUG: KCSAN: data-race in (.*)", line):
                report, functions = [kept.pop()], re.sub(r"\.(constprop|isra|part|cold)[.0-9]*", "", race[1].strip())
            continue
        report.append(line)
        if "=" * 40 in line:
            if functions not in known and ours.search(access_frames(report)):
                kept += report
            else:
                kept += [text for text in report[1:] if TROUBLE.search(text)]
            report = None
    return kept + (report or [])


def without_wanted(lines):
    """A kernel log without the warnings that a test has announced, each with "lab: wanted: TEXT" in the log: the next one
    that says TEXT. One that was announced and did not come is for the test itself to notice."""
    wanted, kept, report = [], [], None
    for line in lines:
        if "] lab: wanted: " in line:
            wanted.append(line.partition("lab: wanted: ")[2])
        if report is None and not (wanted and "[ cut here ]" in line):
            kept.append(line)
            continue
        report = (report or []) + [line]
        if "[ end trace" in line:
            text = next((text for text in wanted if any(text in said for said in report)), None)
            if text:
                wanted.remove(text)
            else:
                kept += report
            report = None
    return kept + (report or [])


def trouble(lines):
    """The first lines of trouble in a kernel log, each with what follows it, and the test of tests/guest/each it was in."""
    found = [i for i, line in enumerate(lines) if TROUBLE.search(line) and "Show Blocked State" not in line]
    if not found:
        return []
    begun = [line.partition(": ")[2] for line in lines[:found[0]] if "] tests/guest/each: " in line]
    where = f" in {begun[-1]}" if begun else ""
    return [f"the kernel reports trouble{where}:\n" + "\n".join(lines[found[0]:found[0] + 25])]


def wait_for(path, process, name, log):
    for _ in range(1000):
        if os.path.exists(path):
            return
        if process.poll() is not None:
            break
        time.sleep(0.01)
    say(f"{name} did not start:\n{tail(log)}")
    sys.exit(LAB_ERROR)


def job(args):
    """The files that tell init what to do."""
    drivers, modules = [], f"/src/build/modules/{args.kernel}"
    if args.driver == "nouveau":
        drivers = ["nouveau"]
    elif args.driver == "ours":
        names = (driver for name in args.gpu for driver in cards()[name][0].split())
        drivers = list(dict.fromkeys(names)) or ["nova"]
        if not os.path.isdir(modules):
            say(f"{modules.removeprefix('/src/')} does not exist: make drivers first")
            sys.exit(LAB_ERROR)
    settings = {
        "driver": " ".join(drivers), "timeout": str(args.timeout),
        "nodes": str(len(args.gpu) if drivers else 0), "keep_driver": "1" if args.keep_driver else "",
    }
    text = "".join(f"{key}={shlex.quote(value)}\n" for key, value in settings.items())
    return {"job.sh": text, "command": "exec " + shlex.join(args.command) + "\n"}


def arguments():
    parser = argparse.ArgumentParser(prog="lab/vm", description="Runs a command in a guest with virtual cards.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("cards", help="list the virtual cards")
    run = verbs.add_parser("run", help="run COMMAND in a fresh guest", epilog="""
        The guest sees the repository at /src (read-only, where COMMAND starts) and DIR at /mnt. Output and exit status
        are COMMAND's own, but 125 if the kernel or a card complained or the lab failed, and 124 after a timeout.""")
    run.add_argument("--gpu", metavar="CARD", action="append", default=[], choices=cards())
    run.add_argument("--driver", choices=["ours", "nouveau", "none"], help="default: ours if there is a card")
    run.add_argument("--keep-driver", action="store_true", help="do not unload the driver after COMMAND")
    run.add_argument("--kernel", default="stock", metavar="stock|debug|kcsan|RELEASE",
                     help="Debian's (default stock), or one of lab/kernels")
    run.add_argument("--arch", default="amd64", choices=MACHINES)
    run.add_argument("--share", metavar="DIR", help="appears at /mnt, writable")
    run.add_argument("--trace", metavar="FILE", help="every access to the card, as text")
    run.add_argument("--stats", metavar="FILE", help="what the card counted")
    run.add_argument("--fault", metavar="SPEC", action="append", default=[], help="a fault for the card to inject")
    run.add_argument("--timeout", metavar="S", type=int, default=300, help="seconds for COMMAND (default 300)")
    run.add_argument("--memory", metavar="SIZE", default="2G", help="default 2G")
    run.add_argument("command", metavar="COMMAND", nargs="+")
    args = parser.parse_args()
    if args.verb == "run":
        args.driver = args.driver or ("ours" if args.gpu else "none")
        kernels = os.environ["KERNELS"]
        found = glob.glob(f"{kernels}/{glob.escape(args.kernel)}*")
        if len(found) != 1:
            parser.error(f"no kernel {args.kernel}, but " + ", ".join(sorted(os.listdir(kernels))))
        args.kernel = os.path.basename(os.path.realpath(found[0]))
    return args


def main():
    args = arguments()
    if args.verb == "cards":
        for name, (driver, _, text) in cards().items():
            print(f"{name:12} {driver.split()[-1]:8} {text}")
        return 0
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda signum, _: sys.exit(128 + signum))
    os.makedirs("/src/build/logs", exist_ok=True)
    log = "/src/build/logs/" + os.environ.get("LAB_LOG", f"vm-{os.getpid()}")
    cpu, _lock = claim_cpu()
    if args.kernel.endswith("-kcsan"):
        cpu = ",".join(map(str, os.sched_getaffinity(0)))
    assemble(args.share)
    for attempt in (1, 2):
        guest = Guest(args, cpu, log)
        guest.start()
        if guest.wait() or attempt == 2:
            return guest.verdict()
        say("the guest hung before init, once more")
        guest.stop_cards()
        for name in os.listdir("/tmp"):
            if name != "guest":
                os.unlink("/tmp/" + name)


sys.exit(main())
