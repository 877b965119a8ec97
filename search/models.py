"""Models of the search: index entries, full-text tables, vocabulary and synonyms."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.text.folding import MAX_WORD_LENGTH, fold_text
from sites.models import Agency

MAX_TERM_WORDS = 12


class EntryType(models.TextChoices):
    """The types of hits, with labels for citizens; the values appear in URLs."""

    BULLETIN = "bulletin", _("Bulletin")
    ARTICLE = "article", _("News")
    LEGAL = "legal", pgettext_lazy("search", "Document")
    PROCEDURE = "procedure", _("Procedure")
    PAGE = "page", _("Page")
    FILE = "file", _("File")


class SearchEntry(models.Model):
    """The search entry of one published page, bulletin or file.

    A page that is not public has no entry. Which websites show a bulletin at a given time is read
    from the bulletin at every search. A file has one entry for each page or bulletin that it is
    attached to, and is found where that is found.
    """

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    carrier = models.BigIntegerField(
        default=0,
        help_text="The key of the entry of what a file hangs on; 0 for everything else.",
    )
    agency = models.ForeignKey(
        Agency,
        models.CASCADE,
        null=True,
        related_name="+",
        help_text="Whose website the page is on, or who issued the bulletin.",
    )
    bulletin_id = models.BigIntegerField(
        null=True,
        help_text="Of a bulletin and its files, the row in the default language, which decides "
        "who sees them.",
    )
    type = models.CharField(max_length=10, choices=EntryType.choices)
    language = models.CharField(max_length=10)
    date = models.DateField()
    # Plain text in NFC; the passages that are shown are cut from it.
    title = models.TextField()
    number = models.CharField(max_length=60, blank=True)
    # For suggestions: titles that begin with the typed text.
    folded_title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    # The words of title and number, summary and text, for the ranking: a line each, in which every
    # word stands between spaces. A long text is cut (``search.index.entries.MAX_RANKED_WORDS``).
    folds = models.TextField(blank=True, default="", db_default="")
    exacts = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "carrier"], name="one_entry_each"
            ),
        ]
        indexes = [
            models.Index(fields=["bulletin_id"], name="entries_of_a_bulletin"),
            models.Index(
                fields=["carrier"], condition=~models.Q(carrier=0), name="files_of_a_carrier"
            ),
            # What is counted and sorted of all that a search finds, without their texts.
            models.Index(
                fields=["id", "agency", "type", "language", "date", "bulletin_id"],
                name="entries_found",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class WordsManager(models.Manager):
    """A manager without rows: the tables differ between databases; only the engines read them."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().none()


class EntryWords(models.Model):
    """The words of entries in the database's full-text index; see ``search.engines``.

    The model exists so that Django empties and drops the table with the others.
    """

    entry = models.OneToOneField(
        SearchEntry, models.DO_NOTHING, primary_key=True, db_column="entry_id", related_name="+"
    )
    objects = WordsManager()

    class Meta:
        db_table = "search_words"
        base_manager_name = "objects"

    def __str__(self) -> str:
        return str(self.pk)


class TitleWords(models.Model):
    """The words of titles, indexed for prefix search. PostgreSQL has no such table."""

    entry = models.OneToOneField(
        SearchEntry, models.DO_NOTHING, primary_key=True, db_column="entry_id", related_name="+"
    )
    objects = WordsManager()

    class Meta:
        db_table = "search_title_words"
        base_manager_name = "objects"

    def __str__(self) -> str:
        return str(self.pk)


class VocabularyWord(models.Model):
    """A word of some title or summary in small letters; the vocabulary of spelling suggestions."""

    written = models.CharField(max_length=MAX_WORD_LENGTH, primary_key=True)
    # Without accents.
    fold = models.CharField(max_length=MAX_WORD_LENGTH, db_index=True)

    class Meta:
        # Version 1.0.0 had another table with the name that Django would give it.
        db_table = "search_vocabulary"

    def __str__(self) -> str:
        return self.written


class SynonymGroup(models.Model):
    """A group of words and phrases that mean the same in a search."""

    terms = models.CharField(
        _("words that mean the same"),
        max_length=500,
        help_text=_(
            "With commas between them, for example: UBND, Ủy ban nhân dân. Who looks for one of "
            "them finds the others too."
        ),
    )

    class Meta:
        ordering = ["terms"]
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return self.terms

    @property
    def listed(self) -> list[str]:
        """The terms, each once and without surrounding spaces."""
        return list(dict.fromkeys(term for term in map(str.strip, self.terms.split(",")) if term))

    def clean(self) -> None:
        """Raise ValidationError unless there are two different terms with letters or digits.

        A term has at most ``MAX_TERM_WORDS`` words.
        """
        super().clean()
        keys = [fold_text(term) for term in self.listed]
        if not all(keys):
            raise ValidationError({"terms": _("Each of the terms needs a letter or a digit.")})
        if max(key.count(" ") for key in [*keys, ""]) >= MAX_TERM_WORDS:
            raise ValidationError({"terms": _("A term has at most twelve words.")})
        if len({term.casefold() for term in self.listed}) < 2:  # noqa: PLR2004
            raise ValidationError(
                {"terms": _("Write at least two terms, with a comma between them.")}
            )


class Synonym(models.Model):
    """One term of a synonym group of the ICT department, or of the names of an agency.

    ``key``: the words of the term without accents.
    """

    term = models.CharField(max_length=500)
    key = models.CharField(max_length=500, db_index=True)
    group = models.ForeignKey(SynonymGroup, models.CASCADE, null=True, related_name="synonyms")
    agency = models.ForeignKey(Agency, models.CASCADE, null=True, related_name="+")
    # Which group of the agency's: its own names, or those of its field of work.
    number = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.term


class QueryCount(models.Model):
    """How often one query was typed on one website on one day, without anything about who asked.

    Until a query was asked on three separate days it is known by a keyed hash alone, and
    ``words`` is empty; see ``search.services.query_counts``.
    """

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    day = models.DateField()
    digest = models.CharField(max_length=64)
    words = models.CharField(max_length=120, blank=True)
    number = models.PositiveIntegerField(default=0)
    # Of these, how many found nothing with all the words, and no answer.
    in_vain = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "digest", "day"], name="one_count_of_a_query_each_day"
            ),
        ]
        indexes = [models.Index(fields=["agency", "day"], name="query_counts_of_a_day")]

    def __str__(self) -> str:
        return self.words
