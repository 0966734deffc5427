import re

import pytest

from murals.page.looks import STYLE, make_theme


def test_no_font_and_no_style_comes_from_elsewhere():
    theme = make_theme()
    assert theme._stylesheets == []
    css = theme._get_theme_css().replace("xmlns='http://www.w3.org/2000/svg'", "")  # a name, not an address
    assert "http" not in css
    assert "url(" not in STYLE.read_text(encoding="utf-8")


def luminance(colour):
    """Relative luminance of an sRGB colour, WCAG 2.2."""
    levels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4 for level in levels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("name", ["primary_600", "primary_700"])
def test_white_on_the_main_button_is_read_with_ease(name):
    colour = getattr(make_theme(), name)
    assert re.fullmatch("#[0-9a-f]{6}", colour)
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5  # WCAG 2.2, 1.4.3
