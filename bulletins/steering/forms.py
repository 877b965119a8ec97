"""What is asked before something happens to a published bulletin."""

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
    """What to tell."""

    text = forms.CharField(
        label=_("What to tell"), max_length=LONGEST_NOTE, widget=forms.Textarea({"rows": 5})
    )


class EndForm(forms.Form):
    """Closing words."""

    words = forms.CharField(
        label=_("Closing words"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Shown with the end: “The road is open again.”"),
    )


class WithdrawForm(forms.Form):
    """The reason, and what holds instead, looked for by its title."""

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
        """What was looked for is no part of the withdrawal."""
        return {name: value for name, value in self.cleaned_data.items() if name != "q"}

    @cached_property
    def matches(self) -> QuerySet[Bulletin]:
        """Published bulletins whose titles have the words looked for, accents or not."""
        words = self["q"].value() or ""
        if not words.strip():
            return self.live.none()
        others = self.live.exclude(pk=self.chosen and self.chosen.pk)
        return others.matching(words).newest_first()[:FOUND]

    @cached_property
    def chosen(self) -> Bulletin | None:
        """The successor that is ticked."""
        key = str(self["successor"].value() or "")
        return self.live.filter(pk=key).first() if key.isdecimal() else None
