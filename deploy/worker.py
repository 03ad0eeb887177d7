"""The worker process. Run by `python -m deploy.worker [READY_FILE]`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from grading.worker import run_worker
from hub.settings import current_settings
from hub.web.logs import configure_logs


def main() -> None:
    """Grade until the process is asked to stop; touch READY_FILE once the worker is warm."""
    configure_logs()
    ready = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    asyncio.run(run_worker(current_settings(), ready))


if __name__ == "__main__":
    main()
