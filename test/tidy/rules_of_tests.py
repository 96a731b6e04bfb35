"""What unit tests reach."""

import re

# Sources whose header no unit test includes. Each is there for a reason that
# another kind of test makes good; a new one is not.
MAX_UNREACHED = 6
UNIT_TESTS = ("test/common/", "test/server/", "test/client/", "test/simulation/")


def unreached(tree):
    reached = set()
    for path in tree.paths(".h", ".cc"):
        if path.startswith(UNIT_TESTS):
            reached.update(tree.includes(path))
    return [
        path
        for path in tree.product()
        if path.endswith(".cc")
        and re.sub(r"\.cc$", ".h", path) in tree.files
        and re.sub(r"\.cc$", ".h", path) not in reached
    ]


def rule_unit_tests_reach(tree):
    left = unreached(tree)
    if len(left) > MAX_UNREACHED:
        yield "test", (f"{len(left)} sources are reached by no unit test, at most "
                       f"{MAX_UNREACHED}: " + " ".join(left))
