"""What run.py does before Parley can serve: packages, Node, the client's build, and the checks of ``run.py test``.

It runs on a bare Python, before anything is installed, so nothing here imports more than the standard library.
"""
