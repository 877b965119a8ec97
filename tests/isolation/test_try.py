import pytest
from django.db import transaction
from tests.isolation import belongings, writings
from tests.isolation.world import build
@pytest.mark.django_db
def test_build():
    import time; t=time.time()
    w = build()
    print(time.time()-t)
    for k,v in w.theirs.keys.items():
        if v: print(k, len(v))
    empty=[k for k,v in w.theirs.keys.items() if not v]
    print(empty)
    assert 0
