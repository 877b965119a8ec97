"""Tasks and duties for the tests of this folder."""

from django.contrib.auth.models import Group
from django_tasks import task


@task(backend="queue", lane="normal", label="Viết một dòng")
def write(name):
    Group.objects.create(name=name)


@task(
    backend="queue",
    lane="normal",
    label="Viết rồi hỏng",
    about=lambda name: f"dòng {name}",
)
def write_and_fail(name):
    Group.objects.get_or_create(name=name)
    raise ValueError("Máy chủ thư\ntừ chối")


@task(backend="queue", lane="normal", atomic=True)
def write_whole_or_fail(name, result):
    Group.objects.create(name=name)
    return {"set": {1}, "zero": 1 // 1}[result]


def written():
    names = ["một", "hai", "ba"]
    return list(
        Group.objects.filter(name__in=names).order_by("name").values_list("name", flat=True)
    )


@task(backend="queue", lane="urgent")
def write_urgently(name):
    Group.objects.create(name=name)


@task(backend="queue", lane="long")
def write_each(names):
    """Write the names one by one, piece by piece."""
    while names:
        Group.objects.create(name=names[0])
        names = names[1:]
        yield (names,)


def list_in_order():
    """All that was written, in the order in which it was."""
    names = ["một", "hai", "ba", "bốn"]
    return list(Group.objects.filter(name__in=names).order_by("pk").values_list("name", flat=True))
