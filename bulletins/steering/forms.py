"""Forms of the actions on a published bulletin."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from bulletins.models import Bulletin, BulletinNote

LONGEST_NOTE = BulletinNote._meta.get_field("text").max_length
LONGEST_WORDS = Bulletin._meta.get_field("closing_words").max_length
FOUND = 10


class NoteForm(forms.Form):
    """Text of an update or a correction."""

    text = forms.CharField(
        label=_("What to tell"), max_length=LONGEST_NOTE, widget=forms.Textarea({"rows": 5})
    )


class EndForm(forms.Form):
    """Closing text of a bulletin, not required."""

    words = forms.CharField(
        label=_("Closing words"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Shown with the end: “The road is open again.”"),
    )


class WithdrawForm(forms.Form):
    """Reason of a withdrawal, and the bulletin that replaces the withdrawn one.

    The successor is searched by its title (`q`).
    """

    reason = forms.CharField(
        label=_("Why?"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Readers who follow a link to it see this."),
    )
    successor = forms.ModelChoiceField(Bulletin.objects.none(), required=False)
    q = forms.CharField(label=_("Part of its title"), required=False, max_length=200)

    def __init__(self, *args: Any, bulletin: Bulletin, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.live = Bulletin.objects.sources().filter(live=True).exclude(pk=bulletin.pk)
        cast(forms.ModelChoiceField, self.fields["successor"]).queryset = self.live

    def clean(self) -> dict[str, Any]:
        """Return the data without the search terms."""
        return {name: value for name, value in self.cleaned_data.items() if name != "q"}

    @cached_property
    def matches(self) -> QuerySet[Bulletin]:
        """Return published bulletins with the search terms in their titles, accents or not.

        At most `FOUND`, newest first; none without search terms.
        """
        words = self["q"].value() or ""
        if not words.strip():
            return self.live.none()
        others = self.live.exclude(pk=self.chosen and self.chosen.pk)
        return others.matching(words).newest_first()[:FOUND]

    @cached_property
    def chosen(self) -> Bulletin | None:
        """Return the selected successor, or None."""
        key = str(self["successor"].value() or "")
        return self.live.filter(pk=key).first() if key.isdecimal() else None
