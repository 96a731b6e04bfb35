"""The project's own files, as the rules of tidy.py see them."""

import os
import posixpath
import re

NOT_OURS = {".git", "build", "results", "node_modules", "__pycache__"}
INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)


class SourceTree:
    """All text files below a folder: {path with slashes: content}."""

    def __init__(self, files):
        self.files = files

    @classmethod
    def read(cls, top):
        files = {}
        for folder, folders, names in os.walk(top):
            folders[:] = sorted(set(folders) - NOT_OURS)
            for name in sorted(set(names) - NOT_OURS):
                path = os.path.join(folder, name)
                try:
                    with open(path, encoding="utf-8") as file:
                        text = file.read()
                except (UnicodeDecodeError, OSError):
                    continue  # data for tests
                files[os.path.relpath(path, top).replace(os.sep, "/")] = text
        return cls(files)

    def paths(self, *endings, under=""):
        return [
            path
            for path in self.files
            if path.endswith(endings) and path.startswith(under)
        ]

    def product(self):
        """C++ of the programs."""
        return [
            path
            for path in self.paths(".h", ".cc")
            if path.split("/")[0] in ("common", "server", "client")
        ]

    def includes(self, path):
        """What a file includes of the project, generated headers apart."""
        return [
            name
            for name in INCLUDE.findall(self.files[path])
            if name in self.files
        ]


def room(path):
    return posixpath.dirname(path)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def find_circle(edges):
    """A list of nodes that lead back to the first, or None."""
    done, way = set(), []

    def visit(node):
        if node in way:
            return way[way.index(node) :] + [node]
        if node in done:
            return None
        way.append(node)
        for other in sorted(edges.get(node, ())):
            circle = visit(other)
            if circle:
                return circle
        way.pop()
        done.add(node)
        return None

    for node in sorted(edges):
        circle = visit(node)
        if circle:
            return circle
    return None
