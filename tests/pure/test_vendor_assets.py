import xml.etree.ElementTree as ET

import pytest
from django.conf import settings

from tools import vendor_assets

OUTLINE = """<svg
  xmlns="http://www.w3.org/2000/svg"
  width="24"
  height="24"
  viewBox="0 0 24 24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  class="icon"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M5 12l-2 0l9 -9" />
</svg>"""


@pytest.fixture
def icons(tmp_path):
    for style, name in [("outline", "home"), ("filled", "home")]:
        folder = tmp_path / style
        folder.mkdir()
        (folder / f"{name}.svg").write_text(OUTLINE)
    return tmp_path


def test_a_symbol_draws_as_the_file_does():
    assert vendor_assets.symbol("home", OUTLINE) == (
        '<symbol id="home" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2">'
        '<path d="M5 12l-2 0l9 -9" /></symbol>'
    )


def test_names_are_taken_once_without_remarks():
    assert vendor_assets.icon_names("home\n\n# arrows\nbell # top bar\nhome\n") == ["bell", "home"]


def test_a_filled_icon_is_of_the_filled_set(icons):
    assert vendor_assets.icon_file(icons, "home-filled") == icons / "filled" / "home.svg"


def test_an_unknown_icon_is_named(icons):
    with pytest.raises(vendor_assets.UnknownIcon, match="'hoem'"):
        vendor_assets.icon_file(icons, "hoem")


def test_the_sprite_is_one_image_of_all_names(icons):
    root = ET.fromstring(vendor_assets.sprite(icons, ["home", "home-filled"]))  # noqa: S314  (our own text)
    assert [symbol.get("id") for symbol in root] == ["home", "home-filled"]


def test_every_icon_we_name_exists():
    modules = settings.BASE_DIR / "node_modules" / "@tabler" / "icons" / "icons"
    names = vendor_assets.icon_names((settings.BASE_DIR / "static" / "icons.txt").read_text())
    assert names
    for name in names:
        vendor_assets.icon_file(modules, name)
