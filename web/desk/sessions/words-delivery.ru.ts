import type { Entry } from "../words";
import type { deliveryEn } from "./words-delivery.en";

export const deliveryRu: Record<keyof typeof deliveryEn, Entry> = {
  "sessions.tick_held": "Ещё не отправлено",
  "sessions.tick_failed": "Не доставлено",
  "sessions.tick_uncertain": "Возможно, не доставлено",
  "delivery.held_words": "Ждёт канала",
  "delivery.uncertain_words":
    "Возможно, не доставлено: канал не ответил вовремя. Если отправить снова, сообщение может прийти дважды.",
  "delivery.failed.blocked": "Не доставлено: клиент нас заблокировал. Получится, когда он снова напишет.",
  "delivery.failed.unreachable":
    "Не доставлено: клиент не принимает наши сообщения. Получится, когда он снова напишет.",
  "delivery.failed.window_closed":
    "Не доставлено: с последнего сообщения клиента прошло слишком много времени. Канал разрешит писать, когда он ответит.",
  "delivery.failed.file_refused": "Не доставлено: канал не принимает {detail}.",
  "delivery.failed.nothing_to_send": "Не доставлено: этим каналом отправить из него нечего.",
  "delivery.failed.taken_back": "Удалено до отправки",
  "delivery.failed.given_up": "Не доставлено за сутки: {detail}",
  "delivery.failed.address_dead": "Не доставлено: по этому адресу никого нет. {detail}",
  "delivery.failed.mailbox_refuses_now": "Не доставлено: ящик полон или пока ничего не принимает. {detail}",
  "delivery.failed.refused_by_policy": "Не доставлено: сервер адресата не принимает таких писем. {detail}",
  "delivery.failed.other": "Не доставлено: {detail}",
  "delivery.again": "Отправить снова",
  "delivery.reaction": "Клиент ответил {emoji}",
  "sessions.log_message_resent": "{by}: сообщение отправлено снова",

  "composing.parts": {
    one: "Уйдёт {n} сообщением",
    few: "Уйдёт {n} сообщениями",
    many: "Уйдёт {n} сообщениями",
    other: "Уйдёт {n} сообщениями",
  },
  "composing.note.quote_as_text": "цитата — текстом",
  "composing.note.quote_left_out": "без цитаты",
  "composing.note.text_apart": "текст перед файлами",
  "composing.note.files_apart": "каждый файл отдельно",
  "composing.note.as_file": "картинка или звук — файлом",
  "composing.refused": "Этот канал не принимает {names}",
  "composing.unreachable": "Клиент нас заблокировал: ничего не дойдёт, пока он снова не напишет.",
  "composing.window_closed":
    "С последнего сообщения клиента прошло слишком много времени: канал разрешит писать, когда он ответит.",
  "composing.window_until": "Канал разрешает писать до {time}",
  "composing.stopped": "Канал сейчас не работает: отправленное подождёт по порядку и уйдёт, когда он заработает.",
};
