"""Page permissions of a user, used by Wagtail's admin views and API alike."""

from wagtail.models import PagePermissionTester

from sites.approval.rules import reviewed_by_another


class AgencyPagePermissionTester(PagePermissionTester):
    """Wagtail's page permissions, restricted for home pages and by the two-person rule.

    Publishing by approval does not check these permissions; see ``sites.approval.publishing``.
    """

    def can_unpublish(self) -> bool:
        # Not the home page of a website; see sites.protection. Lists have prefetched
        # ``sites_rooted_here`` for all their rows.
        is_front = bool(self.page.sites_rooted_here.all())
        return not is_front and super().can_unpublish()

    def can_publish(self) -> bool:
        return super().can_publish() and not self._needs_another_person()

    def can_publish_subpage(self) -> bool:
        return super().can_publish_subpage() and not self._needs_another_person()

    def can_unschedule(self) -> bool:
        return super().can_publish()

    def _needs_another_person(self) -> bool:
        return not self.user.is_superuser and reviewed_by_another(self.user, self.page)
