"""How abbreviations in bulletins are read out."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class SpokenForm(models.Model):
    """The spoken form of an abbreviation, a unit of measure or a foreign word."""

    written = models.CharField(
        _("written"),
        max_length=40,
        unique=True,
        help_text=_("Exactly as in the text, capitals included: UBND."),
    )
    spoken = models.CharField(
        _("read out as"), max_length=200, help_text=_("In words: Ủy ban nhân dân.")
    )

    class Meta:
        ordering = ["written"]
        verbose_name = _("spoken form")
        verbose_name_plural = _("spoken forms")

    def __str__(self) -> str:
        return f"{self.written} → {self.spoken}"

    def clean(self) -> None:
        if any(sign.isspace() for sign in self.written):
            raise ValidationError({"written": _("One word, without spaces.")})
