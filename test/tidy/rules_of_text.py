"""How long things may be, and which words are used."""

import re

from source_tree import line_of

MAX_FILE_LINES = 320
MAX_FUNCTION_LINES = 70
MAX_PAGE_COLUMNS = 200
# A schema is one document, however long.
CODE = (".h", ".cc", ".py", ".js", ".css", ".sh", ".cmake")

# A line that begins a function whose body ends with "}" in the first column.
# clang-format keeps that form.
NO_FUNCTION = re.compile(r"(?:namespace|class|struct|enum|union|extern|using)\b|[#/}]")
PYTHON_DEF = re.compile(r"( *)def ")

# Other words for what has a name here: window, message, msg/s, think time.
OTHER_WORDS = {
    r"\bqueue[ -]depth\b": "window",
    r"\biodepth\b": "window",
    r"\boutstanding (?:requests?|messages?)\b": "messages in flight",
    r"\b[QTR]PS\b": "msg/s",
    r"\bops/s(?:ec)?\b": "msg/s",
    r"\bwarm[ -]up phase\b": "warmup (the phase) or warm-up",
    r"\bsleep time\b": "think time",
    r"\bthink[ -]delay\b": "think time",
    r"\bservice time\b": "think time",
    r"\bback-?end\b": "transport",
}
PROSE = (".h", ".cc", ".py", ".js", ".md", ".proto", ".sh", ".html", ".yaml")
# Paths of one machine; "me" is anybody.
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home/(?!me/)\w+)/")
PIECE = re.compile(r'^ *(?:[^"]*[ (<])?("(?:[^"\\]|\\.)*")$')
NEXT_PIECE = re.compile(r'^ *("(?:[^"\\]|\\.)*")')
SUITE = re.compile(r"^(?:TYPED_)?TEST(?:_[FP])?\((\w+),", re.MULTILINE)


def rule_file_length(tree):
    for path in tree.paths(*CODE):
        lines = tree.files[path].count("\n")
        if lines > MAX_FILE_LINES:
            yield path, f"has {lines} lines, at most {MAX_FILE_LINES} are good to read"


def python_bodies(lines):
    for start, line in enumerate(lines):
        found = PYTHON_DEF.match(line)
        if not found:
            continue
        end = start + 1
        while end < len(lines) and (
                not lines[end] or lines[end].startswith(found[1] + " ")):
            end += 1
        while not lines[end - 1]:
            end -= 1
        yield start + 1, end - start - 1


def braced_bodies(lines):
    begun = None  # the line of a head in the first column
    body = None  # the first line of its body
    for number, line in enumerate(lines, 1):
        if line.startswith("}"):
            if body is not None:
                yield begun, number - body
            begun = body = None
        elif line and not line[0].isspace():
            begun = None if NO_FUNCTION.match(line) else number
            body = None
        if begun is not None and body is None and line.endswith("{"):
            body = number + 1


def bodies(path, text):
    """(line, lines of the body) of each function."""
    lines = text.split("\n")
    return python_bodies(lines) if path.endswith(".py") else braced_bodies(lines)


def rule_function_length(tree):
    for path in tree.paths(".h", ".cc", ".js", ".py"):
        for line, lines in bodies(path, tree.files[path]):
            if lines > MAX_FUNCTION_LINES:
                yield f"{path}:{line}", (f"a function of {lines} lines, at most "
                                         f"{MAX_FUNCTION_LINES}")


def rule_page_width(tree):
    for path in tree.paths(".md"):
        for number, line in enumerate(tree.files[path].split("\n"), 1):
            if len(line) > MAX_PAGE_COLUMNS:
                yield f"{path}:{number}", (f"{len(line)} columns, at most "
                                           f"{MAX_PAGE_COLUMNS} fit a terminal")


def rule_words(tree):
    for path in tree.paths(*PROSE):
        if path.startswith("test/tidy/"):
            continue
        for pattern, word in OTHER_WORDS.items():
            for found in re.finditer(pattern, tree.files[path]):
                yield (f"{path}:{line_of(tree.files[path], found.start())}",
                       f'"{found[0]}": the word here is {word}')


def rule_no_machine(tree):
    for path, text in tree.files.items():
        if path.startswith("test/tidy/"):
            continue
        for found in MACHINE.finditer(text):
            yield (f"{path}:{line_of(text, found.start())}",
                   f"names a folder of one machine ({found[0]}...)")


def rule_literals_are_whole(tree):
    """Two pieces of a string that would fit on one line are one."""
    for path in tree.paths(".h", ".cc"):
        lines = tree.files[path].split("\n")
        for number, (line, following) in enumerate(zip(lines, lines[1:]), 1):
            piece, more = PIECE.match(line), NEXT_PIECE.match(following)
            if not piece or not more or piece[1].endswith('\\n"'):
                continue
            if len(line) + len(more[1]) - 2 <= 80:
                yield f"{path}:{number}", "a string in two pieces that fits on a line"


def rule_suite_names(tree):
    """CTest knows a test by its suite and name alone."""
    home = {}
    for path in tree.paths("_test.cc"):
        for suite in sorted(set(SUITE.findall(tree.files[path]))):
            if home.setdefault(suite, path) != path:
                yield path, f"suite {suite} stands in {home[suite]}, too"
