"""A learner's server of a running platform: started and stopped through the Hub, spoken to as its learner."""

from __future__ import annotations

import json
import uuid
from typing import Any

import httpx
from websockets.sync.client import connect

from hub.secrets import ensure_secret
from tests.stack import Stack, wait_until


class LearnerServer:
    """The practice room of `username`, who must be in the roster."""

    def __init__(self, stack: Stack, username: str) -> None:
        self.stack = stack
        self.username = username
        operator = ensure_secret(stack.settings.secrets_dir, "operator")
        self._hub = httpx.Client(
            base_url=f"http://127.0.0.1:{stack.settings.hub_port}/hub/api/",
            headers={"Authorization": f"token {operator}"},
            timeout=60,
            trust_env=False,
        )
        self._hub.post(f"users/{username}")
        made = self._hub.post(
            f"users/{username}/tokens",
            json={"note": "test", "expires_in": 7200, "scopes": [f"access:servers!user={username}"]},
        )
        made.raise_for_status()
        self.http = httpx.Client(
            base_url=f"{stack.url}/user/{username}/",
            headers={"Authorization": f"token {made.json()['token']}"},
            timeout=60,
            trust_env=False,
        )

    def __enter__(self) -> LearnerServer:
        return self

    def __exit__(self, *_: object) -> None:
        self._hub.close()
        self.http.close()

    @property
    def state(self) -> dict[str, Any]:
        """Return what the Hub keeps of the server: pid, birth, uid."""
        server = self._hub.get(f"users/{self.username}").json()["servers"].get("", {})
        return dict(server.get("state") or {})

    def start(self) -> LearnerServer:
        """Start the server and wait until it answers."""
        asked = self._hub.post(f"users/{self.username}/server")
        assert asked.status_code in {201, 202}, asked.text

        def ready() -> bool:
            server = self._hub.get(f"users/{self.username}").json()["servers"].get("", {})
            return bool(server.get("ready"))

        wait_until(ready, f"{self.username}'s server is ready", timeout_s=150)
        return self

    def start_refused(self) -> str:
        """Ask for the server and return the sentence with which the Hub refuses."""
        asked = self._hub.post(f"users/{self.username}/server")
        assert asked.status_code >= 400, asked.text
        return str(asked.json()["message"])

    def stop(self) -> None:
        """Stop the server and wait until it is gone."""
        self._hub.delete(f"users/{self.username}/server")
        wait_until(lambda: not self.state, f"{self.username}'s server stopped", timeout_s=60)

    def run(self, code: str) -> str:
        """Run `code` in a fresh kernel and return what it printed; fail when it raised."""
        kernel = self.http.post("api/kernels", json={"name": "python3"})
        assert kernel.status_code == 201, kernel.text
        kernel_id = kernel.json()["id"]
        address = f"{self.http.base_url}api/kernels/{kernel_id}/channels".replace("http", "ws", 1)
        headers = {"Authorization": self.http.headers["Authorization"]}
        message = {
            "header": {
                "msg_id": uuid.uuid4().hex,
                "msg_type": "execute_request",
                "username": "",
                "session": uuid.uuid4().hex,
                "date": "",
                "version": "5.3",
            },
            "parent_header": {},
            "metadata": {},
            "content": {
                "code": code,
                "silent": False,
                "store_history": False,
                "user_expressions": {},
                "allow_stdin": False,
            },
            "channel": "shell",
            "buffers": [],
        }
        printed = ""
        with connect(address, additional_headers=headers, proxy=None, max_size=2**24) as socket:
            socket.send(json.dumps(message))
            while True:
                heard = json.loads(socket.recv(timeout=120))
                if heard["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                    continue
                if heard["msg_type"] == "stream":
                    printed += heard["content"]["text"]
                elif heard["msg_type"] == "error":
                    raise AssertionError("\n".join(heard["content"]["traceback"]))
                elif heard["msg_type"] == "status" and heard["content"]["execution_state"] == "idle":
                    break
        self.http.delete(f"api/kernels/{kernel_id}")
        return printed
