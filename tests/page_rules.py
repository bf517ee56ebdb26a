"""The rules that every page keeps: WCAG 2.1, A and AA, as axe-core checks them."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


def broken(page: Page) -> list[str]:
    """Which rules are broken, and where."""
    found = Axe().run(page, options={"runOnly": RULES}).response
    assert len(found["passes"]) > 20, "axe has looked at the page"
    return [f"{one['id']}: {node['html']}" for one in found["violations"] for node in one["nodes"]]
