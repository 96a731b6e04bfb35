"""The rules of the house, kept by a test that walks the tree.

  tidy.py TOP        what breaks a rule, a line each; exit status 1 when anything does
  tidy.py --self     breaks each rule in a made-up tree and wants to hear of it
"""

import sys

import rules_of_rooms
import rules_of_tests
import rules_of_text
from broken_trees import BROKEN, SOUND
from source_tree import SourceTree

RULES = {
    name[len("rule_"):]: rule
    for module in (rules_of_rooms, rules_of_tests, rules_of_text)
    for name, rule in sorted(vars(module).items())
    if name.startswith("rule_")
}


def check(top):
    tree = SourceTree.read(top)
    if not tree.product():
        return [f"{top}: no source of the project here"]
    return [f"{where}: {what} [{name}]"
            for name, rule in RULES.items()
            for where, what in rule(tree)]


def check_rules():
    """Each rule finds its fault, and none in a tree without."""
    wrong = []
    for name, rule in RULES.items():
        if name not in BROKEN:
            wrong.append(f"rule {name} has no tree that breaks it")
            continue
        for files in BROKEN[name]:
            if not list(rule(SourceTree({**SOUND, **files}))):
                wrong.append(f"rule {name} finds nothing in {sorted(files)}")
        for where, what in rule(SourceTree(SOUND)):
            wrong.append(f"rule {name} finds what is not there: {where}: {what}")
    return wrong


def main(arguments):
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    findings = check_rules() if arguments[0] == "--self" else check(arguments[0])
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
