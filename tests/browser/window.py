"""A browser window that remembers everything that went wrong in it."""

from __future__ import annotations

import os
import shutil
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page, Response

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

REPORT_POLICY = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`content policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


RUN_AXE = """async (options) => (await axe.run(options)).violations.map(
  (rule) => `${rule.id}: ${rule.nodes.map((node) => node.target.join(" ")).join(", ")}`)
"""


def find_chromium() -> str | None:
    """The browser of the system; nothing is downloaded. `CHROMIUM` names another."""
    names = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    return next((path for name in names if name and (path := shutil.which(name))), None)


class Window:
    """One tab at one portal. ``page`` is Playwright's own; :meth:`goto` knows the host and port of the test's server."""

    def __init__(self, page: Page, port: int, host: str) -> None:
        self.page = page
        self.port = port
        self.host = host
        self.problems: list[str] = []
        self.expected: list[str] = []
        self._document: Response | None = None
        page.add_init_script(REPORT_POLICY)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:  # said by `_response`
            self.problems.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        if response.request.resource_type == "document" and not 300 <= response.status < 400:
            self._document = response
        if response.status >= 400:
            self.problems.append(f"{response.status}: {response.url}")

    def expect_problem(self, words: str) -> None:
        """A problem whose text contains ``words`` belongs to this test (a 404 page, a refused form)."""
        self.expected.append(words)

    @property
    def unexpected(self) -> list[str]:
        return [problem for problem in self.problems if not any(words in problem for words in self.expected)]

    @property
    def html(self) -> str:
        """The page as the server wrote it."""
        assert self._document, "no page was opened yet"
        return self._document.text()

    def address(self, path: str, host: str = "") -> str:
        return f"http://{host or self.host}:{self.port}{path}"

    def goto(self, path: str, host: str = "") -> Response | None:
        """Open ``path``; later calls stay on ``host``."""
        self.host = host or self.host
        return self.page.goto(self.address(path))

    def axe(self, *rules: str) -> list[str]:
        """Accessibility rules that the page as it stands breaks: rule, and where. Empty is right. By default all of `AXE_RULES`."""
        # Preloading would copy the style sheets into the page inline, which the page's own policy rightly refuses. Only violations are
        # written out: a name for each of the hundreds of elements that pass would cost more than the check itself.
        if not self.page.evaluate("typeof window.axe?.run === 'function'"):
            self.page.evaluate(AXE_SCRIPT)
        only: Any = {"type": "rule", "values": list(rules)} if rules else AXE_RULES
        found: list[str] = self.page.evaluate(RUN_AXE, {"runOnly": only, "preload": False, "resultTypes": ["violations"]})
        return found

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window; 0 is right."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
