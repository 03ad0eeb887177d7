// Opens a lesson's notebook ready to answer: its own cells are run as soon as the kernel is there.
//
// Written as the container that JupyterLab loads an extension from (module federation: init, get), by
// hand: so there is no build step, and the file that is read is the file that runs.

(() => {
  let shared = null;

  /** Return JupyterLab's own copy of a package. */
  async function fromLab(name) {
    const versions = Object.values(shared[name]);
    const loaded = versions.find((one) => one.loaded) || versions[0];
    return (await loaded.get())();
  }

  /** The cells of a lesson that run by themselves: ours, never what the learner wrote. */
  function ownCells(notebook) {
    return notebook.widgets.filter((cell) => {
      const stated = cell.model.type === "code" && cell.model.getMetadata("mattran");
      return Boolean(stated && stated.run);
    });
  }

  /** A lesson is read, not programmed: the input of our own cells is not shown, nor its collapsed line. */
  function addStyle() {
    const style = document.createElement("style");
    style.textContent =
      ".mattran-own > .jp-Cell-inputWrapper, .mattran-own > .jp-CellHeader { display: none; }" +
      ".mattran-own .jp-OutputPrompt, .mattran-own .jp-OutputArea-promptOverlay { display: none; }";
    document.head.append(style);
  }

  async function makePlugin() {
    const { INotebookTracker, NotebookActions } = await fromLab("@jupyterlab/notebook");
    const { ILabShell } = await fromLab("@jupyterlab/application");

    async function open(panel) {
      await panel.context.ready;
      if (!panel.context.model.getMetadata("mattran")) return;
      const mark = () => ownCells(panel.content).forEach((cell) => cell.addClass("mattran-own"));
      // Cells are made anew when the file is read again; their widgets come just after the signal.
      panel.context.model.cells.changed.connect(() => queueMicrotask(mark));
      mark();
      await panel.sessionContext.ready;
      if (panel.isDisposed || !panel.sessionContext.session) return;
      const cells = ownCells(panel.content);
      await NotebookActions.runCells(panel.content, cells, panel.sessionContext);
      panel.content.activeCellIndex = 0;
      panel.content.scrollToItem(0);
    }

    return {
      id: "mattran-lab:lessons",
      description: "Runs a lesson's own cells when its notebook is opened.",
      autoStart: true,
      requires: [INotebookTracker, ILabShell],
      activate: (app, tracker, shell) => {
        addStyle();
        // Its panels are switched off, and JupyterLab shows the empty side at the first visit.
        app.restored.then(() => shell.collapseRight());
        const begin = (panel) => open(panel).catch((error) => console.error("mattran-lab", error));
        tracker.forEach(begin); // JupyterLab may have opened one before it came to us
        tracker.widgetAdded.connect((_tracker, panel) => begin(panel));
      },
    };
  }

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["mattran-lab"] = {
    init(scope) {
      shared = scope;
    },
    async get() {
      const plugin = await makePlugin();
      return () => ({ __esModule: true, default: plugin });
    },
  };
})();
