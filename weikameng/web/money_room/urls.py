"""The pages of the money room by path."""

from django.urls import path

from weikameng.web.money_room import (
    books,
    channels,
    complaints,
    exchange,
    forecast,
    incidents,
    overview,
    payouts,
    recovery,
    statements,
    transfers,
)

urlpatterns = [
    path("money/", overview.page, name="money"),
    path("money/payouts/", payouts.listing, name="money_payouts"),
    path("money/payouts/<str:number>/", payouts.page, name="money_payout"),
    path("money/payouts/<str:number>/do/<slug:verb>/", payouts.act, name="money_payout_do"),
    path("money/payouts/<str:number>/transfer/", transfers.propose, name="money_transfer_new"),
    path("money/transfers/", transfers.listing, name="money_transfers"),
    path("money/transfers/<int:transfer>/", transfers.page, name="money_transfer"),
    path("money/transfers/<int:transfer>/do/<slug:verb>/", transfers.act, name="money_transfer_do"),
    path("money/transfers/<int:transfer>/proof/", transfers.proof, name="money_transfer_proof"),
    path("money/channels/", channels.page, name="money_channels"),
    path("money/channels/<slug:route>/resume/", channels.resume, name="money_channel_resume"),
    path("money/incidents/", incidents.listing, name="money_incidents"),
    path("money/incidents/new/", incidents.new, name="money_incident_new"),
    path("money/incidents/<int:incident>/", incidents.page, name="money_incident"),
    path("money/incidents/<int:incident>/live/", incidents.live, name="money_incident_live"),
    path("money/incidents/<int:incident>/report/", incidents.file, name="money_incident_file"),
    path(
        "money/incidents/<int:incident>/do/<slug:verb>/",
        incidents.act,
        name="money_incident_do",
    ),
    path("money/exchange/", exchange.listing, name="money_exchange"),
    path("money/exchange/file/", exchange.file, name="money_exchange_file"),
    path("money/exchange/<str:number>/", exchange.page, name="money_exchange_order"),
    path("money/exchange/<str:number>/do/<slug:verb>/", exchange.act, name="money_exchange_do"),
    path("money/complaints/", complaints.listing, name="money_complaints"),
    path("money/complaints/new/", complaints.new, name="money_complaint_new"),
    path("money/complaints/<int:complaint>/", complaints.page, name="money_complaint"),
    path(
        "money/complaints/<int:complaint>/do/<slug:verb>/",
        complaints.act,
        name="money_complaint_do",
    ),
    path("money/statements/", statements.grid, name="money_reconcile"),
    path("money/statements/<slug:route>/<str:day>/", statements.page, name="money_statement"),
    path(
        "money/statements/<slug:route>/<str:day>/run/",
        statements.run,
        name="money_statement_run",
    ),
    path(
        "money/statements/<slug:route>/<str:day>/upload/",
        statements.upload,
        name="money_statement_upload",
    ),
    path(
        "money/differences/<int:difference>/do/<slug:verb>/",
        statements.act,
        name="money_difference",
    ),
    path("money/forecast/", forecast.page, name="money_forecast"),
    path("money/forecast/<slug:route>/balance/", forecast.record, name="money_balance"),
    path("money/books/", books.page, name="money_books"),
    path("money/books/accounts/<path:account>/", books.account, name="money_account"),
    path("money/books/refunds/<str:number>/", books.case, name="money_books_case"),
    path("money/recovery/", recovery.page, name="money_recovery"),
    path(
        "money/recovery/<str:month>/note/<slug:verb>/<path:supplier>/",
        recovery.note,
        name="money_recovery_note",
    ),
    path(
        "money/recovery/<str:month>/file/<path:supplier>/",
        recovery.file,
        name="money_recovery_file",
    ),
    path(
        "money/recovery/<str:month>/<path:supplier>/", recovery.month, name="money_recovery_month"
    ),
]
