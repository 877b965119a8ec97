import ast
import re
from pathlib import Path

from django.conf import settings

# What these once named has a standard name now: docs/decisions/0040-thirteen-apps-of-one-shape.md.
FORMER_NAMES = set(
    """
Act ActView Address AddressedRequest Advice AgencyDocument AgencyImage AgencyRendition
Answer AnyHostRequest Asked BEHIND BETTER BinItem Binnable BinnedManager BinnedPage Branch
Changes Choice Correspondence Dated DeletingIntoBin Desk Done Doubt Duty DutyRun Edition
EditionMixin Entry EntryAtHome EverybodyView Fault FedIndexPage FewerActionsMixin Filling
Finding ForgivingRedisCache FormerAddress Found FoundByWords Front Gap Generation Head
KeptImageQuerySet KeptManager Known KnownWord Leaving Letter Line Look Loop Loss
MeasuresBlock Mistake Narrowing Need Notice NoticeWords NotificationChoice Option
OwnFilesPolicy OwnPagesPolicy OwnReferencesForm OwnTextBlock Pace PaperFormField Part
PartsBlock Place PlaceForm PlaceView Places Plan ProposalView QuickConditionalGetMiddleware
REMEMBERED Reach Reading RepeatedMixin Reply Rule Run Runner RunnerKilled Seen Shown
ShownMixin Size Source Standing SteeringScreen Storing SuggestingInput Tally Territory
TidyTextMixin Told TookTooLongError UnitHasEnded UnitMixin UnitView Unreached Verdict
Visitor Voice WallMiddleware Way Website Window Words Work Writing _Teller _ask_for_factor
_ask_for_proof _begin_anew _below_q _call _check_asked _complete _copy_of _device
_embed_code _end _enter _fingerprint _finish _group _group_of _hand_back _has_words
_holds_home_page _holds_key _is_a_few_words _is_for_everybody _is_heard_by_staff _judge
_learn _line _may_be_kept _measure_start _name _network _offer _or_zero _prefix
_publishes_emergency _refers_to _score _shows _speaks_for_emergency _strings _take _texts
_tidy _wants_json _with_related abbreviations about_pages acknowledging address_of
addressing advice_on after_migrating agencies_of agency_of allow anchor_of announce
ask_for_changed ask_for_everything asking bare_addresses belongs_to belongs_to_the_centre
belongs_with best bin_page boot bounces_in branches_of bring_back bulletin_from_template
carry_out changing cipher compiled contains_secret cookie_domain delay deliver desk_of
device_name digest distinct_slugs do_next ended_owner enter_duties expected_everywhere
failure_of failures fetch_sizes find folded folds follow_log forget forget_bounce forget_old
forget_unpublished forget_waiting forgetting former_addresses former_key from_address
front_as_it_is front_of fronts_in gaps_of generations hand_back handed_out_where has_factor
has_words head_of_page hide holds homes_of host_name in_feed_order in_force
in_language_of_moment in_parallel inspecting ip_address_and_port is_closing is_cut_off
is_flood is_made_anew is_of_letter_to is_quiet isolation join keep keep_draft
keep_ended_unit keep_home_page keep_rhythm keep_small key_of kinds last_known leading
learn_names leave leave_out_of_lists leaving let_go let_in letters lines_of locked make_anew
make_sizes mark_of mark_retold marked may_publish may_refer_to menu_of moderated_by
moderators_of must_have_factor naming needs_of newest next_change note_factor noted
numbers_of offers one_by_one origin out_of_force outdated owners_of paces_for pages_of
parts_of people place places_of plan_for port_number presence present pressing_on
preview_search proxy_count purge_page put_defaults py qr_svg quietly reach_of reaches
read_document read_later read_out receive refuse_elsewhere refuse_page refused_for_good
register_needs remember_moved remembered remembering renew renewed_once repeat_what_is_due
retelling rewritten rhythm runs_script scanner_address script seal sees_all session_keeping
settle shared_where showing single sizes standing standing_of stands starter starting steps
suggested take_back take_from_group tally_of tel tell_of_change territory_of text_checks
throttling tidied tidy to_mend to_retell to_sign_in told_file told_on told_title
told_to_stop trouble trouble_with troubles_of try_again_later try_host try_out typed_words
unconfirmed unhook unreachable unread unseal upkeep uses_of vague_links visiting voice wall
was_shown ways_to_ask with_central_files with_dots with_news with_overview with_pins
words_key words_on work_undone write_to_unit writes_bulletins writing wrote
""".split()  # noqa: SIM905
)
# The same of attributes, methods and properties of our classes.
FORMER_MEMBERS = {
    "_of_bulletin", "_own", "_was_read", "act", "ask", "back", "deciders", "done", "doubt",
    "entries_of", "finished", "form_url", "front_of", "holds", "in_words", "listed_grounds",
    "notice", "of", "offered", "offers", "own_columns", "passing", "see", "standing", "take_back",
    "tidy", "token_in", "told_author", "told_categories", "told_file", "told_on", "told_title",
}  # fmt: skip
# A column of the database.
COLUMNS = {"home/models/feedback.py: doubt"}
FORMER_CSS_CLASSES = {
    "air-fault", "button-words", "contact-ways", "desk-gaps", "desk-parts", "desk-words",
    "feedback-words", "home-part", "home-parts", "office-part", "person-ways", "procedure-parts",
    "procedure-ways", "search-words", "standing", "standing-con", "state-words", "ways-on",
}  # fmt: skip
# Nouns that end like gerunds.
NOUNS = {
    "archiving", "bulk_provisioning", "caching", "folding", "highlighting", "importing", "mapping",
    "paging", "pending", "provisioning", "publishing", "ranking", "reading", "saving", "sharing",
    "spelling",
}  # fmt: skip
ROOT = Path(settings.BASE_DIR)
APPS = (*settings.OWN_APPS, "config", "tests", "benchmarks")


def list_modules():
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT)


def list_top_level_names(path):
    for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)


def test_no_former_name_is_defined_or_imported():
    found = {
        f"{path}: {name}"
        for path in list_modules()
        for name in list_top_level_names(path)
        if name in FORMER_NAMES
    }
    assert not found


def list_members(path):
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        for member in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(member, ast.FunctionDef):
                yield member.name
            elif isinstance(member, ast.AnnAssign):
                yield ast.unparse(member.target)
            elif isinstance(member, ast.Assign):
                yield from map(ast.unparse, member.targets)


def test_no_member_of_a_class_has_a_former_name():
    found = {
        f"{path}: {name}"
        for path in list_modules()
        if "tests" not in path.parts and path.parts[0] != "benchmarks"
        for name in list_members(path)
        if name in FORMER_MEMBERS
    }
    assert found - COLUMNS == set()


def test_no_css_class_has_a_former_name():
    found = {
        (path.name, name)
        for path in (ROOT / "static/css").rglob("*.css")
        for name in re.findall(r"\.([a-z][a-z0-9-]*)", path.read_text(encoding="utf-8"))
    } | {
        (path.name, name)
        for path in (ROOT / "templates").rglob("*.html")
        for names in re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8"))
        for name in names.split()
    }
    assert {(file, name) for file, name in found if name in FORMER_CSS_CLASSES} == set()


def test_modules_are_named_after_what_they_hold_and_not_after_an_activity():
    names = {
        part.removesuffix(".py")
        for path in list_modules()
        if "tests" not in path.parts
        for part in path.parts
    }
    assert {name for name in names if name.endswith("ing")} <= NOUNS


def test_every_app_has_the_inner_shape_of_the_others():
    for app in settings.OWN_APPS:
        folder = ROOT / app
        assert (folder / "apps.py").exists(), app
        assert (folder / "tests" / "factories.py").exists(), app
        assert not {"utils.py", "helpers.py", "handlers.py"} & {
            p.name for p in folder.rglob("*.py")
        }
