"""Synonyms: initial groups, and the stored terms of groups and of agencies' names.

``GROUPS`` are the groups of a new installation; the ICT department edits them. Names of agencies
are not among them: ``index_agency_names`` adds those.
"""

import re
from collections.abc import Iterator

from search.models import MAX_TERM_WORDS, Synonym, SynonymGroup
from search.text.words import get_key
from sites.models import Agency

GROUPS = (
    "UBND, Ủy ban nhân dân",
    "HĐND, Hội đồng nhân dân",
    "UBMTTQ, MTTQ, Ủy ban Mặt trận Tổ quốc, Mặt trận Tổ quốc",
    "Bắc Kạn, Bắc Cạn",
    "TTHC, thủ tục hành chính",
    "CCHC, cải cách hành chính",
    "DVC, dịch vụ công",
    "CCCD, căn cước công dân, căn cước, chứng minh nhân dân, CMND, chứng minh thư",
    "GPLX, giấy phép lái xe, bằng lái xe, bằng lái",
    "GPXD, giấy phép xây dựng",
    "sổ đỏ, sổ hồng, bìa đỏ, GCNQSDĐ, giấy chứng nhận quyền sử dụng đất",
    "BHXH, bảo hiểm xã hội",
    "BHYT, bảo hiểm y tế",
    "BHTN, bảo hiểm thất nghiệp",
    "CNTT, công nghệ thông tin",
    "CĐS, chuyển đổi số",
    "TT&TT, Thông tin và Truyền thông",
    "GD&ĐT, Giáo dục và Đào tạo",
    "NN&PTNT, Nông nghiệp và Phát triển nông thôn",
    "TN&MT, Tài nguyên và Môi trường",
    "KH&CN, Khoa học và Công nghệ",
    "KH&ĐT, Kế hoạch và Đầu tư",
    "LĐTBXH, LĐ-TB&XH, Lao động - Thương binh và Xã hội",
    "VHTTDL, VH-TT&DL, Văn hóa Thể thao và Du lịch",
    "GTVT, giao thông vận tải",
    "KT-XH, kinh tế - xã hội",
    "NTM, nông thôn mới",
    "ATGT, an toàn giao thông",
    "ATTP, VSATTP, an toàn thực phẩm, vệ sinh an toàn thực phẩm",
    "PCCC, phòng cháy chữa cháy",
    "PCTT, phòng chống thiên tai",
    "COVID-19, COVID, corona, SARS-CoV-2",
    "HTX, hợp tác xã",
    "KCN, khu công nghiệp",
    "THPT, trung học phổ thông",
    "THCS, trung học cơ sở",
    "BVĐK, bệnh viện đa khoa",
    "CBCC, cán bộ công chức",
    "CTV, cộng tác viên",
    "ĐKKD, đăng ký kinh doanh, đăng ký hộ kinh doanh",
    "ĐKKH, đăng ký kết hôn",
    "hộ cá thể, hộ kinh doanh, hộ kinh doanh cá thể",
    "KCB, khám chữa bệnh, khám bệnh",
    "NVQS, nghĩa vụ quân sự",
    "QSDĐ, quyền sử dụng đất",
    "SĐT, số điện thoại, điện thoại",
    "đường dây nóng, hotline",
    "TNCN, thu nhập cá nhân",
    "TNMT, tài nguyên môi trường",
    "VBPL, văn bản pháp luật, văn bản quy phạm pháp luật",
    "VSMT, vệ sinh môi trường",
    "XKLĐ, xuất khẩu lao động",
    "hộ chiếu, passport",
    "thị thực, visa",
    "liên hệ, contact",
    "wifi, Wi-Fi",
    "quá hạn, trễ hạn, chậm hạn",
    "mất điện, cúp điện, cắt điện, ngừng cấp điện",
    "mất nước, cúp nước, cắt nước, ngừng cấp nước",
    "tắc đường, ách tắc, kẹt xe, ùn tắc",
    "lừa đảo, lừa tiền, chiếm đoạt tiền, giả danh",
    "tiêm chủng, tiêm vắc xin, tiêm phòng, chích ngừa",
    "vắc xin, vaccine, vacxin",
    "miễn phí, không mất tiền",
    "sổ hộ khẩu, hộ khẩu",
    "ko, không",
    "đc, được",
    "đk, đăng ký",
    "dk, đăng ký",
    "hs, hồ sơ",
    "khẩn, khẩn cấp",
)

# What precedes, in an agency's name, its field of work, which is abbreviated on its own too.
_FIELD_OF_WORK = re.compile(r"^(?:Sở|Ban Quản lý|Ban|Văn phòng|Cục|Chi cục|Phòng)\s+(?=\w)")
_AND = re.compile(r"(?<!\s)\s++(?:và|-)\s+|,\s*")
# Two letters are ambiguous: TP is Tư pháp and thành phố.
MIN_INITIALS = 3


def create_default_synonyms() -> None:
    """Create the initial synonym groups if there are none at all; never change existing ones."""
    if SynonymGroup.objects.exists():
        return
    for terms in GROUPS:
        group = SynonymGroup(terms=terms)
        group.full_clean()
        group.save()


def index_synonym_group(group: SynonymGroup) -> None:
    """Replace the stored terms of a synonym group."""
    group.synonyms.all().delete()
    Synonym.objects.bulk_create(
        Synonym(group=group, term=term, key=get_key(term)) for term in group.listed
    )


def index_agency_names(agency_key: int) -> None:
    """Replace the stored names of an agency: present, former and abbreviated ones.

    If the agency no longer exists, its names are deleted.
    """
    Synonym.objects.filter(agency=agency_key).delete()
    agency = Agency.objects.prefetch_related("former_names").filter(pk=agency_key).first()
    if agency:
        add_agency_names(agency)


def add_agency_names(agency: Agency) -> None:
    """Store the names of an agency that has none stored."""
    Synonym.objects.bulk_create(
        Synonym(agency=agency, number=number, term=term, key=key)
        for number, terms in enumerate(iter_agency_names(agency))
        for key, term in {get_key(term): term for term in terms}.items()
        if key.count(" ") < MAX_TERM_WORDS
    )


def iter_agency_names(agency: Agency) -> Iterator[list[str]]:
    """Yield groups of names that mean the agency, then of names that mean its field of work."""
    former = [former.name for former in agency.former_names.all()]
    names = [name for name in (agency.name_vi, agency.short_name, *former) if name]
    shortened = [short for name in names for short in _iter_abbreviations(name)]
    if len({get_key(name) for name in (*names, *shortened)}) > 1:
        yield [*names, *shortened]
    for name in names:
        field = _FIELD_OF_WORK.sub("", name)
        if field != name and " " in field:
            parts = [_get_initials(part) for part in _AND.split(field)]
            if len("".join(parts)) >= MIN_INITIALS:
                yield [field, "&".join(parts), "".join(parts)]


def _iter_abbreviations(name: str) -> Iterator[str]:
    """Yield the abbreviation of a name, *Sở Y tế* as SYT; nothing for names without such a type."""
    if _FIELD_OF_WORK.match(name):
        yield _get_initials(" ".join(_AND.split(name)))


def _get_initials(name: str) -> str:
    return "".join(word[0] for word in name.split()).upper()
