"""A drawing by matplotlib as a piece of a page: one style, ids of its own, words around it.

Drawn with matplotlib's objects, never with pyplot, so that nothing is left between two reports.
A drawing is 338 units wide: on a phone a unit is about a pixel, and its words can be read. The
same figures make the same SVG, to the byte.
"""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lxml import etree
from markupsafe import Markup
from matplotlib import rc_context, rcdefaults, rcParams
from matplotlib.figure import Figure

INK, FAINT, RULE = "#1f1c18", "#635c52", "#dcd5c7"
BLUE, VERMILION, GREEN = "#0072b2", "#c85200", "#00795a"  # after Okabe and Ito, darkened
_WIDTH = 4.7  # inches of 72 units

_STYLE: Any = {  # matplotlib 3.11 types each key
    "svg.fonttype": "none",
    "font.size": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.grid.axis": "y",
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "text.color": INK,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "legend.frameon": False,
    "legend.fontsize": 11,
    "lines.linewidth": 1.8,
    "lines.markersize": 6,
}


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing with the words around it.

    Attributes:
        name: Of the figure in the page.
        title: Its heading.
        caption: What is seen, and how to read it.
        svg: An SVG element whose ids begin with the name.
    """

    name: str
    title: str
    caption: str
    svg: Markup


def drawn(
    name: str, title: str, caption: str, said: str, height: float, draw: Callable[[Figure], None]
) -> Plot:
    """Draw a figure and put words around it; `said` is for those who do not see it."""
    out = BytesIO()
    with rc_context():  # not in the style that a notebook may have set
        rcdefaults()
        rcParams.update({**_STYLE, "svg.hashsalt": name})
        figure = Figure(figsize=(_WIDTH, height), layout="constrained")
        draw(figure)
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(out, format="svg", transparent=True, metadata=nothing)
    return Plot(name, title, caption, _inlined(out.getvalue(), name, f"{title}. {said}."))


def _inlined(svg: bytes, name: str, label: str) -> Markup:
    """An SVG file as an element for a page that holds others: no prolog, ids of its own."""
    root = etree.fromstring(svg)
    for element in list(root.iter("{*}metadata", "{*}style")):
        element.getparent().remove(element)
    for element in root.iter():
        for key, value in element.attrib.items():
            if key == "id":
                element.set(key, f"{name}-{value}")
            elif key.endswith("href"):
                element.set(key, value.replace("#", f"#{name}-"))
            else:
                element.set(key, value.replace("url(#", f"url(#{name}-"))
    del root.attrib["width"], root.attrib["height"]
    root.set("role", "img")
    root.set("aria-label", label)
    return Markup(etree.tostring(root, encoding="unicode"))  # noqa: S704 - lxml has escaped it
