"""The account pages that need no e-mail: allauth's others would promise mail nobody sends."""

from allauth.account import views
from django.urls import include, path

from weikameng.web import recovery_codes

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("signup/", views.signup, name="account_signup"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    # Ours before allauth's: codes are shown once, and who uses one hears how many are left.
    path("2fa/authenticate/", recovery_codes.authenticate, name="mfa_authenticate"),
    path("2fa/recovery-codes/", recovery_codes.page, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/download/",
        recovery_codes.download,
        name="mfa_download_recovery_codes",
    ),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
