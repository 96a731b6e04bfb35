"""Reads what valgrind's callgrind wrote: instructions, and who allocated."""

import re

# Functions of C's and C++'s allocators, by the names that tcmalloc gives them,
# too. Callgrind is asked to keep their callers apart.
ALLOCATORS = ("operator new*", "malloc", "calloc", "realloc", "memalign",
              "posix_memalign", "aligned_alloc", "tc_new*")
_ALLOCATOR = re.compile("(" + "|".join(
    re.escape(name).replace(r"\*", ".*") for name in ALLOCATORS) + ")$")
# How far up an allocation's caller is looked for.
CALLERS = 8

OURS = "grpc_perf_msgr::"
# What protoc and its gRPC plug-in wrote.
GENERATED = "grpc_perf_msgr::v1::"
# Whoever calls these asks for what they allocate.
_HELPERS = ("std::", "__gnu_cxx::", "absl::")


def options(out_file):
    return (["--tool=callgrind", "--quiet", "--separate-threads=yes",
             "--fair-sched=yes", f"--callgrind-out-file={out_file}"] +
            [f"--separate-callers{CALLERS}={name}" for name in ALLOCATORS])


def qualified_name(signature):
    """The name in a function's signature: without its result and parameters.

    >>> qualified_name("void std::vector<a::B, C>::push_back<int>(int&&)")
    'std::vector<a::B, C>::push_back<int>'
    >>> qualified_name("absl::Status a::(anonymous namespace)::F(long) const")
    'a::(anonymous namespace)::F'
    >>> qualified_name("operator new[](unsigned long)")
    'operator new[]'
    """
    text = signature.replace("(anonymous namespace)", "{anonymous}")
    depth = 0
    begin, end = 0, len(text)
    operator = text.find("operator")
    for i, c in enumerate(text):
        if c in "<{":
            depth += 1
        elif c in ">}":
            depth -= 1
        elif c == "(" and depth == 0:
            end = i
            break
        elif c == " " and depth == 0 and not 0 <= operator < i:
            begin = i + 1
    return text[begin:end].replace("{anonymous}", "(anonymous namespace)")


def owner(callers):
    """Who asked for an allocation: "ours", "generated" or "library".

    `callers` are the functions above the allocator, the nearest first. The
    standard library and absl allocate for those who call them.

    >>> owner(["std::deque<int>::_M_push_back_aux(int const&)",
    ...        "grpc_perf_msgr::SendQueue::Fill(int)"])
    'ours'
    >>> owner(["gpr_malloc", "grpc_perf_msgr::SendQueue::Fill(int)"])
    'library'
    >>> owner(["grpc_perf_msgr::v1::Op::New()", "grpc_perf_msgr::F()"])
    'generated'
    >>> owner(["std::thread::_State_impl<grpc_perf_msgr::X::Start()::{lambda()#1}"
    ...        ">::_M_run()", "clone"])
    'ours'
    """
    for caller in callers:
        name = qualified_name(caller)
        if name.startswith(_HELPERS):
            # A lambda of ours that the helper took in.
            if OURS in name.replace(GENERATED, "") and "lambda" in name:
                return "ours"
            continue
        if name.startswith(GENERATED):
            return "generated"
        return "ours" if name.startswith(OURS) else "library"
    return "library"


class Counts:
    """Of one run: `instructions`, and `allocations` by their callers.

    Of all threads but the first, which in both programs starts the others, waits
    and reports: what it does goes by time and not by messages.
    """

    def __init__(self, out_file):
        self.instructions = 0
        self.allocations = {}
        for path in sorted(out_file.parent.glob(out_file.name + "-*")):
            if path.name.rpartition("-")[2] != "01":
                self._read(path)

    def _read(self, path):
        names = {}
        callee = None
        with open(path, encoding="utf-8", errors="replace") as file:
            for line in file:
                if line.startswith(("fn=", "cfn=")):
                    number, _, name = line.strip().partition("=")[2].partition(
                        " ")
                    if name:
                        names[number] = name
                    if line[0] == "c":
                        callee = names[number]
                elif line.startswith("calls="):
                    self._add(callee, int(line[6:].split()[0]))
                elif line.startswith("totals:"):
                    self.instructions += int(line.split()[1])

    def _add(self, name, calls):
        function, *callers = name.split("'")
        # A function that calls itself has its depth among the callers.
        callers = [caller for caller in callers if not caller.isdigit()]
        if not _ALLOCATOR.match(qualified_name(function)) or not callers:
            return
        # An allocator that is built on another counts once.
        if _ALLOCATOR.match(qualified_name(callers[0])):
            return
        key = tuple(callers)
        self.allocations[key] = self.allocations.get(key, 0) + calls


def allocations_per_message(short, long, messages):
    """By owner, and by caller for ours: of the difference of two runs."""
    by_owner = {"ours": 0.0, "generated": 0.0, "library": 0.0}
    ours = {}
    for callers in short.allocations.keys() | long.allocations.keys():
        more = (long.allocations.get(callers, 0) -
                short.allocations.get(callers, 0)) / messages
        who = owner(callers)
        by_owner[who] += more
        if who == "ours":
            ours[callers] = more
    return by_owner, ours
