"""Where the public log is read; its prefix is the site itself."""

from django.urls import path

from weikameng.web import anchors, log

urlpatterns = [
    path("checkpoint", log.checkpoint, name="log_checkpoint"),
    path("tile/<path:path>", log.tile, name="log_tile"),
    path("log/vkey", log.vkey, name="log_vkey"),
    path("log/proof/<int:index>", log.proof, name="log_proof"),
    path("log/anchors.json", anchors.listing, name="log_anchors"),
    path("proof/<str:good>", log.bundle, name="log_bundle"),
]
