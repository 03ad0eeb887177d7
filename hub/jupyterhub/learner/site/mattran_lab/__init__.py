"""What a learner's JupyterLab gets from us: settings, its language, the extension that opens lessons.

The folder above stands on PYTHONPATH of learners' servers only. The folder beside this one (dist-info)
declares the entry points by which JupyterLab finds the language; it is written by hand, since nothing
here is built or installed.
"""
