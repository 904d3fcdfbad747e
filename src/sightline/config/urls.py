"""Where every address of the web application leads."""

from django.urls import include, path

urlpatterns = [path("", include("sightline.web.urls"))]

handler404 = "sightline.web.faults.not_found"
handler500 = "sightline.web.faults.server_error"
