"""What an import reads: lines of a table of contents, and saved pages of the old portal."""

from pathlib import Path

DATA = Path(__file__).parent / "data"
TEXT_FILE, HTML_FILE = DATA / "bluezone.txt", DATA / "bluezone.aspx.html"
TEXT, HTML = TEXT_FILE.read_bytes(), HTML_FILE.read_bytes()
TOOLBAR = "PublishingPortal - Block_BanTin_Toolbar"
VIEW = "PublishingPortal - Block_BanTin_ViewData"

# The least that a line has to say.
ARTICLE = {"type": "article", "id": "1", "agency": "so-y-te", "title": "Tiêm phòng sởi"}
BULLETIN = {"type": "bulletin", "id": "b", "agency": "so-y-te", "title": "Cắt điện"}


def make_text_page(*body, author="Bích Huệ", date="09/02/2021"):
    """A saved page of the old portal, as text: its head, then these lines."""
    head = (TOOLBAR, "", date, "Tăng cỡ chữ Giảm cỡ chữ", "Cài đặt Bluezone", "Sapo của tin.")
    return "\n".join([*head, f" {VIEW}", "", *body, author]).encode()


def make_html_page(body, author="Bích Huệ"):
    """A saved page of the old portal with this in its body."""
    return (
        f"<html><body><div><h2>{TOOLBAR}</h2><p>09/02/2021</p><h1>Cài đặt Bluezone</h1>"
        f"<p>Sapo của tin.</p></div><div><h2>{VIEW}</h2><div>{body}<p>{author}</p></div></div>"
        "<div>Tổng số lượt truy cập: 18.204.511</div></body></html>"
    ).encode()
