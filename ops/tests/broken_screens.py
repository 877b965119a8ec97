"""Screens that break: templates with an error in them, in the place of our own."""

# The message of the exception repeats what somebody typed.
BROKEN = (
    "{% firstof request.POST.message request.GET.q 'no-such.html' as typed %}{% include typed %}"
)


def break_templates(settings, folder, *names, source=BROKEN):
    """Let templates of these names break whatever draws them, until the test ends."""
    for name in names:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(source)
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [engine | {"DIRS": [folder, *engine["DIRS"]]}]
