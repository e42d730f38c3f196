"""Pages of reports, and the first page."""

from django.urls import path

from corpus.http.twins import list_urls
from themes.api.reports import ReportCsv, ReportJson
from themes.views import home, reports

urlpatterns = [
    path("", home.home, name="home"),
    *list_urls("reports/", reports.ReportList, "report_list"),
    path("reports/build/", reports.report_build, name="report_build"),
    path("reports/schedules/", reports.schedule_make, name="report_schedule"),
    path("reports/schedules/<int:pk>/end/", reports.schedule_end, name="report_schedule_end"),
    path("reports/<uuid:pk>/", reports.report_detail, name="report_detail"),
    path("reports/<uuid:pk>.html", reports.report_detail, name="report_detail_html"),
    path("reports/<uuid:pk>.json", ReportJson.as_view(), name="report_detail_json"),
    path("reports/<uuid:pk>.csv", ReportCsv.as_view(), name="report_detail_csv"),
]
