"""Our style sheets: known to the oldest supported browser, readable in both themes, one place for colour."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tools.check_css import findings

CSS = Path(settings.BASE_DIR) / "static" / "css"
SHEETS = sorted(CSS.rglob("*.css"))
TOKENS = (CSS / "tokens.css").read_text()

TOO_NEW = {
    "a { color: light-dark(#000, #fff) }": "light-dark() needs Chromium 123",
    "a { color: color-mix(in srgb, red, blue) }": "color-mix() needs Chromium 111",
    "a { color: oklch(0.5 0.1 20) }": "oklch() needs Chromium 111",
    "a { width: calc(round(1px, 2px)) }": "round() needs Chromium 125",
    "a { & b { color: red } }": "nesting needs Chromium 112",
    "a { b { color: red } }": "nesting needs Chromium 112",
    "a { @media print { color: red } }": "@media inside a rule needs Chromium 112",
    "@scope (a) { b { color: red } }": "@scope needs Chromium 118",
    "@starting-style { a { opacity: 0 } }": "@starting-style needs Chromium 117",
    "input:user-invalid { color: red }": ":user-invalid needs Chromium 119",
    "a { grid-template-columns: subgrid }": "subgrid needs Chromium 117",
    "a { field-sizing: content }": "field-sizing needs Chromium 123",
    "@media (width < 700px) { a { color: red } }": "write min-width and max-width",
    "@media print { a { color: oklab(0.5 0 0) } }": "oklab() needs Chromium 111",
    "@font-face { font-family: x }": "@font-face is not ours",
    "a { width: 3cows }": "the unit cows is not known",
}


@pytest.mark.parametrize(("sheet", "finding"), TOO_NEW.items(), ids=TOO_NEW)
def test_what_is_too_new_is_found(sheet, finding):
    assert [sentence for _, sentence in findings(sheet) if finding in sentence]


@pytest.mark.parametrize(
    "sheet",
    [
        "a:has(b) { height: 100dvh; inset: 0; color: rgb(0 0 0 / .5) }",
        "p { text-wrap: pretty; text-autospace: normal }",
        "a::after { content: attr(title) }",
        "@media (min-width: 700px) and (max-width: 900px) { a { color: var(--ink) } }",
    ],
)
def test_what_the_oldest_browser_knows_passes(sheet):
    assert findings(sheet) == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_our_sheets_suit_the_oldest_browser(path):
    assert findings(path.read_text()) == []


@pytest.mark.parametrize(
    "path",
    [path for path in SHEETS if path.name not in ("tokens.css", "print.css")],
    ids=lambda path: path.name,
)
def test_colours_stand_in_the_tokens_only(path):
    text = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", path.read_text(), flags=re.DOTALL)
    text = re.sub(r"dialog::backdrop \{[^}]*\}", "", text)  # inherits no custom property before Chromium 122
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|\brgba?\(|\bhsla?\(", text) == []


# -- contrast ---------------------------------------------------------------------------------


def colours(theme):
    """Name → (r, g, b) of the tokens of a theme."""
    block = TOKENS.split(f'[data-theme="{theme}"] {{', 1)[1].split("}", 1)[0]
    return {
        name: tuple(int(value[at : at + 2], 16) for at in (0, 2, 4))
        for name, value in re.findall(r"--([\w-]+): #([0-9a-f]{6})", block)
    }


def luminance(colour):
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


GROUNDS = ["surface", "canvas", "raised", "hover", "selected"]
PAIRS = [
    *[(text, ground, 4.5) for text in ("ink", "ink-2", "ink-3", "accent", "red") for ground in GROUNDS],
    *[(text, "fill", 4.5) for text in ("ink", "ink-2", "ink-3")],
    *[(name, f"{name}-soft", 4.5) for name in ("green", "amber", "red", "accent")],
    *[("ink", f"{name}-soft", 4.5) for name in ("green", "amber", "red", "accent")],
    *[("on-accent", name, 4.5) for name in ("accent", "accent-2")],
    *[("edge", ground, 3.0) for ground in ("surface", "canvas")],
    *[(f"{name}-dot", ground, 3.0) for name in ("green", "amber", "red") for ground in ("surface", "raised")],
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("mark", "ground", "least"), PAIRS)
def test_contrast(theme, mark, ground, least):
    named = colours(theme)
    assert contrast(named[mark], named[ground]) >= least


def test_both_themes_name_the_same_colours():
    assert colours("light").keys() == colours("dark").keys()
