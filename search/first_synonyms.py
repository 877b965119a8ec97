"""The synonym groups of a new installation.

Names of agencies are not among them: ``search.synonyms.learn_names`` adds those.
"""

from search.models import SynonymGroup

GROUPS = (
    "UBND, Ủy ban nhân dân",
    "HĐND, Hội đồng nhân dân",
    "UBMTTQ, MTTQ, Ủy ban Mặt trận Tổ quốc, Mặt trận Tổ quốc",
    "Bắc Kạn, Bắc Cạn",
    "TTHC, thủ tục hành chính",
    "CCHC, cải cách hành chính",
    "DVC, dịch vụ công",
    "CCCD, căn cước công dân, thẻ căn cước, chứng minh nhân dân, CMND",
    "GPLX, giấy phép lái xe, bằng lái xe",
    "GPXD, giấy phép xây dựng",
    "sổ đỏ, sổ hồng, giấy chứng nhận quyền sử dụng đất",
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
    "COVID-19, COVID, corona",
    "HTX, hợp tác xã",
    "KCN, khu công nghiệp",
    "THPT, trung học phổ thông",
    "THCS, trung học cơ sở",
)


def put_first_synonyms() -> None:
    """Create the initial synonym groups if there are none at all; never change existing ones."""
    if SynonymGroup.objects.exists():
        return
    for terms in GROUPS:
        group = SynonymGroup(terms=terms)
        group.full_clean()
        group.save()
