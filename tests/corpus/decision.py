"""The longest text of the corpus: a decision of forty pages, put together by rules.

Nobody numbers its articles by hand as neatly as a program, but a text of this length is what long
documents do to a reader, an editor and a page.
"""

from tests.corpus.notation import Text, read_text

CHAPTERS = (
    "QUY ĐỊNH CHUNG", "CHỨC NĂNG, NHIỆM VỤ", "QUY TRÌNH TIẾP NHẬN, XỬ LÝ HỒ SƠ",
    "QUẢN LÝ TÀI CHÍNH, TÀI SẢN", "KIỂM TRA, GIÁM SÁT", "ĐIỀU KHOẢN THI HÀNH",
)  # fmt: skip
SUBJECTS = (
    "Phạm vi điều chỉnh", "Đối tượng áp dụng", "Giải thích từ ngữ", "Nguyên tắc thực hiện",
    "Trách nhiệm của người đứng đầu", "Phân công nhiệm vụ", "Chế độ thông tin, báo cáo",
    "Tiếp nhận hồ sơ", "Thời hạn giải quyết", "Trả kết quả", "Mức thu và miễn, giảm",
    "Lưu trữ hồ sơ", "Xử lý vi phạm", "Khen thưởng", "Sửa đổi, bổ sung",
)  # fmt: skip
OFFICES = (
    "Văn phòng Ủy ban nhân dân", "Phòng Kinh tế", "Phòng Văn hóa – Xã hội", "Trạm Y tế",
    "Ban Chỉ huy quân sự", "Trung tâm Phục vụ hành chính công", "Công an xã",
)  # fmt: skip
DUTIES = (
    "lập kế hoạch, bố trí người và phương tiện, báo cáo Chủ tịch trước ngày {day} hằng tháng",
    "kiểm tra thực tế ít nhất {count} lần trong quý, lập biên bản có chữ ký của các bên",
    "niêm yết công khai tại trụ sở và trên trang thông tin điện tử trong {count} ngày",
    "phối hợp với các thôn rà soát, cập nhật danh sách; không để sót, không để trùng",
    "tiếp nhận phản ánh của người dân qua số 0209 3000 {number}, trả lời trong {count} ngày",
    "quyết toán kinh phí theo đúng tiêu chuẩn, định mức; lưu chứng từ tối thiểu {years} năm",
)
REASONS = (
    "Trường hợp hồ sơ chưa đầy đủ, cán bộ tiếp nhận hướng dẫn một lần bằng văn bản, nêu rõ giấy tờ "
    "còn thiếu và thời hạn bổ sung; không được yêu cầu nộp thêm giấy tờ ngoài danh mục đã công bố.",
    "Khi có thiên tai, dịch bệnh hoặc sự cố kỹ thuật làm gián đoạn việc giải quyết, thời hạn được "
    "kéo dài tương ứng nhưng phải thông báo cho người nộp hồ sơ và xin lỗi bằng văn bản.",
    "Người có trách nhiệm mà không thực hiện hoặc thực hiện không đúng thì tùy tính chất, mức độ "
    "bị xem xét trách nhiệm; nếu gây thiệt hại thì phải bồi thường theo quy định.",
)
LAST_ARTICLE = 45


def make_decision() -> Text:
    """Return the text: Điều 1 to Điều 45 in six chapters, with four tables."""
    return read_text("decision-forty-pages", "\n".join(_iter_lines()))


def _iter_lines():
    yield "title: Quy chế phối hợp giải quyết thủ tục hành chính"
    yield "kind: decision"
    yield ""
    yield (
        "|_ {b:ỦY BAN NHÂN DÂN}{p}{b:XÃ ĐÔN PHONG} | {b:CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM}"
        "{p}{b:Độc lập - Tự do - Hạnh phúc}"
    )
    yield "|_ Số: 914/QĐ-UBND | {i:Đôn Phong, ngày 05 tháng 10 năm 2026}"
    yield "{b:QUY CHẾ}"
    yield "{b:Phối hợp giải quyết thủ tục hành chính trên địa bàn xã}"
    yield "(Ban hành kèm theo Quyết định số 914/QĐ-UBND ngày 05/10/2026)"
    for article in range(1, LAST_ARTICLE + 1):
        if article % 8 == 1:
            chapter = article // 8
            yield f"! Chương {('I', 'II', 'III', 'IV', 'V', 'VI')[chapter]}"
            yield f"! {CHAPTERS[chapter]}"
        yield from _iter_article(article)
        if article % 11 == 0:
            yield from _iter_table(article)
    yield (
        "|_ {b:{i:Nơi nhận:}}{br}- Thường trực Đảng ủy;{br}- Các phòng, ban, thôn;{br}- Lưu: VT. | "
        "{b:TM. ỦY BAN NHÂN DÂN}{p}{b:CHỦ TỊCH}{p}{b:Phan Thế Vinh}"
    )


def _iter_article(article):
    subject = SUBJECTS[article % len(SUBJECTS)]
    yield f"! Điều {article}. {subject}"
    for clause in range(1, 7):
        office = OFFICES[(article + clause) % len(OFFICES)]
        yield f"{clause}. {office} {_say_duty(article + clause)}."
        if clause in {2, 5}:
            yield f"@ đối với hồ sơ loại {article % 4 + 1}: {_say_duty(article)};"
            yield f"@ đối với hồ sơ khác: {_say_duty(article + 3)};"
            yield "@ trường hợp {i:đặc biệt} do Chủ tịch quyết định."
    yield from REASONS


def _say_duty(number):
    words = DUTIES[number % len(DUTIES)]
    return words.format(
        day=number % 20 + 5, count=number % 6 + 2, number=200 + number, years=number % 5 + 5
    )


def _iter_table(article):
    yield f"Bảng kê kèm theo Điều {article}"
    yield "|* STT | Thủ tục | Cơ quan thực hiện | Thời hạn | Lệ phí (đồng)"
    for row in range(1, 13):
        subject = SUBJECTS[(article + row) % len(SUBJECTS)].lower()
        office = OFFICES[row % len(OFFICES)]
        yield f"| {row} | Thủ tục về {subject} | {office} | {row % 9 + 1} ngày | {row * 5}.000"
