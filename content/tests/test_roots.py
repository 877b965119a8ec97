import pytest
from wagtail.models import Collection, Page

pytestmark = pytest.mark.django_db


def test_the_roots_have_vietnamese_names():
    root = Page.get_first_root_node()
    assert (root.title, root.draft_title) == ("Các trang web", "Các trang web")
    assert Collection.get_first_root_node().name == "Thư mục gốc"


def test_the_addresses_of_pages_do_not_depend_on_the_name_of_the_root():
    assert Page.get_first_root_node().slug == "root"
    assert Page.get_first_root_node().url_path == "/"
