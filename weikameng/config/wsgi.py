"""The WSGI door that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weikameng.config.settings")
application = get_wsgi_application()
# What is loaded now stays for ever: the collector need not walk it at every request.
gc.collect()
gc.freeze()
