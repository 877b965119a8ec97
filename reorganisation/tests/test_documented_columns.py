from django.conf import settings

from reorganisation.plans.table import ACTIONS, COLUMN_USES, COLUMNS


def test_the_documentation_says_which_columns_each_action_reads():
    text = (settings.BASE_DIR / "docs/features/reorganisation.md").read_text(encoding="utf-8")
    for column in [one for one in COLUMNS if any(one in uses for uses in COLUMN_USES.values())]:
        cells = [COLUMN_USES[action].get(column, "–") for action in ACTIONS]
        assert f"| `{column}` | {' | '.join(cells)} |" in text
