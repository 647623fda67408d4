"""Where letters go, through the whole house: from the mail server to the desk and back."""

from email.message import EmailMessage
from typing import Any

from tests.channels.contract.stage import Stage
from tests.channels.email.harness import EmailHarness
from tests.mail.letters import EVA, PROVED, letter
from tests.mail.outside import Taken

HTML = (
    '<p>See <b>this</b> <img src="cid:pic@x"> <img src="https://evil.example/pixel.gif"></p><script>alert(1)</script>'
)
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


def mail_of(stage: Stage) -> EmailHarness:
    assert isinstance(stage.harness, EmailHarness)
    return stage.harness


async def brought(stage: Stage, text: str, to: str | None = None, sender: str = EVA, **headers: str) -> None:
    """A letter arrives and is taken in."""
    harness = mail_of(stage)
    await comes(stage, letter(to or harness.address, text, sender, **headers), to)


async def comes(stage: Stage, data: bytes, to: str | None = None) -> None:
    harness = mail_of(stage)
    before = harness.mail.stack.count(harness.address)
    await harness.mail.stack.bring(data, to or harness.address)
    await harness.mail.stack.holds(harness.address, before + 1)
    await stage.settle()


async def lines(stage: Stage, session: str) -> list[dict[str, Any]]:
    answer = await stage.boris.get(f"/api/v1/sessions/{session}/letters")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def begun(stage: Stage) -> tuple[str, Taken]:
    """Eva wrote, Boris took it and answered: the session, and his letter as it arrived."""
    await brought(stage, "Where is my order?", Message_ID="<first@client.example>")
    session = await stage.taken()
    await stage.reply(session, "Which number?")
    await stage.settle()
    return session, mail_of(stage).server.taken[-1]


async def texts(stage: Stage, session: str) -> list[str]:
    return [one["text"] for one in await stage.thread(session)]


async def test_an_answer_to_the_signed_address_joins_and_one_without_proof_begins_anew(
    stage: Stage,
) -> None:
    session, ours = await begun(stage)
    assert ours.letter["In-Reply-To"] == "<first@client.example>"
    quoted = "\n\nOn Mon, 2 Nov 2026, Shop <shop@shop.example> wrote:\n> Which number?"
    await brought(stage, f"Number 17.{quoted}", ours.letter["Reply-To"], Subject=f"Re: {ours.letter['Subject']}")
    assert await texts(stage, session) == ["Where is my order?", "Which number?", "Number 17."]
    joined = (await lines(stage, session))[-1]
    assert (joined["joined_by"], joined["cut"], joined["authentication"]) == ("signed_address", True, "unknown")

    # The answer by its reference alone, and by its subject alone: anybody can write both.
    await brought(stage, "Send it to me instead.", In_Reply_To=ours.letter["Message-ID"])
    await brought(stage, "And the money.", Subject=ours.letter["Subject"])
    # A stranger at the signed address.
    await brought(stage, "I am Eva.", ours.letter["Reply-To"], "fred@client.example")
    # Eva's name at the signed address, contradicted by the receiving server.
    failed = "mx.shop.example; dmarc=fail header.from=client.example"
    await brought(stage, "Believe me.", ours.letter["Reply-To"], Authentication_Results=failed)
    assert len(await texts(stage, session)) == 3
    queue = [one for one in await stage.sessions() if one["state"] == "waiting"]
    assert len(queue) == 4
    for one in queue:
        (line,) = await lines(stage, one["id"])
        assert line["joined_by"] == "new"
        assert line["said"]["id"] == session


async def test_an_answer_that_the_receiving_server_vouches_for_joins_and_opens_what_was_closed(stage: Stage) -> None:
    session, ours = await begun(stage)
    closed = await stage.boris.post(f"/api/v1/sessions/{session}/close", json={})
    assert closed.status_code == 200, closed.text
    forged = PROVED.replace("mx.shop.example", "mx.evil.example")
    await brought(stage, "Forged.", In_Reply_To=ours.letter["Message-ID"], Authentication_Results=forged)
    assert len(await texts(stage, session)) == 2
    await brought(stage, "One thing more.", In_Reply_To=ours.letter["Message-ID"], Authentication_Results=PROVED)
    assert (await texts(stage, session))[-1] == "One thing more."
    assert (await lines(stage, session))[-1]["joined_by"] == "known_letter"
    # And to her own letter, by its name.
    await brought(stage, "And another.", References="<first@client.example>", Authentication_Results=PROVED)
    assert (await texts(stage, session))[-1] == "And another."


async def test_one_click_joins_what_says_it_belongs_and_another_takes_it_back(stage: Stage) -> None:
    session, ours = await begun(stage)
    await brought(stage, "From my other mailbox.", sender="eva@home.example", In_Reply_To=ours.letter["Message-ID"])
    other = next(one for one in await stage.sessions() if one["id"] != session)["id"]
    refused = await stage.boris.post(f"/api/v1/sessions/{other}/merge", json={"session_id": session})
    assert refused.json()["code"] == "not_yours"
    await stage.boris.post(f"/api/v1/sessions/{other}/take")
    for _ in range(2):
        merged = await stage.boris.post(f"/api/v1/sessions/{other}/merge", json={"session_id": session})
        assert merged.status_code == 200, merged.text
        assert merged.json()["session"] == session
    told = (await stage.boris.get(f"/api/v1/sessions/{session}/letters")).json()
    assert [one["id"] for one in told["parts"]] == [other]
    assert [one["id"] for one in await stage.sessions()] == [session]
    people = (await stage.boris.get(f"/api/v1/sessions/{session}/participants")).json()["items"]
    assert [one["address"] for one in people] == ["eva@home.example"]
    await stage.reply(session, "Both of you:")
    await stage.settle()
    copied = mail_of(stage).server.taken[-1]
    assert copied.recipients == [EVA, "eva@home.example"]
    await brought(stage, "I am here too.", copied.letter["Reply-To"], "eva@home.example")
    assert (await texts(stage, session))[-1] == "I am here too."
    taken_back = await stage.boris.post(f"/api/v1/sessions/{other}/unmerge", json={})
    assert taken_back.status_code == 200, taken_back.text
    assert (await stage.boris.get(f"/api/v1/sessions/{session}/letters")).json()["parts"] == []
    # Whoever came by the merging goes with it.
    assert (await stage.boris.get(f"/api/v1/sessions/{session}/participants")).json()["items"] == []


async def test_a_letter_that_joined_wrongly_is_put_apart_with_its_files(stage: Stage) -> None:
    session, ours = await begun(stage)
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = EVA, ours.letter["Reply-To"], "Another matter"
    made["Message-ID"] = "<apart@client.example>"
    made.set_content("This is about the tent.")
    made.add_attachment(b"%PDF-1.4 tent", maintype="application", subtype="pdf", filename="tent.pdf")
    await comes(stage, made.as_bytes(), ours.letter["Reply-To"])
    (line,) = [one for one in await lines(stage, session) if one["subject"] == "Another matter"]
    answers = [await stage.boris.post(f"/api/v1/sessions/{session}/part", json={"seqs": [line["seq"]]}) for _ in "ab"]
    assert [one.status_code for one in answers] == [201, 201]
    parted = answers[0].json()["session"]
    assert answers[1].json()["session"] == parted
    assert await texts(stage, parted) == ["This is about the tent."]
    (message,) = await stage.thread(parted)
    assert [file["name"] for file in message["files"]] == ["tent.pdf"]
    (there,) = await lines(stage, parted)
    assert (there["joined_by"], there["parted_from"]["id"]) == ("split", session)
    (here,) = [one for one in await lines(stage, session) if one["seq"] == line["seq"]]
    assert here["parted_to"]["id"] == parted
    assert "This is about the tent." in await texts(stage, session)
    unknown = await stage.boris.post(f"/api/v1/sessions/{session}/part", json={"seqs": [9_999]})
    assert unknown.json()["params"] == {"fields": {"seqs": "unknown"}}


async def test_a_letter_is_shown_whole_with_its_pictures_and_nothing_that_acts(stage: Stage) -> None:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = EVA, mail_of(stage).address, "A picture"
    made["Message-ID"] = "<html@client.example>"
    made.set_content("See this")
    made.add_alternative(HTML, subtype="html")
    body = made.get_payload()[1]  # type: ignore[index]
    body.add_related(PICTURE, "image", "png", cid="<pic@x>", filename="pic.png")  # type: ignore[union-attr]
    await comes(stage, made.as_bytes())
    (session,) = await stage.sessions()
    (line,) = await lines(stage, session["id"])
    shown = (await stage.boris.get(f"/api/v1/sessions/{session['id']}/letters/{line['seq']}")).json()
    assert "script" not in shown["html"]
    assert "evil.example" not in shown["html"]
    assert shown["remote_images"] == 1
    address = shown["html"].partition('src="')[2].partition('"')[0]
    assert (await stage.boris.get(address.replace("&amp;", "&"))).content
    let_in = await stage.boris.get(f"/api/v1/sessions/{session['id']}/letters/{line['seq']}", params={"images": "true"})
    assert "https://evil.example/pixel.gif" in let_in.json()["html"]


async def test_a_letter_that_comes_three_times_stands_once(stage: Stage) -> None:
    same = letter(mail_of(stage).address, "Once.", Message_ID="<same@client.example>")
    for _ in range(3):
        await comes(stage, same)
    (session,) = await stage.sessions()
    assert await texts(stage, session["id"]) == ["Once."]


def report(ours: Taken, told: str) -> bytes:
    """A letter that says how one of ours fared."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "mailer-daemon@mx.example", ours.sender, "Undelivered"
    made["Content-Type"] = 'multipart/report; report-type=delivery-status; boundary="b"'
    named = f"Message-ID: {ours.letter['Message-ID']}"
    parts = ["text/plain\n\nSorry.", f"message/delivery-status\n\n{told}", f"text/rfc822-headers\n\n{named}"]
    made.set_payload("".join(f"--b\nContent-Type: {part}\n\n" for part in parts) + "--b--\n")
    return made.as_bytes()


async def test_a_bounce_marks_the_letter_it_is_about_and_begins_nothing(stage: Stage) -> None:
    session, ours = await begun(stage)
    told = "Final-Recipient: rfc822; eva@client.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 gone"
    await comes(stage, report(ours, told), ours.sender)
    seq = next(one["seq"] for one in await stage.thread(session) if one["text"] == "Which number?")
    delivery = await stage.delivery(session, seq)
    assert (delivery["state"], delivery["code"]) == ("failed", "address_dead")
    assert len(await stage.sessions()) == 1
    forged = report(ours, told).replace(b"<s.", b"<t.")
    await comes(stage, forged)
    assert len(await stage.sessions()) == 1


async def test_a_session_is_begun_by_mail_with_somebody_new(stage: Stage) -> None:
    body = {"begin_key": "01a206dc-1cb6-7413-bf19-1709891cd5a6", "channel_id": stage.channel["id"]}
    body |= {"address": "Fred@Client.example", "name": "Fred", "subject": "Your bicycle", "text": "It is ready."}
    path = f"/api/v1/live-chats/{stage.channel['live_chat_id']}/sessions"
    answer = await stage.boris.post(path, json=body)
    assert answer.status_code == 201, answer.text
    await stage.settle()
    taken = mail_of(stage).server.taken[-1]
    assert taken.recipients == ["fred@client.example"]
    number = (await stage.sessions())[0]["number"]
    assert taken.letter["Subject"] == f"[#{number}] Your bicycle"
    # Of several sessions with him by mail each is known by what it is about.
    assert (await stage.sessions())[0]["name"] == "Fred: Your bicycle"
    await brought(stage, "I come today.", taken.letter["Reply-To"], "fred@client.example")
    assert (await texts(stage, answer.json()["session"]))[-1] == "I come today."


async def test_what_a_contact_form_writes_for_one_never_joins_the_session_of_another(stage: Stage) -> None:
    form = "form@shop-site.example"
    proved = "mx.shop.example; dmarc=pass header.from=shop-site.example"
    told = {"sender": form, "Authentication_Results": proved, "References": "<form-1@shop-site.example>"}
    await brought(stage, "Eva asks.", **told, Reply_To=EVA, Message_ID="<form-1@shop-site.example>")
    session = await stage.taken()
    await brought(stage, "Fred asks.", **told, Reply_To="fred@client.example")
    assert await texts(stage, session) == ["Eva asks."]
    (other,) = [one for one in await stage.sessions() if one["id"] != session]
    (line,) = await lines(stage, other["id"])
    assert line["said"]["id"] == session
    # What it writes for her again goes on in hers.
    await brought(stage, "Eva asks once more.", **told, Reply_To=EVA.title())
    assert await texts(stage, session) == ["Eva asks.", "Eva asks once more."]
    await stage.reply(session, "Yes.")
    await stage.settle()
    assert mail_of(stage).server.taken[-1].recipients == [EVA]
