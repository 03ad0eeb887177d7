"""Configuration of a learner's server, found through JUPYTER_CONFIG_PATH, over the installed defaults."""

from pathlib import Path

c = get_config()  # type: ignore[name-defined]  # noqa: F821

_HERE = Path(__file__).parents[1]

# JupyterLab alone: what is not there needs no memory, no translation and no defence.
c.ServerApp.jpserver_extensions = {
    "jupyterlab": True,
    "jupyter_lsp": False,
    "jupyter_server_terminals": False,
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.course_list": False,
    "nbgrader.server_extensions.formgrader": False,
    "nbgrader.server_extensions.validate_assignment": False,
    "nbgrader": False,
    "notebook": False,
    "notebook_shim": False,
}
c.ServerApp.terminals_enabled = False
c.ServerApp.allow_remote_access = True  # the proxy's address is the public one
c.ServerApp.quit_button = False
# A room that nobody uses closes itself; the work is on the disk.
c.ServerApp.shutdown_no_activity_timeout = 3600
c.MappingKernelManager.cull_idle_timeout = 1800
c.MappingKernelManager.cull_interval = 300
c.MappingKernelManager.cull_connected = True
# The history of earlier commands is one more file for each kernel, and nobody here asks for it.
c.FileContentsManager.delete_to_trash = False
c.FileContentsManager.always_delete_dir = False

c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
c.LabApp.collaborative = False
c.LabApp.extra_labextensions_path = [str(_HERE / "labextension")]
