"""The pages of the policy room by path."""

from django.urls import path

from weikameng.web.policy_room import (
    backtest,
    check,
    clauses,
    compare,
    condition,
    dry_run,
    numbers,
    overview,
    rows,
    rules,
    text,
    versions,
)

_V = "policy/room/<str:name>/"

urlpatterns = [
    path("policy/room/", versions.page, name="room"),
    path(_V, overview.page, name="room_overview"),
    path(f"{_V}steps/<slug:verb>/", overview.step, name="room_step"),
    path(f"{_V}numbers/", numbers.page, name="room_numbers"),
    path(f"{_V}clauses/", clauses.page, name="room_clauses"),
    path(f"{_V}rules/", rules.page, name="room_rules"),
    path(f"{_V}rules/move/", rules.move, name="room_move"),
    path(f"{_V}rule/<str:rule>/", rows.rule, name="room_rule"),
    path(f"{_V}rule/<str:rule>/cases/", rules.add_case, name="room_add_case"),
    path(f"{_V}rule/<str:rule>/cases/<str:case>/", rows.case, name="room_case"),
    path(
        f"{_V}rule/<str:rule>/cases/<str:case>/remove/", rules.remove_case, name="room_remove_case"
    ),
    path(f"{_V}brakes/<str:brake>/", rows.brake, name="room_brake"),
    path(f"{_V}terms/<str:term>/", rows.term, name="room_term"),
    path(f"{_V}condition/", condition.check, name="room_condition"),
    path(f"{_V}reasons/", rows.reasons, name="room_reasons"),
    path(f"{_V}reasons/<str:code>/", rows.reason, name="room_reason"),
    path(f"{_V}goods/", rows.goods, name="room_goods"),
    path(f"{_V}goods/<str:kind>/", rows.good, name="room_good"),
    path(f"{_V}text/", text.page, name="room_text"),
    path(f"{_V}text/file/", text.download, name="room_file"),
    path(f"{_V}check/", check.page, name="room_check"),
    path(f"{_V}check/live/", check.live, name="room_check_live"),
    path(f"{_V}compare/", compare.page, name="room_compare"),
    path(f"{_V}compare/effect/", compare.live, name="room_effect"),
    path(f"{_V}dry-run/", dry_run.page, name="room_dry_run"),
    path(f"{_V}backtest/", backtest.page, name="room_backtest"),
    path(f"{_V}backtest/live/", backtest.live, name="room_backtest_live"),
    path(f"{_V}backtest/<int:run>/cancel/", backtest.cancel, name="room_backtest_cancel"),
]
