"""Reads our texts: which go through gettext, which do not, and what the English catalogue says of them.

Plain Python: it runs where the gettext tools are not installed. `make messages` collects and compiles.
"""

import ast
import re
import sys
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
APPS = ("gaoxin_crm", "reports", "reminders", "land", "leads", "chains", "accounts", "core")
PO = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
CHINESE = re.compile(r"[\u3400-\u9fff]")
# Positions of the message arguments of each function; a context is kept apart with \x04 as in the catalogue.
FUNCTIONS = {
    "_": (0,), "gettext": (0,), "gettext_lazy": (0,), "gettext_noop": (0,),
    "ngettext": (0, 1), "ngettext_lazy": (0, 1), "pgettext": (1,), "pgettext_lazy": (1,),
    "npgettext": (1, 2), "npgettext_lazy": (1, 2),
}  # fmt: skip


def python_files():
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def templates():
    yield from sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt"))


def called(node):
    """The name of the gettext function a call goes to, or None."""
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", None)
    return name if name in FUNCTIONS else None


def docstrings(tree):
    """The nodes that are documentation: a string that stands alone."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def read_python(source):
    """(messages through gettext, [(line, other Chinese text)])."""
    tree = ast.parse(source)
    passed, documentation, messages = set(), docstrings(tree), []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := called(node)):
            for at in (0, *FUNCTIONS[name]):
                if len(node.args) > at and isinstance(node.args[at], ast.Constant):
                    passed.add(id(node.args[at]))
            first = FUNCTIONS[name][0]
            if len(node.args) > first and isinstance(node.args[first], ast.Constant):
                context = f"{node.args[0].value}\x04" if first else ""
                messages.append(context + node.args[first].value)
    bare = [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CHINESE.search(node.value)
        and id(node) not in passed | documentation
    ]
    return messages, bare


TAGGED = re.compile(
    r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}"
    r"|{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|{%.*?%}|{{.*?}}",
    re.DOTALL,
)


def read_template(source):
    """(messages through gettext, [(line, other Chinese text)])."""
    code = templatize(source, origin="template")
    calls = re.findall(r"\b(n?p?gettext|_)\(\s*(u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"))", code)
    messages = [ast.literal_eval(text) for _, text in calls]
    rest = TAGGED.sub(lambda match: "\n" * match[0].count("\n"), source)
    bare = [(line, text.strip()) for line, text in enumerate(rest.splitlines(), 1) if CHINESE.search(text)]
    return messages, bare


def everything():
    """(path, messages, bare texts) of each file people's texts stand in."""
    for path in python_files():
        yield path, *read_python(path.read_text(encoding="utf-8"))
    for path in templates():
        yield path, *read_template(path.read_text(encoding="utf-8"))


STRING = re.compile(r'"((?:\\.|[^"\\])*)"')


def read_po(text):
    """{message: [translations]} and the messages marked fuzzy, of a catalogue in the text format."""
    catalogue, fuzzy = {}, set()
    for entry in re.split(r"\n\s*\n", text):
        fields, field = {}, None
        for line in entry.splitlines():
            if line.startswith("#"):
                continue
            keyword = re.match(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s", line)
            field = keyword[1] if keyword else field
            said = "".join(ast.literal_eval(f'"{part}"') for part in STRING.findall(line))
            fields[field] = fields.get(field, "") + said
        if fields.get("msgid"):
            context = f"{fields['msgctxt']}\x04" if "msgctxt" in fields else ""
            message = context + fields["msgid"]
            catalogue[message] = [
                value for name, value in fields.items() if name and name.startswith("msgstr")
            ]
            if re.search(r"^#,.*\bfuzzy\b", entry, re.MULTILINE):
                fuzzy.add(message)
    return catalogue, fuzzy


def main():
    """Prints each text that has no English yet; the exit status is 1 if there is any."""
    catalogue, fuzzy = read_po(PO.read_text(encoding="utf-8"))
    missing = [
        f"{path.relative_to(ROOT)}: {message!r}"
        for path, messages, _ in everything()
        for message in messages
        if CHINESE.search(message) and (message in fuzzy or not all(catalogue.get(message, [""])))
    ]
    print("\n".join(missing) or "Every text has its English.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
