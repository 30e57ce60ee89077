"""Copies the few front-end files we use out of node_modules: icons, SortableJS, and axe for tests.

Reads the names in static/icons.txt (one per line; `name-filled` is of the filled set), writes
static/vendor/icons.svg, static/vendor/sortable.min.js and build/axe.min.js. Plain Python: it runs before
anything else is installed.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ("viewBox", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin")
SVG = re.compile(r"<svg\b(?P<attributes>[^>]*)>(?P<body>.*?)</svg>", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
BACKGROUND = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')


class UnknownIcon(Exception):
    pass


def icon_names(text):
    """The names listed in `text`, each once and in order; `#` begins a remark."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return sorted({line for line in lines if line})


def icon_file(icons, name):
    """Where the icon set keeps `name`."""
    style, stem = ("filled", name.removesuffix("-filled")) if name.endswith("-filled") else ("outline", name)
    path = icons / style / f"{stem}.svg"
    if not path.exists():
        raise UnknownIcon(
            f"static/icons.txt names the icon {name!r}, but Tabler has no {style} icon {stem!r}."
        )
    return path


def symbol(name, svg):
    """One `<symbol>` that draws as the file does: the drawing attributes stay on it."""
    match = SVG.search(svg)
    attributes = dict(ATTRIBUTE.findall(match["attributes"]))
    kept = " ".join(f'{key}="{attributes[key]}"' for key in KEPT if key in attributes)
    body = re.sub(r"\s*\n\s*", "", BACKGROUND.sub("", match["body"])).strip()
    return f'<symbol id="{name}" {kept}>{body}</symbol>'


def sprite(icons, names):
    symbols = [symbol(name, icon_file(icons, name).read_text()) for name in names]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def main():
    modules = ROOT / "node_modules"
    icons = modules / "@tabler" / "icons" / "icons"
    if not icons.is_dir():
        sys.exit("node_modules holds no icons yet: run `make assets`.")
    try:
        names = icon_names((ROOT / "static" / "icons.txt").read_text(encoding="utf-8"))
        write(ROOT / "static" / "vendor" / "icons.svg", sprite(icons, names))
    except UnknownIcon as error:
        sys.exit(str(error))
    sortable = modules / "sortablejs" / "Sortable.min.js"
    if not sortable.exists():
        sys.exit("node_modules holds no SortableJS yet: run `make assets`.")
    write(ROOT / "static" / "vendor" / "sortable.min.js", sortable.read_text(encoding="utf-8"))
    axe = modules / "axe-core" / "axe.min.js"
    if axe.exists():
        write(ROOT / "build" / "axe.min.js", axe.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
