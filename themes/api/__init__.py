"""The API of figures and reports."""

from django.urls import path
from rest_framework.routers import BaseRouter

from themes.api.prevalence import PrevalenceView
from themes.api.reports import ReportCsv, ReportHtml, ReportJson, ReportViewSet

urlpatterns = [
    path("prevalence/", PrevalenceView.as_view(), name="prevalence"),
    path("reports/latest.json", ReportJson.as_view(), name="api-report-latest-json"),
    path("reports/latest.csv", ReportCsv.as_view(), name="api-report-latest-csv"),
    path("reports/latest.html", ReportHtml.as_view(), name="api-report-latest-html"),
    path("reports/<uuid:pk>.json", ReportJson.as_view(), name="api-report-json"),
    path("reports/<uuid:pk>.csv", ReportCsv.as_view(), name="api-report-csv"),
    path("reports/<uuid:pk>.html", ReportHtml.as_view(), name="api-report-html"),
]


def register(router: BaseRouter) -> None:
    """Add this room's lists to the API."""
    router.register("reports", ReportViewSet, basename="report")
