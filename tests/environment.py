"""Loaded before anything else (`-p tests.environment`): tests have a data folder, a key and a database of their own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

folder = tempfile.mkdtemp(prefix="sightline-test-")
os.chmod(folder, 0o755)  # noqa: S103 - as root the database server is another user, who must reach its files
os.mkdir(os.path.join(folder, "static"))  # the static file server warns where it has nothing to serve
# Registered first, so that it runs last: the database server in the folder stops before the folder goes.
atexit.register(shutil.rmtree, folder, ignore_errors=True)
os.environ["SIGHTLINE_DATA"] = folder
os.environ["SIGHTLINE_DATABASE"] = "sightline_test"
os.environ["SIGHTLINE_SECRET_KEY"] = "for tests only; every test run has a database of its own"
os.environ.pop("DATABASE_URL", None)
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser driver runs an event loop beside synchronous Django
