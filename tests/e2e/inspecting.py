"""How tests open the stream inspector and its views."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def inspector(page: Page) -> Locator:
    """Return the inspector, opened if it is not."""
    button = page.get_by_role("button", name="Stream inspector")
    panel = page.get_by_role("complementary", name="Stream inspector")
    if panel.count() == 0:
        button.click()
    expect(panel).to_be_visible()
    return panel


def view(panel: Locator, name: str) -> Locator:
    """Return what stands under the heading ``name``."""
    panel.get_by_role("tab", name=name, exact=True).click()
    shown = panel.get_by_role("tabpanel", name=name, exact=True)
    expect(shown).to_be_visible()
    return shown
