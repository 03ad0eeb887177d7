"""From a learner's kernel: everything of the platform and of other learners is out of reach."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from pathlib import Path
from typing import Any

import psutil
import pytest

from hub.jupyterhub.learner import view
from hub.jupyterhub.learner.running import birth
from hub.secrets import ensure_secret
from tests.notebook.as_other import as_other
from tests.notebook.learner_server import LearnerServer
from tests.stack import Stack, wait_until

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]

PROBE = Path(__file__).with_name("probe.py")


def probed(server: LearnerServer, **wanted: Any) -> dict[str, Any]:
    """Return what the probe could do in the learner's kernel (tests/notebook/probe.py)."""
    asked = {"paths": [], "words": [], "sockets": [], "pids": [], "urls": {}} | wanted
    source = PROBE.read_text().partition('if __name__ == "__main__":')[0]
    found: dict[str, Any] = json.loads(server.run(f"{source}\nprint(json.dumps(probe({asked!r})))"))
    return found


def test_a_kernel_reaches_nothing_of_the_platform(learner_server: LearnerServer) -> None:
    stack, settings = learner_server.stack, learner_server.stack.settings
    secrets = [ensure_secret(settings.secrets_dir, path.name) for path in settings.secrets_dir.iterdir()]
    source = (view.SOURCE / "courses" / "content" / "k2" / "k2-b3.md").read_text()
    explanations = [line for line in source.splitlines() if line.startswith("explanation:")]
    assert len(secrets) >= 4
    assert len(explanations) >= 5
    others = stack.settings.data / "learners"
    hub = f"http://127.0.0.1:{settings.hub_port}/hub/api/"
    portal = f"http://127.0.0.1:{settings.portal_port}/services/portal/api/v1/"
    own = learner_server.run("import os; print(os.environ['JUPYTERHUB_API_TOKEN'])").strip()
    found = probed(
        learner_server,
        paths=[
            *map(str, (settings.data, settings.secrets_dir, settings.run_dir, others)),
            *map(str, settings.secrets_dir.iterdir()),
            *map(
                str,
                (settings.data / "pg", settings.socket_dir, view.SOURCE / "courses", view.SOURCE / ".git"),
            ),
            "/root/.ssh",
        ],
        words=[*secrets, *explanations],
        sockets=[str(settings.socket_dir / ".s.PGSQL.5432")],
        pids=[*stack.processes().values(), os.getpid(), 1],
        urls={
            "hub without a token": (f"{hub}users", None),
            "hub's people": (f"{hub}users", own),
            "hub's administration": (f"{hub}info", own),
            "another learner": (f"{hub}users/khac-1", own),
            "proxy": (f"http://127.0.0.1:{settings.proxy_api_port}/api/routes", own),
            "portal without a token": (f"{portal}me", None),
            "myself at the portal": (f"{portal}me", own),
            "units": (f"{portal}completion?target=T1&by=unit", own),
        },
    )
    assert found["opened"] == [str(settings.data)]  # the way to the released lessons, and nothing else in it
    assert found["holding"] == []
    assert found["connected"] == []
    assert found["environ"] == found["seen"] == found["signalled"] == []
    assert found["folders"] == [learner_server.username]
    assert found["uid"] == [learner_server.state["uid"]] * 4
    assert found["root"] == dict.fromkeys(found["root"], False)
    assert {name: status for name, status in found["statuses"].items() if status == 200} == {
        "myself at the portal": 200
    }
    assert found["statuses"]["hub without a token"] == 403
    ours = {name for name in found["environment"] if name.startswith("MATTRAN")}
    assert ours == {"MATTRAN_PORTAL_URL", "MATTRAN_QUESTION_WIDGET"}
    assert not [value for value in found["environment"].values() if value in secrets]
    assert sorted(os.listdir(settings.data / "release")) == json.loads(
        learner_server.run(
            f"import json, os; print(json.dumps(sorted(os.listdir({str(settings.data)!r} + '/release'))))"
        )
    )


def test_postgresql_rejects_a_learners_uid_even_outside_a_room(learner_server: LearnerServer) -> None:
    uid = learner_server.state["uid"]
    url = learner_server.stack.settings.database("mattran")
    for user in ("mattran", "postgres", learner_server.username):
        as_user = url.replace("mattran@", f"{user}@", 1)
        assert as_other(uid, "connect", url=as_user) == "OperationalError"
    assert as_other(None, "connect", url=url) == "done"


def test_another_learners_server_is_closed(learner_server: LearnerServer, stack: Stack) -> None:
    stack.add_people(1, prefix="laxem")
    with LearnerServer(stack, "laxem-1") as other:
        answer = other.http.get(str(learner_server.http.base_url) + "api/contents")
        assert answer.status_code == 403
    assert learner_server.http.get("api/contents").status_code == 200


def test_sockets_of_a_kernel_are_files_of_its_learner_alone(learner_server: LearnerServer) -> None:
    listing = learner_server.run(
        "import os, glob; print(os.environ['JUPYTER_RUNTIME_DIR']); print(glob.glob('/tmp/jupyter/*ipc*'))"
    )
    assert "ipc-1" in listing
    uid = learner_server.state["uid"]
    open_ports = [
        one.laddr.port
        for process in psutil.process_iter(["uids"])
        if process.info["uids"].real == uid
        for one in process.net_connections("tcp")
        if one.status == psutil.CONN_LISTEN
    ]
    assert len(open_ports) == 1  # the server's own; a kernel's ports would be open to every learner


def test_a_server_outlives_the_hub_and_ends_with_everything_it_started(own_server: LearnerServer) -> None:
    stack, before = own_server.stack, own_server.state
    assert birth(before["pid"]) == before["born"]
    own_server.run(
        "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'],"
        " start_new_session=True)"
    )
    hub = stack.processes()["hub"]
    stack.kill("hub")
    wait_until(lambda: stack.processes().get("hub") not in {None, hub}, "the Hub is back")

    def known() -> bool:
        with contextlib.suppress(Exception):
            return own_server.state == before
        return False

    wait_until(known, "the Hub has found the server again", timeout_s=90)
    assert own_server.http.get("api/status").status_code == 200
    own_server.stop()
    left = [p.pid for p in psutil.process_iter(["uids", "status"]) if p.info["uids"].real == before["uid"]]
    assert [pid for pid in left if birth(pid) is not None] == []
    own_server.start()
    assert own_server.state["uid"] == before["uid"]


def test_a_server_that_dies_is_noticed(own_server: LearnerServer) -> None:
    os.kill(own_server.state["pid"], signal.SIGKILL)
    wait_until(lambda: not own_server.state, "the Hub has noticed", timeout_s=60)


def test_a_folder_of_somebody_else_is_not_given_away(stack: Stack) -> None:
    stack.add_people(1, prefix="cuaai")
    folder = stack.settings.data / "learners" / "cuaai-1"
    folder.mkdir(parents=True, mode=0o700)
    os.chown(folder, 1234, 1234)
    with LearnerServer(stack, "cuaai-1") as server:
        sentence = server.start_refused()
    assert "thư mục bài làm" in sentence
    assert "báo quản trị" in sentence
