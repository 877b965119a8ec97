"""Agencies with their names, hosts, groups and languages."""

from django.conf import settings
from django.utils import timezone
from wagtail.models import Locale

from sites.models import AgencyGroup, FormerName, HostAlias, HostCheck, Kind
from sites.services.provisioning import provision_agency


def create_agency(code="huyen-na-ri", kind=Kind.DISTRICT, **fields):
    """An agency with its website, people's groups and collection; its host is its code."""
    fields = {"name_vi": f"Đơn vị {code}", "host": f"{code}.{settings.BASE_DOMAIN}"} | fields
    return provision_agency(code=code, kind=kind, **fields)


def create_agency_group(name="Vùng cao", *agencies):
    """A group of these agencies."""
    group = AgencyGroup.objects.create(name=name)
    group.agencies.set(agencies)
    return group


def create_host_alias(agency, hostname="yte-cu.vn"):
    """A host that leads to an agency's website."""
    return HostAlias.objects.create(agency=agency, hostname=hostname)


def create_former_name(agency, name):
    """A name an agency had before."""
    return FormerName.objects.create(agency=agency, name=name)


def create_host_check(agency, **fields):
    """What was found at an agency's host, now and in order."""
    fields = {"hostname": agency.site.hostname, "checked_at": timezone.now()} | fields
    return HostCheck.objects.create(agency=agency, **fields)


def add_english():
    """Have English in this install; its locale."""
    return Locale.objects.get_or_create(language_code="en")[0]


def add_french(settings):
    """Have a second language to translate into; its locale."""
    settings.LANGUAGES = [*settings.LANGUAGES, ("fr", "Tiếng Pháp")]
    settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES
    return Locale.objects.get_or_create(language_code="fr")[0]


def translate_front(agency):
    """An agency's front in English, as a draft."""
    return agency.root_page.specific.copy_for_translation(add_english())


def open_in_english(agency):
    """Give an agency's website an English front."""
    front = translate_front(agency)
    front.save_revision().publish()
    return front
