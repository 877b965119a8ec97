"""Bulletins that agencies propose to the ICT department."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bulletins.models.bulletin import Bulletin
from bulletins.models.content import ContentFields
from content.fields import BoundedTextField
from sites.models import Agency


class ProposalState(models.TextChoices):
    """State of a proposal."""

    DRAFT = "draft", _("being written")
    SENT = "sent", _("sent")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


# States in which the agency may change, send and delete the proposal.
OPEN = (ProposalState.DRAFT, ProposalState.DECLINED)


class BulletinProposal(ContentFields, models.Model):
    """A bulletin proposed by an agency, with the answer of the ICT department.

    ``bulletin`` is the draft that was made from an accepted proposal. The state changes in
    ``bulletins.services.proposals``.
    """

    agency = models.ForeignKey(
        Agency, models.CASCADE, related_name="proposals", verbose_name=_("unit")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=pgettext_lazy("proposal", "author"),
    )
    audience = models.CharField(
        _("who should see it"),
        max_length=200,
        blank=True,
        help_text=_("In your words: the whole province, all communes, two districts."),
    )
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=ProposalState.choices,
        default=ProposalState.DRAFT,
        editable=False,
    )
    changed_at = models.DateTimeField(_("last change"), auto_now=True)
    reply = BoundedTextField(_("reply of the ICT department"), max_length=600, editable=False)
    bulletin = models.ForeignKey(
        Bulletin, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("proposed bulletin")
        verbose_name_plural = _("proposed bulletins")
        # Access is decided by ``bulletins.admin.access``, not by Django permissions.
        default_permissions = ()
        ordering = ["-changed_at", "-pk"]
        indexes = [models.Index(fields=["state"], name="proposal_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def url(self) -> str:
        """The URL of the resulting bulletin on the agency's website; empty if not live there."""
        bulletin = self.bulletin
        if bulletin is None or not bulletin.live or not bulletin.is_addressed_to(self.agency):
            return ""
        return self.agency.root_url + bulletin.path
