"""Where suppliers report what became of goods; no page of the shop."""

from django.urls import path

from weikameng.web import reports

urlpatterns = [path("<slug:supplier>/reports", reports.report, name="supplier_reports")]
