"""The WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
site = get_wsgi_application()

from corpus.http.charsets import ReadableCharset  # noqa: E402 - nothing loads before Django is set up

application = ReadableCharset(site)

# What is loaded by now stays as long as the process: nothing of it need be looked through again.
gc.collect()
gc.freeze()
# A request makes some ten thousand things, of which few refer to each other in circles: to look
# for those after every 700th, as Python does by itself, takes a tenth of the time of a save.
gc.set_threshold(20_000, 20, 20)
