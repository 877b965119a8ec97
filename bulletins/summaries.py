"""The generated summary of a bulletin without one."""

from bulletins.models.words import NoticeWords

LENGTH = NoticeWords._meta.get_field("summary").max_length


def summary_of(notice: NoticeWords) -> str:
    """Return the instruction, or the beginning of the body, or "" if both are empty.

    At most 400 characters (``LENGTH``), cut between words with an ellipsis.
    """
    if notice.instruction:
        return notice.instruction
    body = notice.body.stream_block.get_searchable_content(notice.body)
    words = " ".join(" ".join(map(str, body)).split())
    if len(words) <= LENGTH:
        return words
    # Cut at the last space that fits; a single long word is cut within.
    kept = words[:LENGTH].rpartition(" ")[0] or words[: LENGTH - 1]
    return f"{kept}…"
