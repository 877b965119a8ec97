"""Fixtures of the check of links."""

import socket
from ipaddress import ip_network

import pytest

from desk import link_client


@pytest.fixture
def outside(settings, monkeypatch):
    """Other websites may be asked, and stand on this machine."""
    settings.LINK_CHECK_EXTERNAL = True
    settings.LINK_CHECK_NETWORKS = [ip_network("127.0.0.0/8")]
    monkeypatch.setattr(link_client, "PAUSE_SECONDS", 0)


@pytest.fixture
def offline(monkeypatch):
    """Fail as soon as anybody connects."""

    def connect(*args, **options):
        raise AssertionError(f"connected to {args[0]}")

    monkeypatch.setattr(socket, "create_connection", connect)
