"""Answers to what people ask for most: units, telephones, people, opening hours, procedures.

A wrong answer is worse than none: what a question consists of has to be understood to the last
word, else the hits alone stand there.
"""

from search.answers.agencies import AgencyFinder, list_agency_answers
from search.answers.base import MAX_ANSWERS, SearchAnswer
from search.answers.opening_hours import list_hours_answers, read_hours_question
from search.answers.people import list_people_answers
from search.answers.phones import list_phone_answers, read_phone_question
from search.answers.procedures import list_procedure_answers
from search.answers.words import read_question
from sites.requests import AgencyRequest

__all__ = ["SearchAnswer", "list_answers"]


def list_answers(text: str, request: AgencyRequest) -> list[SearchAnswer]:
    """Return the answers, at most three, to what a visitor of a website typed.

    A question that names no unit means that of the website. Empty if nothing is understood. Costs
    a few small queries, and two or three more for each kind that has an answer.
    """
    typed = read_question(text)
    if not typed:
        return []
    finder = AgencyFinder(typed, request)
    asked = read_hours_question(typed)
    found = [] if asked is None else list_hours_answers(asked, finder)
    called = read_phone_question(typed)
    if not found:
        found = list_people_answers(typed if called is None else called, finder)
    if not found:
        found = (
            list_agency_answers(typed, finder)
            if called is None
            else list_phone_answers(called, finder)
        )
    return (found or list_procedure_answers(typed, finder))[:MAX_ANSWERS]
