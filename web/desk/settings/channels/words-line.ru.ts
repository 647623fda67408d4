import type { Entry } from "../../words";
import type { lineEn } from "./words-line.en";

export const lineRu: Record<keyof typeof lineEn, Entry> = {
  "channel.line": "LINE",
  "channel.line.about": "Официальный аккаунт, которому клиенты пишут в LINE.",
  "channel.line.steps":
    "В LINE Official Account Manager включите Messaging API для своего аккаунта.\nВ LINE Developers Console скопируйте секрет канала, выпустите долгосрочный токен и вставьте оба сюда.\nНажмите «Подключить»: мы найдём аккаунт и скажем LINE, куда слать его сообщения.\nВ консоли включите Use webhook и Webhook redelivery.",
  "channel.line.channel_secret": "Секрет канала",
  "channel.line.channel_secret.help": "Раздел Basic settings в LINE Developers Console.",
  "channel.line.access_token": "Токен доступа канала",
  "channel.line.access_token.help": "Долгосрочный, из раздела Messaging API в консоли.",
  "channel.line.base_url": "Адрес API",
  "channel.line.media_base_url": "Адрес файлов",
  "channel.line.media_base_url.help": "Откуда забираются картинки и файлы клиентов.",
  "channel.line.text_most": "Самый длинный текст",
  "channel.line.text_most.help": "Длиннее — делится.",
  "channel.line.picture_most_mb": "Самая большая картинка, МБ",
  "channel.line.picture_most_mb.help": "Больше — уйдёт ссылкой.",
  "channel.line.file_most_mb": "Самый большой файл, МБ",
  "channel.line.file_most_mb.help": "Файлы уходят ссылками.",
  "channel.line.download_most_mb": "Самый большой файл клиента, МБ",
  "channel.line.link_hours": "Сколько часов действуют ссылки",
  "channel.line.link_hours.help": "Наши картинки и файлы клиенты открывают по ссылке. Откроет всякий, у кого она есть.",
  "channel.line.messages_per_second": "Сообщений в секунду, не более",
  "channel.line.health.webhook_off.ok": "Вебхуки в LINE включены",
  "channel.line.health.webhook_off": "Вебхуки в LINE выключены",
  "channel.line.health.webhook_off.mend":
    "Пока так, сообщения не приходят: включите Use webhook в LINE Developers Console, в разделе Messaging API.",
};
