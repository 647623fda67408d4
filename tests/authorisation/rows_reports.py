"""The matrix, for reports: Anna and Dmitri read all of Sales, Boris himself, Clara herself and where she supervises."""

from tests.authorisation.answers import OFFLINE, PEOPLE, Row

PERIOD = {"since": "2026-03-02", "until": "2026-03-08"}


def reading(query: dict[str, str], *, operators: bool = True) -> Row:
    """For those who work in some live chat and administrators, Offline too; `operators`: those who only operate too."""
    whom = ("clara", "anna", "dmitri", *(("boris", OFFLINE) if operators else ()))
    return Row({**dict.fromkeys(PEOPLE, "not_found"), **dict.fromkeys(whom, 200)}, query=query)


REPORTS: dict[str, Row] = {
    "GET /reports": reading({}),
    "GET /reports/{report}": reading(PERIOD, operators=False),
    "GET /reports/{report}/export": reading({**PERIOD, "format": "xlsx"}, operators=False),
    "GET /reports/heat-map": reading({**PERIOD, "report": "operators", "metric": "new"}),
    "GET /reports/sessions": reading({**PERIOD, "report": "operators", "metric": "closed"}),
}
