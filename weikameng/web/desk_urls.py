"""The desk's queue by path; fixed words come before ``desk/<number>/``."""

from django.urls import path

from weikameng.web import desk_claims, desk_queue, desk_search, desk_special, figures, samples

urlpatterns = [
    path("desk/", desk_queue.queue, name="desk"),
    path("desk/next/", desk_claims.claim_next, name="desk_next"),
    path("desk/figures/", figures.page, name="figures"),
    path("desk/figures/<slug:code>/file/", figures.file, name="figure_file"),
    path("desk/samples/", samples.page, name="samples"),
    path("desk/samples/<str:number>/", samples.judge, name="sample_judge"),
    path("desk/search/", desk_search.page, name="desk_search"),
    path("desk/filters/", desk_queue.keep_filter, name="desk_filters"),
    path("desk/filters/<int:place>/delete/", desk_queue.drop_filter, name="desk_filter_drop"),
    path("desk/<str:number>/claim/", desk_claims.claim, name="desk_claim"),
    path("desk/<str:number>/release/", desk_claims.release, name="desk_release"),
    path("desk/<str:number>/hand-over/", desk_claims.hand_over, name="desk_hand_over"),
    path("desk/<str:number>/guardian/", desk_special.guardian, name="desk_guardian"),
    path("desk/<str:number>/reminder/", desk_special.reminder, name="desk_reminder"),
    path("desk/<str:number>/holder/", desk_claims.holder, name="desk_holder"),
]
