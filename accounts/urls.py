"""URLs of sign-in and the user's own account, of invitations, and of session checks.

All are on the admin's host. The names in ``urlpatterns`` are django-allauth's, which reverses them.
Its other features (signing up, several e-mail addresses, codes by e-mail) have no URL here and so
are not available.
"""

from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkey
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.generic import RedirectView
from wagtail.admin.localization import get_localized_response
from wagtail.utils.urlpatterns import decorate_urlpatterns

from accounts.views import account as account_views
from accounts.views import invitations, sessions

ViewFunction = Callable[..., HttpResponse]

redirect_to_security = RedirectView.as_view(pattern_name="mfa_index")


def use_user_language(view: ViewFunction) -> ViewFunction:
    """Return ``view`` wrapped to respond in the user's own language of the admin."""

    def localized(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return get_localized_response(view, request, *args, **kwargs)

    return localized


# The user's own account, below ``/tai-khoan/``.
urlpatterns = decorate_urlpatterns(
    [
        path("", login_required(account_views.SecurityView.as_view()), name="mfa_index"),
        # Signing in and out
        path("dang-nhap/", account_views.SignInView.as_view(), name="account_login"),
        path("dang-nhap/xac-minh/", factor.authenticate, name="mfa_authenticate"),
        path("dang-nhap/khoa-truy-cap/", passkey.login_webauthn, name="mfa_login_webauthn"),
        path("dang-xuat/", account.logout, name="account_logout"),
        # Reauthentication
        path("xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
        path("xac-nhan/ma/", factor.reauthenticate, name="mfa_reauthenticate"),
        path(
            "xac-nhan/khoa-truy-cap/",
            passkey.reauthenticate_webauthn,
            name="mfa_reauthenticate_webauthn",
        ),
        # Passwords
        path("mat-khau/", account.password_change, name="account_change_password"),
        path(
            "mat-khau/dat/",
            RedirectView.as_view(pattern_name="account_reset_password"),
            name="account_set_password",
        ),
        path("quen-mat-khau/", account.password_reset, name="account_reset_password"),
        path(
            "quen-mat-khau/da-gui/",
            account.password_reset_done,
            name="account_reset_password_done",
        ),
        path(
            "quen-mat-khau/xong/",
            account.password_reset_from_key_done,
            name="account_reset_password_from_key_done",
        ),
        re_path(
            r"^quen-mat-khau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
            account.password_reset_from_key,
            name="account_reset_password_from_key",
        ),
        # Second factors
        path("ung-dung/", account_views.AddAppView.as_view(), name="mfa_activate_totp"),
        path("ung-dung/go/", app.deactivate_totp, name="mfa_deactivate_totp"),
        path("khoa-truy-cap/", redirect_to_security, name="mfa_list_webauthn"),
        path(
            "khoa-truy-cap/them/", account_views.AddPasskeyView.as_view(), name="mfa_add_webauthn"
        ),
        path("khoa-truy-cap/<int:pk>/", passkey.edit_webauthn, name="mfa_edit_webauthn"),
        path(
            "khoa-truy-cap/<int:pk>/go/",
            account_views.RemovePasskeyView.as_view(),
            name="mfa_remove_webauthn",
        ),
        path("ma-khoi-phuc/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
        path(
            "ma-khoi-phuc/tao/",
            codes.generate_recovery_codes,
            name="mfa_generate_recovery_codes",
        ),
        # Sessions
        path("phien/", account_views.SessionsView.as_view(), name="usersessions_list"),
        path("phien/<int:pk>/ket-thuc/", account_views.end_session, name="account_end_session"),
    ],
    use_user_language,
)

# Invitations, below ``/tai-khoan/loi-moi/``.
invitation_urlpatterns = [
    path("", invitations.InvitationView.as_view(), name="invitation"),
    path("<str:token>/", invitations.follow_invitation, name="follow_invitation"),
]

# Session checks, below ``/admin/phien/``.
session_urlpatterns = [
    path("", sessions.session_state, name="session_state"),
    path("tro-lai/", sessions.session_resumed, name="session_returned"),
]
