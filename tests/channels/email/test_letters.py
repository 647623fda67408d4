"""Every letter of the folder is read, and says what its writer meant."""

import io
from pathlib import Path

import pytest

from deskbell.channels.email.inbound import Letter, bare_subject, read_letter
from deskbell.channels.email.mime import decoded

FOLDER = Path(__file__).parent / "letters"
LETTERS = sorted(path.stem for path in FOLDER.glob("*.eml"))
OWN, TRUSTED = {"support@shop.example"}, {"mx.shop.example"}

ASK = "Where is my order? I paid on Monday."
RU = "Здравствуйте! Где мой заказ? Я оплатила в понедельник."
THANKS = {"ru": "Спасибо, пришло.", "uk": "Дякую, надійшло.", "kk": "Рақмет, келді."}


def letter(name: str) -> Letter:
    with (FOLDER / f"{name}.eml").open("rb") as file:
        return read_letter(file, OWN, TRUSTED)


def named(prefix: str) -> list[str]:
    return [name for name in LETTERS if name.startswith(prefix)]


def test_there_are_letters_of_every_kind() -> None:
    assert len(LETTERS) >= 60
    assert {name.split("-")[0] for name in LETTERS} >= {"charset", "form", "bomb", "quote", "html", "auto", "bounce"}


@pytest.mark.parametrize("name", LETTERS)
def test_no_letter_raises_and_what_it_says_can_be_stored(name: str) -> None:
    read = letter(name)
    for text in (read.body.text, read.body.whole, read.body.html or "", read.subject, read.said_by.name):
        assert "\0" not in text
        text.encode()
    assert read.message_id.startswith("<")
    assert read.message_id.endswith(">")
    assert len(read.attached) <= 100
    assert read.body.text.strip() or not read.body.whole.strip()


MEANT: dict[str, str] = {
    "charset-cp-850": "Où est ma commande, s'il vous plaît ?",
    "charset-gb2312": "您好，我的订单在哪里？",
    "charset-ks-c": "안녕하세요, 주문이 어디에 있나요?",
    "charset-iso-2022-jp": "注文はどこですか",
    "charset-hebrew-i": "שלום, איפה ההזמנה",
    "charset-utf7": "Where is order Заказ?",
    "charset-bad-codec": ASK,
    "charset-base64-codec": ASK,
    "charset-utf8mb4": f"{RU} 🙂",
}


@pytest.mark.parametrize("name", named("charset"))
def test_whatever_charset_is_declared_or_not_the_words_are_read(name: str) -> None:
    text = letter(name).body.text
    if name == "charset-truncated-utf8":
        assert text.startswith(RU * 6)
    elif name == "charset-nul-and-surrogate":
        assert text.startswith("Where is ")
        assert text.endswith(" my order?")
    else:
        assert text == MEANT.get(name, RU)


def test_headers_in_raw_bytes_and_torn_words_are_read() -> None:
    raw = letter("charset-raw-headers")
    assert (raw.subject, raw.said_by.name) == ("Заказ не пришёл", "Ева Клиент")
    assert letter("charset-split-words").subject == "Заказ не пришёл"
    assert letter("charset-qp-koi8-subject").subject == "Заказ 17"


@pytest.mark.parametrize("name", [*named("quote"), *named("html")])
def test_what_was_quoted_is_cut_and_kept_whole_besides(name: str) -> None:
    read = letter(name)
    if name in WHOLE:
        assert read.body.text == read.body.whole
        assert not read.body.cut
        assert WHOLE[name] in read.body.text
        return
    wanted = ANSWERS.get(name) or next(
        (THANKS[end] for end in THANKS if name.endswith(f"-{end}") or name in RUSSIAN), "Thanks, it came."
    )
    wanted = {"quote-gmail-de": "Danke, ist da.", "quote-gmail-fr": "Merci, c’est arrivé."}.get(name, wanted)
    assert read.body.text == wanted
    assert read.body.cut
    assert "Hello Eva" in read.body.whole or "Client Street 5" in read.body.whole or name in ANSWERS


WHOLE = {
    "quote-between": "Seventeen.",
    "quote-forwarded": "Buy now.",
    "quote-nothing-left": "> Please answer.",
    "html-forward": "Buy now.",
    "html-quote-only": "my answer is within",
    "html-attack": "Hi",
}
RUSSIAN = {"html-mailru", "html-mailru-web", "html-yandex", "html-outlook-desktop-ru"}
ANSWERS = {"quote-below": "On Monday."}


def test_html_is_shown_without_anything_that_acts() -> None:
    html = letter("html-attack").body.html
    assert html is not None
    for forbidden in ("script", "svg", "onerror", "javascript", "<form", "<style", "<meta", "iframe", "math", "alert"):
        assert forbidden not in html.lower(), html
    assert "https://evil.example/pixel.gif" in html  # held back where it is shown, not where it is kept


def test_pictures_that_the_letter_shows_are_told_from_files_that_came_with_it() -> None:
    assert [(one.filename, one.inline) for one in letter("form-related-inline").attached] == [
        ("pic.png", True),
        ("logo.png", False),
    ]


@pytest.mark.parametrize(
    ("name", "filename"),
    [
        ("form-attachment-2231", "Счёт № 5.pdf"),
        ("form-attachment-2047", "Счёт.pdf"),
        ("form-winmail", "winmail.dat"),
        ("form-letter-within", "letter-1.eml"),
        ("form-calendar", "file-1.ics"),
        ("form-missing-end", "a.png"),
    ],
)
def test_a_file_keeps_its_name_and_its_bytes(name: str, filename: str) -> None:
    read = letter(name)
    assert [one.filename for one in read.attached] == [filename]
    with (FOLDER / f"{name}.eml").open("rb") as file:
        data = b"".join(decoded(file, read.attached[0].part))
    starts = {"pdf": b"%PDF", "png": b"\x89PNG", "dat": b"x\x9f", "eml": b"From: fred", "ics": b"BEGIN:VCALENDAR"}
    assert data.startswith(starts[filename.rpartition(".")[2]])


AUTOMATIC = {
    "auto-replied": {"auto_submitted"},
    "auto-generated": {"auto_submitted"},
    "auto-submitted-no": set(),
    "auto-precedence": {"precedence"},
    "auto-list": {"list"},
    "auto-exchange": {"suppressed"},
    "auto-autoreply": {"autoresponder"},
    "auto-no-return": {"no_return"},
    "auto-no-reply": {"machine"},
    "auto-loop": {"ours"},
    "bounce-dead": {"auto_submitted", "machine", "no_return", "report"},
}


@pytest.mark.parametrize("name", AUTOMATIC)
def test_letters_that_nobody_wrote_are_known(name: str) -> None:
    assert set(letter(name).automatic) == AUTOMATIC[name]


BOUNCED: dict[str, list[tuple[str, str, str]]] = {
    "bounce-dead": [("nobody@client.example", "failed", "dead")],
    "bounce-two": [("nobody@client.example", "failed", "dead"), ("full@client.example", "failed", "soft")],
    "bounce-delayed": [("grey@client.example", "delayed", "soft")],
    "bounce-policy": [("eva@client.example", "failed", "policy")],
    "bounce-exim": [("nobody@client.example", "failed", "dead")],
    "bounce-qmail": [("nobody@client.example", "failed", "dead")],
}


@pytest.mark.parametrize("name", BOUNCED)
def test_a_bounce_says_whom_it_did_not_reach_and_which_letter(name: str) -> None:
    bounce = letter(name).bounce
    assert bounce is not None
    assert [(one.address, one.action, one.verdict) for one in bounce.recipients] == BOUNCED[name]
    assert bounce.message_ids[0].startswith("<s.42.m.")
    late = {"bounce-delayed"}
    assert bool(bounce.failed) == (name not in late)


def test_a_person_who_quotes_a_bounce_is_no_bounce() -> None:
    assert letter("bounce-quoted-by-person").bounce is None


VERDICTS = {
    "proved-results": "pass",
    "failed-results": "fail",
    "unaligned-results": "unknown",
    "forged-results": "unknown",
    "forged-two-from": "fail",
    "form-html-only": "unknown",
}


@pytest.mark.parametrize("name", VERDICTS)
def test_only_the_receiving_server_says_who_wrote(name: str) -> None:
    assert letter(name).authentication.verdict == VERDICTS[name]


def test_a_name_that_looks_like_an_address_is_a_name() -> None:
    read = letter("forged-name-is-address")
    assert (read.said_by.name, read.said_by.address) == ("boris@shop.example", "evil@evil.example")


def test_no_header_begins_a_line_of_its_own() -> None:
    assert letter("forged-crlf-subject").subject == "Order Bcc: all@shop.example"


def test_ids_are_taken_out_of_whatever_stands_around_them() -> None:
    read = letter("junk-references")
    assert read.in_reply_to == ("<a.1@client.example>", "<b.2@client.example>")
    assert read.references == ("<r1@x.example>", "<r2@x.example>", "<r3@x.example>")


def test_a_letter_without_a_name_is_named_by_its_bytes() -> None:
    first, again = letter("form-no-message-id"), letter("form-no-message-id")
    assert first.message_id == again.message_id
    assert first.message_id.startswith("<sha256-")
    assert letter("form-open-message-id").message_id.startswith("<sha256-")


def test_groups_of_recipients_are_opened() -> None:
    read = letter("group-recipients")
    assert [(one.name, one.address) for one in read.to] == [
        ("", "support@shop.example"),
        ("Client, Fred", "fred@client.example"),
    ]
    assert read.cc == ()


def test_bombs_end_soon_and_leave_the_letter() -> None:
    assert letter("bomb-parts").body.text == ASK
    assert letter("bomb-headers").body.text == ASK
    assert letter("bomb-html-nesting").body.text == ASK
    assert [one.filename for one in letter("bomb-nesting").attached] == ["file-1.bin"]
    assert len(letter("bomb-recipients").to) == 200


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("Re: RE: [#42] order", "order"),
        ("RE: Fwd: Отв: Ответ: AW: SV: На: order", "order"),
        ("Re[2]: order", "order"),
        ("[#42] Re: order", "order"),
        ("Regarding: my order", "Regarding: my order"),
        ("Re:", ""),
    ],
)
def test_a_subject_is_known_without_what_programs_put_before_it(written: str, bare: str) -> None:
    assert bare_subject(written) == bare


def test_a_letter_without_end_of_line_and_one_of_zeros_are_letters() -> None:
    for data in (b"\0" * 100_000, b"From: eva@client.example", b"\n\n\n", b":" * 5000, b"--\n--\n"):
        assert read_letter(io.BytesIO(data)).message_id
