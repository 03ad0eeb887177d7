"""The whole platform as a subprocess, the way an operator runs it, for tests that need all of it."""

from deploy.trial import Trial as Stack
from deploy.trial import free_port_block, wait_until

__all__ = ["Stack", "free_port_block", "wait_until"]
