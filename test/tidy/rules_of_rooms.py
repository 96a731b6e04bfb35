"""Who may include whom, and what stands in which room."""

import re

from source_tree import find_circle, room

# The first prefix that fits a file says what it may include of the project. "."
# is its own folder; a folder stands for all below it.
MAY_INCLUDE = [
    ("common/session/", ("common/",)),
    ("common/", ("common/",)),
    ("server/", ("server/", "common/")),
    ("client/load/", ("client/load/", "client/transport/transport.h", "common/")),
    ("client/report/", ("client/report/", "common/")),
    ("client/merge/", ("client/merge/", "client/load/", "client/report/", "common/")),
    ("client/transport/", ("client/transport/", "client/load/", "common/")),
    ("client/control/", ("client/control/", "client/load/",
                         "client/transport/grpc/", "common/")),
    ("client/run/", ("client/run/", "client/control/", "client/load/",
                     "client/merge/", "client/report/",
                     "client/transport/transport.h",
                     "client/transport/transport_factory.h", "common/")),
    ("client/", ("client/", "common/")),
]
# Where headers of gRPC may appear: common/grpc and the rooms that speak it.
GRPC_ROOMS = ("common/grpc/", "server/grpc/", "server/control/", "server/group/",
              "client/transport/grpc/", "client/control/", "test/")
GRPC_HEADER = re.compile(r'#include [<"](grpc(?:pp)?/|[^">]*\.grpc\.pb\.h)')
MUTEX = re.compile(r"\bstd::(?:mutex|lock_guard|unique_lock|scoped_lock)\b")
MUTEX_ROOMS = ("common/mutex.h", "test/")


def rule_includes(tree):
    for path in tree.product():
        for prefix, allowed in MAY_INCLUDE:
            if not path.startswith(prefix):
                continue
            for name in tree.includes(path):
                if not name.startswith((*allowed, "proto/")):
                    yield path, f"may not include {name}: {prefix} sees only " + (
                        ", ".join(allowed))
            break


def rule_no_circle_of_files(tree):
    edges = {path: set(tree.includes(path)) for path in tree.product()}
    circle = find_circle(edges)
    if circle:
        yield circle[0], "includes itself: " + " -> ".join(circle)


def rule_no_circle_of_rooms(tree):
    """A room and those within it are one here: a seam stands in the outer one,
    the factory that names all beside it."""
    edges = {}
    for path in tree.product():
        for name in tree.includes(path):
            inside, outside = room(path), room(name)
            if not f"{inside}/".startswith(f"{outside}/") and not (
                    f"{outside}/".startswith(f"{inside}/")):
                edges.setdefault(inside, set()).add(outside)
    circle = find_circle(edges)
    if circle:
        yield circle[0], "rooms include one another: " + " -> ".join(circle)


def rule_grpc_headers(tree):
    for path in tree.paths(".h", ".cc"):
        if path.startswith(GRPC_ROOMS):
            continue
        found = GRPC_HEADER.search(tree.files[path])
        if found:
            yield path, f"gRPC's headers ({found[1]}) belong into " + (
                ", ".join(GRPC_ROOMS))


def rule_mutexes_are_checked(tree):
    for path in tree.paths(".h", ".cc"):
        if path.startswith(MUTEX_ROOMS):
            continue
        found = MUTEX.search(tree.files[path])
        if found:
            yield path, f"{found[0]}: take that of common/mutex.h, which Clang checks"


# Who may name a transport in code: the table, a factory on each end, the words'
# own folders, tests, and what lists the ports of a deployment.
TRANSPORT_ROOMS = ("common/transports.h", "client/transport/", "server/grpc/",
                   "server/socket/", "server/listener_factory.cc", "common/grpc/",
                   "common/tcp/", "common/msgr2/", "test/",
                   "docker/compose.common.yaml")
TRANSPORT_CODE = (".h", ".cc", ".js", ".sh", ".yaml", "Dockerfile")
ROW = re.compile(r'\.word = "(\w+)"')
COMMENT = re.compile(r"(?:^|(?<=\s))(?://|#(?!include)).*")


def rule_transports_are_named_once(tree):
    """Elsewhere the row of common/transports.h is asked."""
    words = "|".join(ROW.findall(tree.files.get("common/transports.h", "")))
    if not words:
        return
    named = re.compile(rf"""["'`](?:{words})["'`]|\b(?:{words})://""")
    for path in tree.paths(*TRANSPORT_CODE):
        if path.startswith(TRANSPORT_ROOMS):
            continue
        for number, line in enumerate(tree.files[path].split("\n"), 1):
            found = named.search(COMMENT.sub("", line))
            if found:
                yield f"{path}:{number}", (f"names a transport ({found[0]}): ask its "
                                           "row in common/transports.h")


def rule_sources_are_listed(tree):
    """CMake says when a listed file is missing, not when one is left out."""
    for path in tree.paths(".cc"):
        name = path.rsplit("/", 1)[1]
        base = re.sub(r"(_test|_fuzz)?\.cc$", "", name)
        lists = [text for file, text in tree.files.items()
                 if file.endswith("CMakeLists.txt")
                 and path.startswith(room(file) + "/" if room(file) else "")]
        if not any(re.search(rf"\b{base}(_test|_fuzz|_fuzz\.cc|\.cc)?\b", text) for text in lists):
            yield path, "is in no CMakeLists.txt"


def rule_guards(tree):
    for path in tree.paths(".h"):
        guard = "GRPC_PERF_MSGR_" + re.sub(r"[/.]", "_", path).upper() + "_"
        if f"#ifndef {guard}\n#define {guard}\n" not in tree.files[path]:
            yield path, f"has no include guard {guard}"
