"""Audience codes that die with an agency, and those of its successors that follow them."""

from collections.abc import Iterable, Mapping

from sites.models import Agency, Kind

# The codes of successors by a code of the agency that ends.
FollowingCodes = Mapping[str, list[str]]


def get_following_codes(agency: Agency, successors: Iterable[Agency]) -> FollowingCodes:
    """Return what stands beside, or in the place of, each audience code that dies with an agency.

    That is its own code, and of a province also ``below:…``. Codes of kinds and groups live on.
    """
    successors = list(successors)
    codes = {agency.own_code: [heir.own_code for heir in successors]}
    if agency.kind == Kind.PROVINCE:
        codes[agency.below_code] = [heir.below_code for heir in successors]
    return codes


def list_added_codes(included: Iterable[str], following: FollowingCodes) -> list[str]:
    """Return the codes that follow those in ``included``, in order and each once."""
    included = set(included)
    found = [code for former, codes in following.items() if former in included for code in codes]
    return list(dict.fromkeys(found))
