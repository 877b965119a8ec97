"""What office programs put on the clipboard as HTML, shortened."""

WORD = """
<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta name=Generator content="Microsoft Word 15">
<style><!-- p.MsoNormal { mso-style-unhide: no; font-family: "Times New Roman", serif; } --></style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--></head>
<body lang=VI style='tab-interval:36.0pt'>
<!--StartFragment-->
<h1><span style='font-size:16.0pt;color:#2F5496'>KẾ HOẠCH<o:p></o:p></span></h1>
<p class=MsoNormal align=center style='text-align:center'><b><span style='color:red'>Từ
ngày</span></b> <i>24/11</i>, trên 120&nbsp;m<sup>2</sup>.<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>Mang thẻ</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='font-family:"Courier New"'><span style='mso-list:Ignore'>o<span>&nbsp; </span></span></span>
<![endif]>bản chính</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span><span
style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;
</span></span></span><![endif]>Đăng ký ở <a href="https://tiem.example/dk">cổng tiêm
chủng</a><o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>2.<span>
</span></span>Chờ gọi</p>
<p class=MsoListParagraph style='mso-list:l2 level1 lfo3'><span style='mso-list:Ignore'>a)<span>
</span></span>theo <s>điểm</s> a</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>3.<span>
</span></span>Về nhà</p>
<table class=MsoTableGrid border=1><thead>
<tr><td rowspan=2><p class=MsoNormal><b>Xã</b></p></td><td colspan=2><p>Thời gian</p></td></tr>
<tr><td><p>Từ</p></td><td><p>Đến</p></td></tr></thead>
<tr><td><p class=MsoNormal>Nam Mẫu<o:p></o:p></p></td><td>7 giờ</td><td>9 giờ</td></tr></table>
<p class=MsoNormal>Xong.<span style='mso-hide:all;display:none'>giấu</span><img width=9 height=9
src="file:///C:/clip_image002.jpg"></p>
<!--EndFragment-->
</body></html>
"""
EXCEL = """
<html xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta name=Generator content="Microsoft Excel 15">
<style><!--td { padding-top: 1px; color: black; mso-number-format: General; }--></style></head>
<body link="#0563C1"><table border=0 cellpadding=0 width=128>
<!--StartFragment-->
 <col width=64 span=2>
 <tr height=20><td height=20 class=xl65 width=64>Xã</td><td class=xl66>Số hộ</td></tr>
 <tr><td rowspan=2 class=xl65>Nam Mẫu</td><td align=right>412</td></tr>
 <tr><td align=right>388</td></tr>
 <tr style='display:none'><td>giấu</td><td>1</td></tr>
<!--EndFragment-->
</table></body></html>
"""
CALC = """
<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN">
<html><head><meta name="generator" content="LibreOffice 24.2"/></head><body>
<table cellspacing="0" border="0"><colgroup span="2" width="85"></colgroup>
<tr><td height="17" align="left">Xã</td><td>Diện tích m<sup>2</sup></td></tr>
<tr><td align="left"><font face="Liberation Sans">Khang Ninh</font></td>
<td align="right" sdval="12.5" sdnum="1033;">12,5</td></tr></table></body></html>
"""
WRITER = """
<html><head><meta name="generator" content="LibreOffice 24.2"/></head><body lang="vi-VN">
<h2 class="western"><font face="Liberation Sans">Chuẩn bị</font></h2>
<p style="margin-bottom: 0.25cm">Mang <b>thẻ</b>.</p>
<ol><li><p>một</p></li><li><p>hai</p></li></ol></body></html>
"""
GOOGLE_DOCS = """
<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1">
<h1 dir="ltr"><span style="font-size:20pt;font-weight:400;">Lịch tiêm</span></h1>
<p dir="ltr"><span style="font-weight:400;font-style:normal;">Không đậm, </span><span
style="font-weight:700;">đậm</span><span> </span><span
style="font-style:italic;">nghiêng</span><span> 10</span><span
style="font-size:0.6em;vertical-align:super;">6</span></p>
<h2 dir="ltr"><span style="font-weight:400">Nhỏ hơn</span></h2>
<div dir="ltr" align="left"><table><colgroup><col width="100"/><col/></colgroup><tbody>
<tr><td><p dir="ltr"><span style="font-weight:400">Xã</span></p></td><td><p>Ngày</p></td></tr>
<tr><td><p dir="ltr"><span>Nam Mẫu</span></p></td><td><p>24/11</p></td></tr></tbody></table>
</div></b>
"""
