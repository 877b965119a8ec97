"""What a person may do with a page of an agency: asked by Wagtail's screens and API alike."""

from wagtail.models import PagePermissionTester

from sites.approval.rules import reviewed_by_another


class AgencyPagePermissionTester(PagePermissionTester):
    """Wagtail's rules, less what the website's front and the two-person rule do not allow.

    Publishing by approval does not ask here; see sites.approval.publishing.
    """

    def can_unpublish(self) -> bool:
        # The website would have no front; see sites.protection.
        # Lists have fetched this for all their rows.
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
