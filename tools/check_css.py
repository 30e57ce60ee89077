"""Checks that our style sheets suit the oldest browser we support: Chromium 109 (docs/adr/0002).

A style sheet that an old browser half understands looks broken there and fine here, so this is checked
on the text. Prints one line for each finding; the exit status is 1 if there is any.
"""

import sys
from pathlib import Path

import tinycss2

CSS = Path(__file__).resolve().parent.parent / "static" / "css"

# Name → the Chromium version that first knows it.
FUNCTIONS = {
    "light-dark": 123,
    "color-mix": 111,
    "oklch": 111,
    "oklab": 111,
    "lab": 111,
    "lch": 111,
    "color": 111,
    "round": 125,
    "mod": 125,
    "rem": 125,
    "sin": 111,
    "cos": 111,
    "linear": 113,
    "calc-size": 129,
    "anchor": 125,
    "if": 137,
    "attr": 133,  # outside `content`
}
AT_RULES = {"scope": 118, "starting-style": 117, "position-try": 125, "view-transition": 126, "function": 139}
PSEUDO = {
    "user-valid": 119,
    "user-invalid": 119,
    "popover-open": 114,
    "open": 133,
    "details-content": 131,
    "nth-child-of": 111,
    "state": 125,
    "picker": 135,
}
PROPERTIES = {
    "anchor-name": 125,
    "position-anchor": 125,
    "field-sizing": 123,
    "interpolate-size": 129,
    "subgrid": 117,
    "animation-timeline": 115,
    "view-transition-name": 111,
}
VALUES = {"subgrid": 117}
# Without these a page looks a little plainer and works alike.
ENHANCEMENTS = {"text-wrap", "text-autospace", "text-size-adjust"}
UNITS = {"cqw", "cqh", "cqi", "cqb"}  # known since 105; listed so that a typing error in a unit is found
KNOWN_UNITS = UNITS | {
    "px", "rem", "em", "ch", "vh", "vw", "dvh", "svh", "lvh", "dvw", "fr", "s", "ms", "deg", "mm", "x",
}  # fmt: skip


def too_new(name, since):
    return f"{name} needs Chromium {since}"


def walk(tokens):
    """Every token, also those inside functions and brackets."""
    for token in tokens or ():
        yield token
        yield from walk(getattr(token, "arguments", None))
        if token.type in ("() block", "[] block"):
            yield from walk(token.content)


def in_value(declaration):
    """What a value holds that is too new."""
    for token in walk(declaration.value):
        if token.type == "function" and token.lower_name in FUNCTIONS:
            if not (token.lower_name == "attr" and declaration.lower_name == "content"):
                yield token.source_line, too_new(f"{token.lower_name}()", FUNCTIONS[token.lower_name])
        elif token.type == "ident" and token.lower_value in VALUES:
            yield token.source_line, too_new(token.lower_value, VALUES[token.lower_value])
        elif token.type == "dimension" and token.lower_unit not in KNOWN_UNITS:
            yield token.source_line, f"the unit {token.unit} is not known"


def in_selector(prelude):
    previous = None
    for token in walk(prelude):
        is_pseudo = previous is not None and previous.type == "literal" and previous.value == ":"
        name = getattr(token, "lower_value", "") or getattr(token, "lower_name", "")
        if is_pseudo and name in PSEUDO:
            yield token.source_line, too_new(f":{name}", PSEUDO[name])
        if token.type == "literal" and token.value == "&":
            yield token.source_line, too_new("nesting", 112)
        previous = token


def in_declarations(content):
    for node in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if node.type == "qualified-rule":
            yield node.source_line, too_new("nesting", 112)
        elif node.type == "at-rule":
            yield node.source_line, too_new(f"@{node.lower_at_keyword} inside a rule", 112)
        elif node.type == "error":
            yield node.source_line, node.message
        elif node.lower_name in PROPERTIES:
            yield node.source_line, too_new(node.lower_name, PROPERTIES[node.lower_name])
        elif node.lower_name not in ENHANCEMENTS:
            yield from in_value(node)


def in_rules(rules):
    """Findings of a list of rules, as (line, sentence)."""
    for rule in rules:
        if rule.type == "error":
            yield rule.source_line, rule.message
        elif rule.type == "qualified-rule":
            yield from in_selector(rule.prelude)
            yield from in_declarations(rule.content)
        elif rule.lower_at_keyword in AT_RULES:
            yield rule.source_line, too_new(f"@{rule.lower_at_keyword}", AT_RULES[rule.lower_at_keyword])
        elif rule.lower_at_keyword == "media":
            if any(part in ("<", ">") for part in walk(rule.prelude)):
                yield rule.source_line, "write min-width and max-width: ranges are easy to get wrong"
            yield from in_rules(tinycss2.parse_rule_list(rule.content, True, True))
        elif rule.lower_at_keyword in ("font-face", "import"):
            yield rule.source_line, f"@{rule.lower_at_keyword} is not ours: no web font, no chain of requests"


def findings(text):
    """What in the style sheet `text` does not suit the oldest browser: a list of (line, sentence)."""
    return sorted(in_rules(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)))


def main():
    found = [
        f"{path.relative_to(CSS.parent.parent)}:{line}: {sentence}"
        for path in sorted(CSS.rglob("*.css"))
        for line, sentence in findings(path.read_text(encoding="utf-8"))
    ]
    print("\n".join(found) or "Style sheets suit Chromium 109.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
