import wagtail

from ops.checks import check_wagtail_series


def test_the_installed_wagtail_is_one_the_tests_have_seen():
    assert check_wagtail_series() == []


def test_another_series_of_wagtail_is_warned_about(monkeypatch):
    monkeypatch.setattr(wagtail, "VERSION", (8, 1, 0, "final", 1))
    [warning] = check_wagtail_series()
    assert (warning.id, "8.1" in warning.msg) == ("bantin.W001", True)
