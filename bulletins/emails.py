"""E-mails about submitted bulletins, to publishers and to the author."""

from collections.abc import Collection

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from bulletins.models import Bulletin, BulletinApprovalTask
from bulletins.roles import can_write_bulletins, list_publishers
from members.emails.approval import ApprovalMailer


class BulletinApprovalMailer(ApprovalMailer):
    """E-mails about the approval of bulletins, sent in the name of the ICT department."""

    model = Bulletin
    task = BulletinApprovalTask
    review = "bulletin_review"

    def get_edit_url_name(self) -> str:
        """Return the URL name of the edit view of bulletins."""
        return Bulletin.snippet_viewset.get_url_name("edit")

    def get_sender(self, thing: Bulletin) -> Promise:
        """Return the name of the ICT department, which signs the e-mails."""
        return _("ICT department")

    def list_deciders(self, thing: Bulletin) -> Collection[int]:
        """Return the primary keys of all publishers."""
        return list(list_publishers().values_list("pk", flat=True))

    def is_responsible_for(self, author: User, thing: Bulletin) -> bool:
        """Return whether the author may still write bulletins."""
        return can_write_bulletins(author)


bulletin_mailer = BulletinApprovalMailer()
