"""Every route of reports in a row."""

from deskbell.openapi.row import Row

_RIGHT = "Administrators: everything; supervisors: their live chats; an operator: himself alone."
_READ = "not_found too_many_requests"

REPORTS: dict[str, Row] = {
    "GET /reports": Row("See which reports one may read, and what to choose from", _READ, _RIGHT),
    "GET /reports/{report}": Row(
        "Read a report: operators or live-chats",
        _READ,
        "Days of the workspace's zone, both within; 400 steps and five years at most. `metric`: whose steps rows have.",
    ),
    "GET /reports/heat-map": Row("Read a metric by weekday and hour", _READ),
    "GET /reports/sessions": Row(
        "List the sessions behind a number",
        _READ,
        "At most 100 a page. `from` and `to` narrow to a step, `weekday` and `hour` to a cell of the heat map.",
    ),
    "GET /reports/{report}/export": Row(
        "Export a report as CSV or XLSX", _READ, "Streamed: a line for each row and step, the whole period first."
    ),
}
