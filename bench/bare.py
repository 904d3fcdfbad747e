"""A bare Django application that runs the very statements a screen runs, and nothing else.

What our screens are compared with.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import path

from sightline.config.settings import DATABASES

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, DATABASES=DATABASES, SECRET_KEY="bench", MIDDLEWARE=[],
        INSTALLED_APPS=["django.contrib.contenttypes"], USE_TZ=True,
    )  # fmt: skip
    django.setup()

STATEMENTS: dict[str, list[list[str]]] = {}


def run(request: HttpRequest, kind: str, number: int) -> JsonResponse:
    """Run the recorded statements of one request and answer with how many rows they gave."""
    if not STATEMENTS:
        STATEMENTS.update(json.loads(Path(os.environ["BENCH_STATEMENTS"]).read_text()))
    recorded = STATEMENTS[kind]
    rows = 0
    with connection.cursor() as cursor:
        for sql in recorded[number % len(recorded)]:
            cursor.execute(sql)
            rows += len(cursor.fetchall()) if cursor.description else 0
    return JsonResponse({"rows": rows})


urlpatterns = [path("<str:kind>/<int:number>", run)]
application = get_wsgi_application()
