"""Where every address of the web application leads."""

from django.urls import include, path

urlpatterns = [path("", include("sightline.web.urls"))]

handler400 = "sightline.web.faults.bad_request"
handler404 = "sightline.web.faults.not_found"
handler500 = "sightline.web.faults.server_error"
