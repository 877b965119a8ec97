import pytest
from django.db import models
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField

from content.blocks import CleanRichTextBlock, CleanStreamField, CleanURLBlock
from content.checks import check_texts_are_cleaned, list_uncleaned
from content.fields import CleanURLField


def test_every_text_of_ours_is_cleaned():
    assert check_texts_are_cleaned() == []


@pytest.mark.parametrize(
    "field",
    [
        RichTextField(),
        models.URLField(),
        StreamField([("text", CleanRichTextBlock())]),
        CleanStreamField([("text", blocks.RichTextBlock())]),
        CleanStreamField([("html", blocks.RawHTMLBlock())]),
        CleanStreamField([("many", blocks.ListBlock(blocks.URLBlock()))]),
        CleanStreamField([("one", blocks.StructBlock([("text", blocks.RichTextBlock())]))]),
    ],
    ids=lambda field: type(field).__name__,
)
def test_a_field_or_block_that_keeps_html_as_it_comes_is_named(field):
    field.name = "text"
    assert len(list(list_uncleaned(field))) == 1


@pytest.mark.parametrize(
    "field",
    [
        CleanURLField(),
        CleanStreamField([("text", CleanRichTextBlock()), ("url", CleanURLBlock())]),
        models.TextField(),
    ],
    ids=lambda field: type(field).__name__,
)
def test_what_is_cleaned_or_plain_is_not_named(field):
    assert list(list_uncleaned(field)) == []
