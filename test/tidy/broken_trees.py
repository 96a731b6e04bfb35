"""Made-up trees: one without a fault, and what breaks each rule when it is laid
over that one."""


def header(path, *lines):
    guard = "GRPC_PERF_MSGR_" + path.replace("/", "_").replace(".", "_").upper() + "_"
    return "\n".join([f"#ifndef {guard}", f"#define {guard}", *lines, "#endif", ""])


def of_headers(**includes):
    """{path: header} from path (with __ for a slash) = what it includes."""
    files = {}
    for name, included in includes.items():
        path = name.replace("__", "/") + ".h"
        files[path] = header(path, f'#include "{included}"')
    return files


SOUND = {
    "CMakeLists.txt": "project(made_up)\n",
    "README.md": "A window of messages.\n",
    "common/CMakeLists.txt": "project_library(common clock.cc)\n",
    "common/clock.h": header("common/clock.h", "int Now();"),
    "common/clock.cc": '#include "common/clock.h"\n\nint Now() {\n  return 1;\n}\n',
    "server/server.h": header("server/server.h", '#include "common/clock.h"'),
    "client/load/window.h": header("client/load/window.h",
                                   '#include "common/clock.h"'),
    "client/report/table.h": header("client/report/table.h",
                                    'const char* kText = "one";'),
    "test/common/CMakeLists.txt": "test_program(common SOURCES clock)\n",
    "test/common/clock_test.cc":
        '#include "common/clock.h"\n\nTEST(Clock, Goes) {\n}\n',
}

TABLE = {
    "common/transports.h": header("common/transports.h", '{.word = "grpc"},',
                                  '{.word = "tcp"},'),
}
LONG_BODY = "  Call();\n" * 71
BROKEN = {
    "includes": [
        of_headers(common__a="server/server.h"),
        of_headers(server__a="client/load/window.h"),
        of_headers(client__load__a="client/report/table.h"),
        of_headers(client__report__a="client/load/window.h"),
    ],
    "no_circle_of_files": [
        of_headers(common__a="common/b.h", common__b="common/a.h"),
    ],
    "no_circle_of_rooms": [
        of_headers(client__a__x="client/b/y.h", client__b__y="client/c/z.h",
                   client__b__z="client/a/x.h", client__c__z="client/a/w.h",
                   client__a__w="common/clock.h"),
    ],
    "grpc_headers": [
        {"server/a.h": header("server/a.h", "#include <grpcpp/server.h>")},
        {"client/run/a.h": header("client/run/a.h",
                                  '#include "proto/control.grpc.pb.h"')},
    ],
    "mutexes_are_checked": [
        {"server/a.h": header("server/a.h", "std::mutex mutex;")},
        {"server/a.h": header("server/a.h", "std::unique_lock<M> lock;")},
    ],
    "transports_are_named_once": [
        {**TABLE, "server/a.h": header("server/a.h", 'if (word == "tcp") {')},
        {**TABLE, "a.js": "const kind = word === 'grpc' ? 1 : 2;\n"},
        {**TABLE, "docker/a.sh": "server tcp://0.0.0.0:1\n"},
    ],
    "sources_are_listed": [
        {"common/left_out.cc": "int x;\n"},
        {"test/common/left_out_test.cc": "TEST(LeftOut, X) {\n}\n"},
    ],
    "guards": [{"common/a.h": "#pragma once\n"}],
    "unit_tests_reach": [
        {f"common/a{i}.{ending}": "int x;\n"
         for i in range(7) for ending in ("h", "cc")},
    ],
    "file_length": [{"common/clock.cc": "int x;\n" * 321},
                    {"docker/a.sh": "echo\n" * 321}],
    "function_length": [
        {"common/clock.cc": f"int F() {{\n{LONG_BODY}}}\n"},
        {"common/clock.cc": f"int F(int a,\n      int b) {{\n{LONG_BODY}}}\n"},
        {"a.js": f"function f() {{\n{LONG_BODY}}}\n"},
        {"a.py": f"def f():\n{LONG_BODY}"},
    ],
    "page_width": [{"README.md": "x" * 201 + "\n"}],
    "words": [{"README.md": "A queue depth of 32.\n"},
              {"common/clock.cc": "// 100 QPS\n"}],
    "no_machine": [{"README.md": "See /root/notes.\n"},
                   {"docker/a.yaml": "path: /home/somebody/x\n"}],
    "literals_are_whole": [
        {"common/clock.cc": 'f("one "\n  "two");\n'},
    ],
    "suite_names": [
        {"test/common/a_test.cc": "TEST(Clock, Stops) {\n}\n"},
        {"test/common/a_test.cc": "TEST_F(Clock, Stops) {\n}\n"},
    ],
}
