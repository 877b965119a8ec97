"""A province of many agencies, made in bulk: provisioning a thousand takes minutes."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Locale,
    Page,
    Site,
)

from home.models import HomePage, NewsIndexPage
from sites.models import Agency, AgencySettings, Kind
from sites.permissions.group_permissions import (
    FILE_ACTIONS,
    FILE_MODELS,
    PAGE_ACTIONS,
    ROLES,
    SITE_SETTINGS,
    get_permission_ids,
)

# The step of the first one in the trees; the few agencies of the tests come before.
FIRST = 1000


def make_agencies(number):
    """Add communes with home page, news section, website, collection, groups, permissions."""
    names = [f"Ủy ban nhân dân xã Thử Nghiệm {n:04d}" for n in range(number)]
    codes = [f"xa-thu-nghiem-{n:04d}" for n in range(number)]
    homes = _add_pages(codes, names)
    sites = Site.objects.bulk_create(
        Site(hostname=f"{code}.{settings.BASE_DOMAIN}", port=settings.SITE_PORT, root_page=home)
        for code, home in zip(codes, homes, strict=True)
    )
    AgencySettings.objects.bulk_create(AgencySettings(site=site) for site in sites)
    collections = _add_collections(names)
    groups = [Group.objects.bulk_create(Group(name=f"{c} {role}") for c in codes) for role in ROLES]
    rows = zip(codes, names, sites, homes, collections, *groups, strict=True)
    province = Agency.objects.get_only_province()
    agencies = [
        Agency(
            code=code,
            kind=Kind.COMMUNE,
            parent=province,
            name_vi=name,
            site=site,
            root_page=home,
            collection=collection,
            editors=editors,
            moderators=moderators,
        )
        for code, name, site, home, collection, editors, moderators in rows
    ]
    for agency in agencies:
        agency.set_keys()
    Agency.objects.bulk_create(agencies)
    _grant(agencies)


def _add_pages(codes, names):
    root = Page.objects.get(depth=1)
    paths = [Page._get_path(root.path, 2, FIRST + n) for n in range(len(codes))]
    homes = [
        _page(HomePage, path, f"/{code}/", code, name, numchild=1)
        for path, code, name in zip(paths, codes, names, strict=True)
    ]
    news = [
        _page(NewsIndexPage, f"{path}0001", f"/{code}/tin-tuc/", "tin-tuc", "Tin tức")
        for path, code in zip(paths, codes, strict=True)
    ]
    homes = Page.objects.bulk_create(homes)
    news = Page.objects.bulk_create(news)
    Page.objects.filter(pk=root.pk).update(numchild=root.numchild + len(homes))
    # Django cannot create rows of models with parents in bulk.
    _insert(HomePage, homes, "(page_ptr_id, tagline, tasks, parts) VALUES (%s, '', '[]', '[]')")
    _insert(NewsIndexPage, news, "(page_ptr_id, lead) VALUES (%s, '')")
    return homes


def _page(model, path, url_path, slug, title, **fields):
    now = timezone.now()
    return Page(
        path=path,
        depth=len(path) // Page.steplen,
        url_path=url_path,
        slug=slug,
        title=title,
        draft_title=title,
        locale=Locale.get_default(),
        content_type=ContentType.objects.get_for_model(model),
        first_published_at=now,
        last_published_at=now,
        latest_revision_created_at=now,
        show_in_menus=True,
        **fields,
    )


def _insert(model, pages, values):
    with connection.cursor() as cursor:
        sql = f"INSERT INTO {model._meta.db_table} {values}"  # noqa: S608
        cursor.executemany(sql, [(page.pk,) for page in pages])


def _add_collections(names):
    root = Collection.get_first_root_node()
    rows = [
        Collection(name=name, path=Collection._get_path(root.path, 2, FIRST + n), depth=2)
        for n, name in enumerate(names)
    ]
    Collection.objects.filter(pk=root.pk).update(numchild=root.numchild + len(rows))
    return Collection.objects.bulk_create(rows)


def _grant(agencies):
    ids = get_permission_ids()
    access = Group.permissions.through
    access.objects.bulk_create(
        access(group=getattr(agency, role), permission_id=ids["wagtailadmin.access_admin"])
        for agency in agencies
        for role in ROLES
    )
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(
            group=getattr(agency, role),
            page=agency.root_page,
            permission_id=ids[f"wagtailcore.{action}_page"],
        )
        for agency in agencies
        for role in ROLES
        for action in PAGE_ACTIONS[role]
    )
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(
            group=getattr(agency, role),
            collection=agency.collection,
            permission_id=ids[f"{app}.{action}_{model}"],
        )
        for agency in agencies
        for role in ROLES
        for action in FILE_ACTIONS[role]
        for model, app in FILE_MODELS.items()
    )
    GroupSitePermission.objects.bulk_create(
        GroupSitePermission(
            group=getattr(agency, role),
            site=agency.site,
            permission_id=ids[f"agencies.{name}"],
        )
        for agency in agencies
        for role in ROLES
        for name in SITE_SETTINGS[role]
    )
