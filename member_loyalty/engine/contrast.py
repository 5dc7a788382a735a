"""Text that can be read on a color that a shop chose freely."""

import re

BLACK, WHITE = "#000000", "#ffffff"
#: Relative luminance at which black and white are read equally well: both differ from it by the same ratio.
MIDDLE = (1.05 * 0.05) ** 0.5 - 0.05


def text_on(color):
    """Black or white, whichever has the higher contrast to a color (WCAG 2.2).

    :param color: the background, as ``#rrggbb`` or ``#rgb``; white goes on anything else, where the dark color of
        those without a tier stands

    >>> text_on("#f5d442"), text_on("#FFF"), text_on("#9aa0a6"), text_on("#ff0000")
    ('#000000', '#000000', '#000000', '#000000')
    >>> text_on("#1b2a49"), text_on("#000"), text_on("#0000ff"), text_on("#6c3483")
    ('#ffffff', '#ffffff', '#ffffff', '#ffffff')
    >>> text_on("#757575"), text_on("#767676")
    ('#ffffff', '#000000')
    >>> text_on(False), text_on(""), text_on("gold")
    ('#ffffff', '#ffffff', '#ffffff')
    """
    return BLACK if _luminance(color or "") > MIDDLE else WHITE


def _luminance(color):
    """Relative luminance, from 0 (black) to 1; 0 for what is no color."""
    if re.fullmatch("#[0-9a-fA-F]{3}", color):
        color = "#" + "".join(2 * digit for digit in color[1:])
    if not re.fullmatch("#[0-9a-fA-F]{6}", color):
        return 0.0
    red, green, blue = (_linear(int(color[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part):
    """A part of a color without the curve that screens give it."""
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
