import pytest

from sites.caching import edges
from tests.edges import SECRET, run_edge, serving


@pytest.fixture(scope="module")
def varnish(tmp_path_factory):
    with run_edge(tmp_path_factory.mktemp("edge")) as edge:
        yield edge


@pytest.fixture
def edge(varnish, settings):
    """The edge, empty, and told of changes."""
    settings.EDGE_URLS, settings.EDGE_SECRET = [varnish.url], SECRET
    edges.forget_failures()
    assert varnish.purge("directory") == 204
    return varnish


@pytest.fixture
def bantin(edge):
    with serving(edge) as served:
        yield served
