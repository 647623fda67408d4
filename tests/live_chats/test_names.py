"""The name of a session, made from its live chat's template."""

from deskbell.live_chats.names import session_name

VALUES = {"client": "Eva", "live_chat": "Sales", "channel": "Shop", "date": "2026-03-01", "number": "17"}


def test_variables_are_replaced_and_nothing_else_is() -> None:
    assert session_name("{{client}}, {{ live_chat }} No. {{number}}", VALUES) == "Eva, Sales No. 17"
    assert session_name("{{client}} {client} {{{client}}}", VALUES) == "Eva {client} {Eva}"


def test_a_client_whose_name_looks_like_a_variable_is_taken_by_the_letter() -> None:
    assert session_name("{{client}}", VALUES | {"client": "{{number}}"}) == "{{number}}"


def test_a_name_is_one_line_cut_to_length_and_never_empty() -> None:
    assert session_name("{{client}}", VALUES | {"client": "E\nva"}) == "E va"
    assert session_name("{{channel}}", {"client": "Eva"}) == "Eva"
    assert len(session_name("{{client}}", {"client": "x" * 500})) == 200
