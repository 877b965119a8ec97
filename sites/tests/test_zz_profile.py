import cProfile, pstats, time, re, collections, io
from django.db import connection
from django.test.utils import CaptureQueriesContext
from sites.services.provisioning import provision_agency
from sites.models import Kind
def test_profile(province, db):
    for i in range(3):
        provision_agency(code=f"xa-a{i}", kind=Kind.COMMUNE, name_vi=f"Ủy ban nhân dân xã A{i}", host=f"xaa{i}.backan.example")
    with CaptureQueriesContext(connection) as q:
        provision_agency(code="xa-b", kind=Kind.COMMUNE, name_vi="Ủy ban nhân dân xã B", host="xab.backan.example")
    c=collections.Counter(re.sub(r"\d+","N",re.sub(r"'[^']*'","S",x["sql"]))[:170] for x in q)
    out=io.StringIO()
    print(len(q), sum(float(x["time"]) for x in q), file=out)
    for s,n in c.most_common(45): print(n,s,file=out)
    pr=cProfile.Profile(); t=time.process_time(); w=time.time(); pr.enable()
    for i in range(15):
        provision_agency(code=f"xa-c{i}", kind=Kind.COMMUNE, name_vi=f"Ủy ban nhân dân xã C{i}", host=f"xac{i}.backan.example")
    pr.disable()
    print("cpu each (profiled)",(time.process_time()-t)/15,"wall",(time.time()-w)/15,file=out)
    t=time.process_time(); w=time.time()
    for i in range(15):
        provision_agency(code=f"xa-d{i}", kind=Kind.COMMUNE, name_vi=f"Ủy ban nhân dân xã D{i}", host=f"xad{i}.backan.example")
    print("cpu each",(time.process_time()-t)/15,"wall",(time.time()-w)/15,file=out)
    pstats.Stats(pr,stream=out).sort_stats("cumulative").print_stats(70)
    open("/tmp/r17w/profile.txt","w").write(out.getvalue())
