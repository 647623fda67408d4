"""Telling what a client wrote from what he quoted, in plain text: line by line, in many languages.

What a letter is known by: our own line above the answer · separators of mail programs · a block of header lines · the
line that says who wrote when · lines that begin with `>`. An answer between the lines is shown with what it answers;
where nothing would be left everything is shown. Patterns look at short lines only: their work does not grow.
"""

import re
from itertools import pairwise

MARK = "##- reply above this line -##"
"""Ours, invisible in our HTML and a line of our text: whatever a program does to the quote, this stays."""

LINE_MOST = 400
ATTRIBUTION_LINES = 4

SEPARATOR = re.compile(
    r"^[\s>*]*(?:[-_=—–]{2,}\s*)(?:"
    r"Original Message|Original-Nachricht|Ursprüngliche Nachricht|Message d'origine|Message original|Mensaje original|"
    r"Messaggio originale|Mensagem original|Oprindelig meddelelse|Reply message|"
    r"Исходное сообщение|Оригинальное сообщение|Исходное письмо|Первоначальное сообщение|Ответное сообщение|"
    r"Оригінальне повідомлення|Початкове повідомлення|Вихідне повідомлення|Початковий лист|"
    r"Бастапқы хабар(?:лама)?|Түпнұсқа хабар(?:лама)?|Бастапқы хат|Зыходнае паведамленне"
    r")\s*[-_=—–]{2,}\s*$",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"^[\s>*]*(?:[-_=—–]{2,}\s*)?(?:"
    r"Forwarded message|Forwarded Message|Begin forwarded message|Weitergeleitete Nachricht|Message transféré|"
    r"Пересылаемое сообщение|Пересланное сообщение|Начало переадресованного сообщения|Переслане повідомлення|"
    r"Початок пересланого листа|Переадресоване повідомлення|Қайта жіберілген хабар(?:лама)?"
    r")\s*:?\s*(?:[-_=—–]{2,})?\s*$",
    re.IGNORECASE,
)
RULE = re.compile(r"^\s*(?:_{10,}|-{20,}|={20,})\s*$")
SENDER = re.compile(
    r"^[\s>*]*(?:From|Von|De|Da|Od|От|От кого|Від|Від кого|Кімнен|Жіберуші|Кімден|发件人|差出人)\s*\*?\s*[:\uff1a]",
    re.IGNORECASE,
)
HEADER = re.compile(
    r"^[\s>*]*(?:Sent|Date|To|Cc|Subject|Reply-To|Importance|Gesendet|Datum|An|Betreff|Envoyé|À|Objet|Enviado|Para|"
    r"Asunto|Inviato|Oggetto|Отправлено|Дата|Кому|Копия|Тема|Важность|Надіслано|Відправлено|Копія|"
    r"Жіберілген|Жіберілді|Күні|Кімге|Көшірме|Тақырыбы|Тақырып|发送时间|收件人|主题)\s*\*?\s*[:\uff1a]",
    re.IGNORECASE,
)
WROTE = re.compile(
    r"(?:\bwrote|\bwrites|\bschrieb(?: am .{1,60})?|\ba écrit|\bescribió|\bha scritto|\bescreveu|\bskrev|"
    r"(?:^|\s)(?:на)?писал(?:а|\(а\)|и|/а)?|(?:^|\s)пишет|(?:^|\s)написал\(а\)|(?:^|\s)пише|"
    r"(?:^|\s)(?:на)?писав(?:\(ла\)|/ла)?|(?:^|\s)(?:на)?писала|(?:^|\s)жазды|(?:^|\s)жазған|"
    r"(?:^|\s)жазып жіберді|napisał(?:\(a\)|a)?|写道)\s*\*?\s*[:\uff1a]?\s*$",
    re.IGNORECASE,
)
YOU_WROTE = re.compile(r"^(?:You wrote|Вы писали|Ви писали|Сіз жаздыңыз)\b", re.IGNORECASE)
VERB_WITHIN = re.compile(r"\b(?:schrieb|escribió|ha scritto|napisał|a écrit|wrote|skrev)\b", re.IGNORECASE)
WHEN = re.compile(
    r"\d{1,2}:\d{2}|\d{4}|\d{1,2}[./-]\d{1,2}|@|\b(?:On|Am|Le|El|Il|Em|Den|W dniu)\b|"
    r"(?:янв|фев|мар|апр|ма[яй]|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|квіт|трав|черв|лип|серп|вер|жовт|лист|груд|"
    r"қаң|ақп|нау|сәу|мам|мау|шіл|там|қыр|қаз|қар|жел)",
    re.IGNORECASE,
)
DEVICE = re.compile(
    r"^\s*[-—–*]*\s*(?:Sent from (?:my|Mail for|Outlook|Yahoo|Gmail|a)\b.{0,80}|Get Outlook for .{1,40}|"
    r"Sent with .{1,60}|"
    r"Отправлено (?:с|из|при помощи)\s.{1,80}|Отправлено с моего .{1,60}|"
    r"Надіслано (?:з|із)\s.{1,80}|Відправлено (?:з|із)\s.{1,80}|"
    r"(?:Менің )?.{1,40} (?:құрылғысынан|телефонымнан) жіберілді|.{1,40}-(?:дан|ден|нан|нен|тан|тен) жіберілді|"
    r"Von meinem .{1,40} gesendet|Envoyé de mon .{1,40})\.?\s*$",
    re.IGNORECASE,
)
SIGNATURE = re.compile(r"^--\s?$")
SIGNATURE_LINES = 12


def cut_quotes(text: str) -> tuple[str, bool]:
    """What the client wrote, and whether something was left out. All of it where nothing would be left."""
    lines = text.split("\n")
    end, rest = _end_of_answer(lines)
    kept = _without_tail(lines[:end]) + rest
    answer = "\n".join(kept).strip("\n").rstrip()
    if not answer.strip():
        return text.strip(), False
    return answer, answer != text.strip()


def _end_of_answer(lines: list[str]) -> tuple[int, list[str]]:
    """Where the answer ends, and what follows below the quote."""
    for at, line in enumerate(lines):
        if MARK in line:
            return _above_mark(lines, at), []
        if not line.strip() or len(line) > LINE_MOST:
            continue
        if FORWARDED.match(line):
            return len(lines), []
        if SEPARATOR.match(line) or _headers_at(lines, at):
            return at, []
        length = _attribution_at(lines, at)
        if length:
            return _after_attribution(lines, at, at + length)
    return _quoted_tail(lines)


def _above_mark(lines: list[str], at: int) -> int:
    """The mark stands in the quote: what leads it in stands above it."""
    for back in range(max(0, at - 12), at):
        if _attribution_at(lines, back) or _headers_at(lines, back) or SEPARATOR.match(lines[back][:LINE_MOST]):
            return back
    while at and (not lines[at - 1].strip() or lines[at - 1].lstrip().startswith(">")):
        at -= 1
    return at


def _headers_at(lines: list[str], at: int) -> bool:
    """A block of header lines, with a rule above or not: who, and two more of when, to whom, about what."""
    if RULE.match(lines[at]):
        at = next((one for one in range(at + 1, min(at + 4, len(lines))) if lines[one].strip()), at)
    if not SENDER.match(lines[at][:LINE_MOST]):
        return False
    return sum(bool(HEADER.match(line[:LINE_MOST])) for line in lines[at + 1 : at + 9]) >= 2


def _attribution_at(lines: list[str], at: int) -> int:
    """How many lines say who wrote when, from here on; 0 when none."""
    if not WHEN.search(lines[at][:LINE_MOST]) and not lines[at].rstrip().endswith((":", "\uff1a")):
        return 0
    joined = ""
    for length in range(1, ATTRIBUTION_LINES + 1):
        if at + length > len(lines):
            return 0
        line = lines[at + length - 1][:LINE_MOST].strip()
        if not line:
            return 0
        joined = f"{joined} {line.lstrip('> ')}".strip()
        if _attributes(joined):
            return length
    return 0


def _attributes(line: str) -> bool:
    if len(line) > LINE_MOST:
        return False
    if line.endswith((":", "\uff1a")) and (YOU_WROTE.match(line) or (VERB_WITHIN.search(line) and "@" in line)):
        return bool(WHEN.search(line))
    if WROTE.search(line):
        return bool(WHEN.search(line)) and (line.endswith((":", "\uff1a")) or "@" in line)
    # Gmail in Russian, Ukrainian and Kazakh, and Yandex: a date, a name, an address, a colon, no verb.
    return bool(_DATED.match(line)) and line.endswith((":", "\uff1a")) and "@" in line


_DATED = re.compile(
    r"^(?:(?:пн|вт|ср|чт|пт|сб|вс|нд|дс|сс|жм|сн|жс)[.,]?\s*,?\s*)?(?:\d{1,2}\s+\S{3,12}\.?\s+\d{4}|\d{1,2}\.\d{1,2}\.\d{2,4}|"
    r"\d{4}\s*(?:ж\.?|жылғы)\s+\d{1,2}\s+\S{3,12})",
    re.IGNORECASE,
)


def _after_attribution(lines: list[str], at: int, start: int) -> tuple[int, list[str]]:
    """What stands after the line that says who wrote: a quote to the end, an answer below it, or one between."""
    marks = [line.lstrip().startswith(">") for line in lines[start:]]
    if not any(marks):
        return at, []
    filled = [(place, mark) for place, mark in enumerate(marks) if lines[start + place].strip()]
    changes = sum(one[1] != two[1] for one, two in pairwise(filled))
    if not filled[0][1]:
        return at, []
    if changes == 0:
        return at, []
    if changes == 1:
        last = max(place for place, mark in filled if mark)
        below = _without_tail(lines[start + last + 1 :])
        return at, ["", *below] if "\n".join(lines[:at]).strip() else below
    return len(lines), []


def _quoted_tail(lines: list[str]) -> tuple[int, list[str]]:
    """Lines with `>` at the very end, without anybody said to have written them."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    start = end
    while start and (lines[start - 1].lstrip().startswith(">") or not lines[start - 1].strip()):
        start -= 1
    above = any(line.lstrip().startswith(">") for line in lines[:start])
    return (len(lines), []) if above else (start if start < end else len(lines), [])


def _without_tail(lines: list[str]) -> list[str]:
    """Without a signature, and without the line by which a telephone praises itself."""
    lines = list(lines)
    for at in range(max(0, len(lines) - SIGNATURE_LINES), len(lines)):
        if SIGNATURE.match(lines[at]) and "\n".join(lines[:at]).strip():
            lines = lines[:at]
            break
    while lines and (not lines[-1].strip() or DEVICE.match(lines[-1][:LINE_MOST]) or RULE.match(lines[-1][:LINE_MOST])):
        lines.pop()
    return lines
