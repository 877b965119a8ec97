"""What the tests of the bin do again and again."""

from wagtail.models import Page

BIN = "/admin/bin/"


def list_shown(client, address=BIN):
    return client.get(address).content.decode()


def delete_through_admin(client, page):
    return client.post(f"/admin/pages/{page.pk}/delete/")


def restore(client, page):
    return client.post(f"/admin/bin/page/{page.pk}/restore/")


def reload(page):
    return Page.objects.get(pk=page.pk)
