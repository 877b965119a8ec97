"""Nothing written is lost: a session ends, somebody else signs in, a tab closes."""

import re

import pytest
from playwright.sync_api import expect

from demo.services.members import NAMES
from tests.browser.forms import watched
from tests.browser.rest import wait_for_rest
from tests.browser.server import ADMIN

EDITOR = "bien-tap-so-y-te"
MODERATOR = "duyet-so-y-te"
AUTHOR = "tac-gia"
SAVED = re.compile(r"Đã lưu lúc \d\d:\d\d")
ENDED = "Phiên làm việc đã hết"
OTHER = "Người khác đang đăng nhập"
UNSAVED = "Có nội dung bạn viết chưa được lưu"
NO_CONNECTION = "Mất kết nối"


@pytest.fixture(autouse=True)
def drafts_undone(demo):
    """What is saved by itself stays in the demo, which other tests look at."""
    yield
    demo.query(
        "UPDATE wagtailcore_page SET draft_title = title, latest_revision_id = live_revision_id, "
        "has_unpublished_changes = 0 WHERE live"
    )


def page_id(demo, slug):
    """The key of a page of the department of health."""
    [(key,)] = demo.query(
        "SELECT id FROM wagtailcore_page WHERE slug = ? AND url_path LIKE "
        "(SELECT root.url_path || '%' FROM wagtailcore_page root JOIN agencies_agency unit "
        "ON unit.root_page_id = root.id WHERE unit.code = 'so-y-te')",
        slug,
    )
    return key


def new_article(page, demo):
    page.goto(demo.url(ADMIN, f"/admin/pages/add/home/newspage/{page_id(demo, 'tin-tuc')}/"))
    watched(page)


def write(page, title):
    field = page.locator("[name=title]")
    field.fill(title)
    # Wagtail makes the address when a key is let go.
    field.press("End")


def saved(page):
    """Wait until the server has everything."""
    form = page.locator("form[data-edit-form]")
    expect(form).to_have_attribute("data-w-unsaved-has-edits-value", "false")


def end_sessions(demo):
    demo.query("DELETE FROM django_session")


def dialog(page, name):
    return page.get_by_role("dialog", name=name)


def enter(page, demo, name):
    """Fill in the sign-in page."""
    page.locator("[name=username], [name=login]").fill(name)
    page.locator("[name=password]").fill(demo.passwords[name])
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def sign_in_again(page, demo, name=EDITOR):
    with page.expect_popup() as popup:
        dialog(page, ENDED).get_by_role("button", name="Đăng nhập lại").click()
    with popup.value.expect_event("close"):
        enter(popup.value, demo, name)


@pytest.fixture
def expired(complaints):
    """The browser may complain about answers that say that nobody is signed in."""
    for part in ("401", "403", "Error fetching", "/admin/phien/"):
        complaints.expect(part)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (EDITOR, "/admin/pages/add/home/newspage/{tin-tuc}/"),
        (EDITOR, "/admin/pages/add/home/documentpage/{van-ban}/"),
        (EDITOR, "/admin/pages/add/home/informationpage/{gioi-thieu}/"),
        (EDITOR, "/admin/pages/{tin-tuc}/edit/"),
        (EDITOR, "/admin/pages/{gioi-thieu}/edit/"),
        (EDITOR, "/admin/pages/{lien-he}/edit/"),
        (AUTHOR, "/admin/snippets/bulletins/bulletin/add/"),
    ],
)
def test_what_is_written_is_saved_by_itself_and_the_time_is_told(demo, sign_in, name, path):
    page = sign_in(name)
    path = re.sub(r"{(.+?)}", lambda slug: str(page_id(demo, slug[1])), path)
    page.goto(demo.url(ADMIN, path))
    watched(page)
    write(page, "Viết mà chưa bấm lưu")
    expect(page.locator("#w-autosave-indicator")).to_contain_text(SAVED)
    expect(page).to_have_url(re.compile(r"/edit/(\d+/)?$"))
    page.reload()
    expect(page.locator("[name=title]")).to_have_value("Viết mà chưa bấm lưu")


def test_what_is_written_in_the_first_moment_is_saved_too(demo, sign_in):
    page = sign_in(EDITOR)
    page.goto(demo.url(ADMIN, f"/admin/pages/{page_id(demo, 'lien-he')}/edit/"))
    write(page, "Viết ngay khi mở trang")
    expect(page.locator("#w-autosave-indicator")).to_contain_text(SAVED)
    page.reload()
    expect(page.locator("[name=title]")).to_have_value("Viết ngay khi mở trang")


def test_a_person_signs_in_again_and_the_form_goes_on(demo, sign_in, expired):
    page = sign_in(EDITOR)
    new_article(page, demo)
    write(page, "Viết lúc đầu")
    expect(page.locator("#w-autosave-indicator")).to_contain_text(SAVED)
    end_sessions(demo)
    write(page, "Viết khi phiên đã hết")
    expect(dialog(page, ENDED)).to_be_visible()
    sign_in_again(page, demo)
    expect(dialog(page, ENDED)).to_be_hidden()
    expect(page.get_by_role("status").filter(has_text="không mất nội dung")).to_be_visible()
    saved(page)
    page.reload()
    expect(page.locator("[name=title]")).to_have_value("Viết khi phiên đã hết")


def test_what_is_sent_after_the_end_waits_for_the_sign_in(demo, sign_in, expired):
    page = sign_in(MODERATOR)
    new_article(page, demo)
    write(page, "Đăng khi phiên đã hết")
    expect(page.locator("#w-autosave-indicator")).to_contain_text(SAVED)
    end_sessions(demo)
    page.get_by_role("button", name="Đăng", exact=True).click()
    sign_in_again(page, demo, MODERATOR)
    expect(page.get_by_role("status").filter(has_text="Đăng khi phiên đã hết")).to_be_visible()
    live = demo.query("SELECT live FROM wagtailcore_page WHERE title = 'Đăng khi phiên đã hết'")
    assert live == [(1,)]


def hold_answers(page):
    """Keep the answer to each saving in the background until ``handAnswer`` is called."""
    page.evaluate(
        """() => {
          window.asked = 0;
          const ask = window.fetch;
          window.fetch = async (address, options) => {
            const answer = await ask(address, options);
            const inBackground = options?.headers?.Accept === "application/json";
            if (inBackground) window.asked += 1;
            if (inBackground) await new Promise((hand) => { window.handAnswer = hand; });
            return answer;
          };
        }"""
    )


def test_publishing_while_a_new_page_is_being_saved_makes_one_page(demo, sign_in):
    """The answer that brings the new page's address comes after *Publish* was pressed."""
    page = sign_in(MODERATOR)
    new_article(page, demo)
    hold_answers(page)
    write(page, "Bấm đăng ngay")
    page.wait_for_function("() => window.handAnswer")
    with page.expect_response("**/admin/phien/"):
        page.get_by_role("button", name="Đăng", exact=True).click()
    page.evaluate("() => window.handAnswer()")
    expect(page.get_by_role("status").filter(has_text="Bấm đăng ngay")).to_be_visible()
    made = "SELECT live FROM wagtailcore_page WHERE title = 'Bấm đăng ngay'"
    assert demo.query(made) == [(1,)]


def test_what_was_written_while_a_new_page_got_its_address_is_not_offered_in_the_next(
    demo, sign_in
):
    page = sign_in(EDITOR)
    new_article(page, demo)
    hold_answers(page)
    # Shorter, and the next form would be that of this draft.
    write(page, "Bài thứ nhất của buổi sáng")
    page.wait_for_function("() => window.handAnswer")
    write(page, "Bài thứ nhất của buổi sáng, viết tiếp")
    page.wait_for_function("() => JSON.stringify(localStorage).includes('viết tiếp')")
    page.evaluate("() => window.handAnswer()")
    expect(page).to_have_url(re.compile(r"/edit/$"))
    page.wait_for_function(
        "() => !Object.keys(localStorage).some((name) => name.includes('/add/'))"
    )
    # Leaving is asked about, because the second answer has not come.
    page.on("dialog", lambda question: question.accept())
    new_article(page, demo)
    expect(dialog(page, UNSAVED)).to_be_hidden()


def test_what_is_on_its_way_is_not_saved_a_second_time(demo, sign_in):
    """Wagtail tells of one change several times, and a second version would be newer."""
    page = sign_in(EDITOR)
    new_article(page, demo)
    hold_answers(page)
    write(page, "Chỉ lưu một lần")
    page.wait_for_function("() => window.handAnswer")
    page.evaluate(
        """() => {
          const told = { bubbles: true, cancelable: true, detail: { type: "edits" } };
          const form = document.querySelector("form[data-edit-form]");
          form.dispatchEvent(new CustomEvent("w-unsaved:add", told));
          window.handAnswer();
        }"""
    )
    expect(page.locator("#w-autosave-indicator")).to_contain_text(SAVED)
    wait_for_rest(page)
    assert page.evaluate("() => window.asked") == 1


def test_a_page_that_was_sent_is_not_saved_in_the_background_too(demo, sign_in):
    """Autosave waits half a second: somebody in a hurry has pressed *Publish* by then."""
    page = sign_in(MODERATOR)
    new_article(page, demo)
    page.evaluate(
        """() => window.addEventListener("submit", (submit) => {
          submit.preventDefault();
          window.sent = true;
          const look = (saving) => { window.stopped = saving.defaultPrevented; };
          window.addEventListener("w-autosave:save", look, { capture: true });
        })"""
    )
    page.get_by_role("button", name="Lưu nháp").click()
    page.wait_for_function("() => window.sent")
    write(page, "Viết khi trang đang được gửi")
    page.wait_for_function("() => window.stopped !== undefined")
    assert page.evaluate("() => window.stopped")


def website_details(demo):
    """The address of the form with the details of the department of health."""
    [(site,)] = demo.query("SELECT site_id FROM agencies_agency WHERE code = 'so-y-te'")
    return demo.url(ADMIN, f"/admin/settings/agencies/agencysettings/{site}/")


def test_a_form_that_is_no_editor_waits_too(demo, sign_in, expired):
    page = sign_in(MODERATOR)
    page.goto(website_details(demo))
    page.locator("[name=telephone]").fill("0209 3870 999")
    end_sessions(demo)
    page.get_by_role("button", name="Lưu").click()
    sign_in_again(page, demo, MODERATOR)
    expect(page.get_by_role("status").filter(has_text="Thông tin đơn vị")).to_be_visible()
    expect(page.locator("[name=telephone]")).to_have_value("0209 3870 999")


def test_nothing_is_sent_as_somebody_else(demo, sign_in, expired):
    page = sign_in(EDITOR)
    new_article(page, demo)
    write(page, "Của biên tập viên")
    expect(page.locator("#w-autosave-indicator")).to_contain_text(SAVED)
    end_sessions(demo)
    write(page, "Không được gửi bằng tên người khác")
    sign_in_again(page, demo, MODERATOR)
    refusal = dialog(page, OTHER)
    expect(refusal).to_contain_text(NAMES[MODERATOR])
    refusal.get_by_role("button", name="Để sau").click()
    write(page, "Vẫn không được gửi")
    page.get_by_role("button", name="Lưu nháp").click()
    expect(refusal).to_be_visible()
    sent = "SELECT count(*) FROM wagtailcore_revision WHERE content LIKE '%được gửi%'"
    assert demo.query(sent) == [(0,)]

    with page.expect_popup() as popup:
        refusal.get_by_role("button", name="Đăng xuất và đăng nhập lại").click()
    with popup.value.expect_event("close"):
        enter(popup.value, demo, EDITOR)
    expect(page.get_by_role("status").filter(has_text="Vẫn không được gửi")).to_be_visible()


def test_what_a_closed_tab_had_not_saved_is_offered_and_restored(
    demo, sign_in, context, complaints
):
    complaints.expect("net::ERR_FAILED")
    page = sign_in(EDITOR)
    new_article(page, demo)
    write(page, "Lưu trước khi đóng")
    expect(page.locator("#w-autosave-indicator")).to_contain_text(SAVED)
    address = page.url
    context.route("**/admin/pages/**", lambda route: route.abort())
    write(page, "Chưa lưu khi đóng")
    page.wait_for_function("() => JSON.stringify(localStorage).includes('Chưa lưu khi đóng')")
    page.close()
    context.unroute("**/admin/pages/**")

    page = context.new_page()
    page.goto(address)
    expect(page.locator("[name=title]")).to_have_value("Lưu trước khi đóng")
    dialog(page, UNSAVED).get_by_role("button", name="Khôi phục").click()
    expect(page.get_by_role("status").filter(has_text="Chưa lưu khi đóng")).to_be_visible()
    expect(page.locator("[name=title]")).to_have_value("Chưa lưu khi đóng")
    page.goto(address)
    expect(dialog(page, UNSAVED)).to_be_hidden()


# Long enough to be refused, and what is refused is kept as it was typed.
TOO_LONG = "Kế hoạch tiêm chủng mở rộng " * 10


@pytest.mark.parametrize(
    ("name", "path", "field"),
    [
        (EDITOR, "/admin/pages/add/home/newspage/{tin-tuc}/", "title"),
        pytest.param(
            AUTHOR,
            "/admin/snippets/bulletins/bulletin/add/",
            "title",
            marks=pytest.mark.drill("browser"),
        ),
        pytest.param(
            EDITOR,
            "/admin/pages/{co-cau-to-chuc}/edit/",
            "title",
            marks=pytest.mark.drill("browser"),
        ),
    ],
)
def test_after_a_refused_form_all_goes_on(demo, sign_in, context, complaints, name, path, field):
    """What is typed after the refusal is saved in the background, and kept where it cannot be."""
    complaints.expect("400")
    complaints.expect("net::ERR_FAILED")
    page = sign_in(name)
    path = re.sub(r"{(.+?)}", lambda slug: str(page_id(demo, slug[1])), path)
    page.goto(demo.url(ADMIN, path))
    wait_for_rest(page)
    box = page.locator(f"[name={field}]")
    box.fill(TOO_LONG)
    with page.expect_event("load"):
        page.locator("form[data-edit-form] .footer [type=submit]:visible").first.click()
    expect(page.get_by_role("region", name=re.compile("^Chưa lưu"))).to_be_visible()
    expect(box).to_have_value(TOO_LONG)
    box.fill("Sửa sau khi bị từ chối")
    expect(page.locator("#w-autosave-indicator")).to_contain_text(SAVED)
    expect(page).to_have_url(re.compile(r"/edit/(\d+/)?$"))
    address = page.url
    # Nothing leads to the server now.
    context.route("**/edit/**", lambda route: route.abort())
    box.fill("Viết khi đã đóng đường")
    page.wait_for_function("() => JSON.stringify(localStorage).includes('Viết khi đã đóng đường')")
    page.close()
    context.unroute("**/edit/**")

    page = context.new_page()
    page.goto(address)
    box = page.locator(f"[name={field}]")
    expect(box).to_have_value("Sửa sau khi bị từ chối")
    dialog(page, UNSAVED).get_by_role("button", name="Khôi phục").click()
    expect(box).to_have_value("Viết khi đã đóng đường")


def test_a_form_without_drafts_is_filled_in_again(demo, sign_in, context):
    page = sign_in(MODERATOR)
    page.goto(website_details(demo))
    watched(page)
    before = page.locator("[name=telephone]").input_value()
    page.locator("[name=telephone]").fill("0209 3870 111")
    page.wait_for_function("() => JSON.stringify(localStorage).includes('0209 3870 111')")
    page.close()

    page = context.new_page()
    page.goto(website_details(demo))
    expect(page.locator("[name=telephone]")).to_have_value(before)
    dialog(page, UNSAVED).get_by_role("button", name="Khôi phục").click()
    expect(page.locator("[name=telephone]")).to_have_value("0209 3870 111")


def test_a_copy_is_gone_when_somebody_else_comes(sign_in):
    page = sign_in(EDITOR)
    page.evaluate(
        "() => localStorage.setItem('bantin-copy:0:/admin/', JSON.stringify({time: Date.now()}))"
    )
    page.reload()
    page.wait_for_function("() => localStorage.getItem('bantin-copy:0:/admin/') === null")


def test_signing_out_leaves_no_copy(sign_in):
    page = sign_in(EDITOR)
    own = page.locator("#session-keeping").get_attribute("data-user")
    name = f"bantin-copy:{own}:/admin/"
    page.evaluate("name => localStorage.setItem(name, JSON.stringify({time: Date.now()}))", name)
    page.reload()
    wait_for_rest(page)
    assert page.evaluate("name => localStorage.getItem(name)", name)
    page.get_by_role("button", name=NAMES[EDITOR]).click()
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_function("name => localStorage.getItem(name) === null", arg=name)


def test_a_lost_connection_is_told_and_what_was_written_is_saved_when_it_is_back(
    demo, sign_in, context, complaints
):
    complaints.expect("net::ERR")
    page = sign_in(EDITOR)
    new_article(page, demo)
    write(page, "Viết khi có mạng")
    indicator = page.locator("#w-autosave-indicator")
    expect(indicator).to_contain_text(SAVED)
    context.set_offline(True)
    # Also before anything is to be saved.
    expect(indicator.get_by_text("Mất mạng.")).to_be_visible()
    write(page, "Viết khi mất mạng")
    expect(indicator.get_by_text("Mất mạng; đã giữ trong trình duyệt này")).to_be_visible()
    footer = page.locator(".footer__save-warning")
    expect(footer).to_contain_text("được giữ trong trình duyệt này và sẽ được lưu")
    # Whoever writes goes on writing.
    expect(page.locator("[name=title]")).to_be_focused()
    expect(dialog(page, NO_CONNECTION)).to_be_hidden()
    context.set_offline(False)
    expect(page.get_by_text("Đã có mạng trở lại. Nội dung bạn viết đã được lưu.")).to_be_visible()
    expect(indicator.get_by_text(SAVED)).to_be_visible()
    page.reload()
    expect(page.locator("[name=title]")).to_have_value("Viết khi mất mạng")


def test_what_is_pressed_without_a_connection_is_sent_when_it_is_back(
    demo, sign_in, context, complaints
):
    complaints.expect("net::ERR")
    page = sign_in(EDITOR)
    new_article(page, demo)
    write(page, "Bấm khi mất mạng")
    expect(page.locator("#w-autosave-indicator")).to_contain_text(SAVED)
    context.set_offline(True)
    page.get_by_role("button", name="Lưu nháp").click()
    expect(dialog(page, NO_CONNECTION)).to_be_visible()
    context.set_offline(False)
    expect(page.locator("#main .messages .success")).to_be_visible()
    expect(dialog(page, NO_CONNECTION)).to_be_hidden()


def test_a_connection_that_was_away_for_nothing_is_told_too(demo, sign_in, context, complaints):
    complaints.expect("net::ERR")
    page = sign_in(EDITOR)
    page.goto(demo.url(ADMIN, f"/admin/pages/{page_id(demo, 'lien-he')}/edit/"))
    watched(page)
    context.set_offline(True)
    indicator = page.locator("#w-autosave-indicator")
    expect(indicator.get_by_text("Mất mạng.")).to_be_visible()
    context.set_offline(False)
    expect(page.get_by_text("Đã có mạng trở lại.", exact=True)).to_be_visible()
    expect(indicator.get_by_text("Mất mạng.")).to_be_hidden()
