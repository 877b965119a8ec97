"""What a person does with their account, through the pages, for the tests."""

import re
import time
from datetime import timedelta

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache

from accounts.models import OneTimeSecrets
from accounts.tests.factories import PASSWORD

SIGN_IN = "/tai-khoan/dang-nhap/"
SECOND_STEP = "/tai-khoan/dang-nhap/xac-minh/"
SECURITY = "/tai-khoan/"
APP = "/tai-khoan/ung-dung/"
CODES = "/tai-khoan/ma-khoi-phuc/"


def submit_password(client, name, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": name, "password": password, **more})


def get_code(secret, steps=0):
    """The code of now, or of a number of steps of 30 seconds later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def set_up_app(client):
    """Set up the app and return its secret."""
    page = client.get(APP).content.decode()
    secret = re.search(r'class="account-secret">([A-Z2-7]+)<', page)[1]
    response = client.post(APP, {"code": get_code(secret)})
    assert response["Location"] == CODES
    return secret


def submit_code(client, code, path=SECOND_STEP, **more):
    # Each code is taken once; a person would wait for the next.
    cache.clear()
    OneTimeSecrets.objects.update(last_totp_step=0)
    return client.post(path, {"code": code, **more})


def list_codes(response):
    listed = response.content.decode().partition('class="account-codes"')[2].partition("</ol>")[0]
    return re.findall(r"<li>(\d{8})</li>", listed)


def is_signed_in(client):
    """Whether the admin is open to this browser."""
    return client.get("/admin/").status_code == 200


def record_sign_in(client, user, ago=timedelta()):
    """Have a client's session know, as after real sign-in, how and when ``user`` signed in."""
    session = client.session
    at = time.time() - ago.total_seconds()
    session["account_authentication_methods"] = [{"method": "password", "at": at}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
