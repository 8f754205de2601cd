"""Makes the icons of the page from its logo: ``python -m tests.e2e.icons``.

They are kept in ``web/public/icons``, since no build has a browser to draw them.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e.conftest import chromium_path

WEB = Path(__file__).parent.parent.parent / "web"
LOGO = WEB / "src" / "page" / "shared" / "logo.svg"
#: The pixels of each side, and whether the ground reaches to the edge, which a system cuts off.
ICONS = {"192": (192, False), "512": (512, False), "maskable": (512, True)}
ICONS["apple-touch"] = (180, True)


def main() -> None:
    """Draw them all."""
    logo = LOGO.read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        page = browser.new_page()
        for name, (side, whole) in ICONS.items():
            # What is cut off is a fifth at most: the waves stay within a circle.
            drawn = logo.replace('rx="9"', 'rx="0"') if whole else logo
            drawn = drawn.replace('viewBox="0 0 32 32"', f'viewBox="0 0 32 32" width="{side}"')
            page.set_viewport_size({"width": side, "height": side})
            page.set_content(f"<style>* {{ margin: 0; display: block }}</style>{drawn}")
            picture = WEB / "public" / "icons" / f"{name}.png"
            page.screenshot(path=picture, omit_background=not whole)
        browser.close()


if __name__ == "__main__":
    main()
