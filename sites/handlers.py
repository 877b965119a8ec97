"""Keep what is remembered of hosts, and who may edit a translated home page, in step."""

from django.db.models.signals import post_delete, post_save, pre_save
from wagtail.models import Page, Site
from wagtail.signals import copy_for_translation_done, page_published, page_unpublished

from sites.hosts import forget_hosts, hosts_of
from sites.models import Agency, AgencySettings, HostAlias, Kind
from sites.page_owners import HOME_DEPTH, agency_of
from sites.permissions import sync_permissions


def connect() -> None:
    """Connect the handlers below; called once, when the app is ready."""
    for signal in (post_save, post_delete):
        signal.connect(forget_agency_hosts, sender=Agency)
        signal.connect(forget_site_hosts, sender=AgencySettings)
        signal.connect(forget_alias, sender=HostAlias)
    pre_save.connect(forget_former_host, sender=Site)
    post_save.connect(forget_host, sender=Site)
    page_published.connect(forget_home_page_hosts)
    page_unpublished.connect(forget_home_page_hosts)
    copy_for_translation_done.connect(extend_permissions_to_translation)


def forget_agency_hosts(instance: Agency, **kwargs: object) -> None:
    forget_hosts(hosts_of(instance))
    if instance.kind == Kind.PROVINCE:
        # Every other website names the province.
        forget_hosts(Site.objects.values_list("hostname", flat=True))


def forget_site_hosts(instance: AgencySettings, **kwargs: object) -> None:
    forget_hosts([instance.site.hostname])


def forget_alias(instance: HostAlias, **kwargs: object) -> None:
    forget_hosts([instance.hostname])


def forget_former_host(instance: Site, **kwargs: object) -> None:
    forget_hosts(Site.objects.filter(pk=instance.pk).values_list("hostname", flat=True))


def forget_host(instance: Site, **kwargs: object) -> None:
    # The aliases of the website remember where it was, too.
    aliases = HostAlias.objects.filter(agency__site=instance).values_list("hostname", flat=True)
    forget_hosts([instance.hostname, *aliases])


def forget_home_page_hosts(instance: Page, **kwargs: object) -> None:
    """A home page that comes or goes gives its website a language or takes it away."""
    agency = _agency_of_home_page(instance)
    if agency:
        forget_hosts(hosts_of(agency))


def extend_permissions_to_translation(
    source_obj: object, target_obj: object, **kwargs: object
) -> None:
    """A translated home page is a sibling of the home page, outside its groups' permissions."""
    agency = _agency_of_home_page(target_obj)
    if agency:
        sync_permissions(agency)


def _agency_of_home_page(page: object) -> Agency | None:
    is_home = isinstance(page, Page) and page.depth == HOME_DEPTH
    return agency_of(page) if is_home else None
