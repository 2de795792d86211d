"""A real browser: Debian's chromium, driven by its own WebDriver, with nothing but the standard library."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

__all__ = ["CHROMEDRIVER", "CHROMIUM", "Browser", "browsing"]

CHROMIUM, CHROMEDRIVER = shutil.which("chromium"), shutil.which("chromedriver")

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
_KEYS = {"Escape": "\ue00c", "Tab": "\ue004", "Space": " ", "Right": "\ue014", "Enter": "\ue007"}
_CONTROL = "\ue009"
_PATIENCE = 120  # seconds for one answer: a guard, never a wait


class Browser:
    """One session of a browser."""

    def __init__(self, connection: HTTPConnection, session: str) -> None:
        self._connection, self._session = connection, session

    def open(self, page: Path) -> None:
        """Open a file."""
        self._ask("POST", "/url", {"url": page.as_uri()})

    def run(self, script: str, *arguments: object) -> Any:
        """Run the body of a function in the page, and return what it returns."""
        return self._ask("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def press(self, *keys: str) -> None:
        """Press keys one after another, as a user without a mouse does."""
        self._keys([(kind, _KEYS.get(key, key)) for key in keys for kind in ("keyDown", "keyUp")])

    def paste(self) -> None:
        """Press Ctrl V."""
        self._keys([("keyDown", _CONTROL), ("keyDown", "v"), ("keyUp", "v"), ("keyUp", _CONTROL)])

    def _keys(self, strokes: list[tuple[str, str]]) -> None:
        actions = [{"type": kind, "value": key} for kind, key in strokes]
        self._ask("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def devtools(self, command: str, **parameters: object) -> Any:
        """Send a command of the DevTools protocol."""
        return self._ask("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def size(self, width: int, height: int) -> None:
        """Show the page as a screen of that many CSS pixels would."""
        self.devtools(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    def media(self, *, kind: str = "screen", scheme: str = "light") -> None:
        """Show the page as a medium, in light or dark."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.devtools("Emulation.setEmulatedMedia", media=kind, features=features)

    def logged(self, kind: str) -> list[dict[str, Any]]:
        """Return what the browser has logged since the last time: ``browser`` or ``performance``."""
        return self._ask("POST", "/se/log", {"type": kind})

    def requests(self) -> list[str]:
        """Return the addresses that were asked for since the last time."""
        messages = [json.loads(entry["message"])["message"] for entry in self.logged("performance")]
        return [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]

    def screenshot(self, file: Path) -> None:
        """Write the whole page as a picture."""
        told = self.devtools("Page.captureScreenshot", captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(told["data"]))

    def printed(self) -> bytes:
        """Return the page as it is printed, a PDF."""
        return base64.b64decode(self._ask("POST", "/print", {"background": True}))

    def close(self) -> None:
        """End the session."""
        self._ask("DELETE", "", None)

    def _ask(self, method: str, path: str, body: object) -> Any:
        return _asked(self._connection, method, f"/session/{self._session}{path}", body)


def _asked(connection: HTTPConnection, method: str, path: str, body: object) -> Any:
    text = None if body is None else json.dumps(body)
    connection.request(method, path, body=text, headers={"Content-Type": "application/json"})
    told = json.loads(connection.getresponse().read())["value"]
    if isinstance(told, dict) and "error" in told:
        msg = f"{method} {path}: {told['error']}: {told['message']}"
        raise RuntimeError(msg)
    return told


@contextmanager
def browsing(profile: Path) -> Generator[Browser]:
    """Run a browser with an empty profile in a folder."""
    driver = subprocess.Popen(
        [str(CHROMEDRIVER), "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        connection = HTTPConnection("127.0.0.1", _port(driver), timeout=_PATIENCE)
        options = {"binary": CHROMIUM, "args": [*_FLAGS, f"--user-data-dir={profile}"]}
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
        told = _asked(connection, "POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        browser = Browser(connection, told["sessionId"])
        browser.run("location.replace('about:blank')")  # the page of a new tab asks for much
        browser.logged("performance")
        try:
            yield browser
        finally:
            browser.close()
            connection.close()
    finally:
        driver.terminate()
        driver.communicate(timeout=_PATIENCE)


def _port(driver: subprocess.Popen[str]) -> int:
    assert driver.stdout is not None
    for line in driver.stdout:
        if "started successfully on port" in line:
            return int(line.rstrip(".\n").rpartition(" ")[2])
    msg = f"{CHROMEDRIVER} ended before it listened, with code {driver.wait()}"
    raise RuntimeError(msg)
