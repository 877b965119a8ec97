"""A summary where the author wrote none."""

from bulletins.models.words import NoticeWords

LENGTH = NoticeWords._meta.get_field("summary").max_length


def summary_of(notice: NoticeWords) -> str:
    """Return what to do, else the first words of the text; empty where there is neither.
    At most 400 characters and whole words; an ellipsis says that some were left out.
    """
    if notice.instruction:
        return notice.instruction
    body = notice.body.stream_block.get_searchable_content(notice.body)
    words = " ".join(" ".join(map(str, body)).split())
    if len(words) <= LENGTH:
        return words
    # The character after the last that fits tells whether a word ends there.
    kept = words[:LENGTH].rpartition(" ")[0] or words[: LENGTH - 1]
    return f"{kept}…"
