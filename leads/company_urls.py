"""Addresses of `companies:`: the pages of chains, and what only leads can say about a company."""

from django.urls import path

from chains import company_urls
from leads.views import quick_lead

app_name = "companies"

urlpatterns = [path("match/", quick_lead.company_match, name="match"), *company_urls.urlpatterns]
