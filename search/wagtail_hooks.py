from wagtail import hooks

from search.synonym_screens import SynonymViewSet


@hooks.register("register_admin_viewset")
def register_synonyms() -> SynonymViewSet:
    return SynonymViewSet()
