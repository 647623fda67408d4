import type { Entry } from "../../words";
import type { telegramEn } from "./words-telegram.en";

export const telegramRu: Record<keyof typeof telegramEn, Entry> = {
  "channel.telegram": "Telegram",
  "channel.telegram.placeholder": "Бот магазина",
  "channel.telegram.about": "Бот, которому клиенты пишут в Telegram.",
  "channel.telegram.steps":
    "В Telegram напишите /newbot боту @BotFather, выберите название и имя.\nСкопируйте токен, которым ответит BotFather, и вставьте сюда.\nНажмите «Подключить»: мы найдём бота и скажем Telegram, куда слать его сообщения.",
  "channel.telegram.token": "Токен бота",
  "channel.telegram.token.help": "От @BotFather, вида 123456789:AAE…",
  "channel.telegram.base_url": "Адрес Bot API",
  "channel.telegram.base_url.help": "Другой — для собственного сервера Bot API.",
  "channel.telegram.receiving": "Как приходят сообщения",
  "channel.telegram.receiving.help": "Вебхук быстрее; опросу не нужен публичный адрес.",
  "channel.telegram.receiving.webhook": "Их присылает Telegram (вебхук)",
  "channel.telegram.receiving.poll": "Мы их запрашиваем (опрос)",
  "channel.telegram.webhook_secret": "Секрет вебхука",
  "channel.telegram.webhook_secret.help": "Создаём мы; по нему видно, что сообщение пришло от Telegram.",
  "channel.telegram.media_base_url": "Адрес файлов",
  "channel.telegram.media_base_url.help": "Откуда забирать файлы, присланные клиентами.",
  "channel.telegram.text_most": "Самый длинный текст",
  "channel.telegram.text_most.help": "В единицах UTF-16, как считает Telegram; длиннее — делится.",
  "channel.telegram.caption_most": "Самый длинный текст под картинкой",
  "channel.telegram.photo_most_mb": "Самая большая картинка, МБ",
  "channel.telegram.photo_most_mb.help": "Больше — уйдёт документом.",
  "channel.telegram.upload_most_mb": "Самый большой файл от нас, МБ",
  "channel.telegram.download_most_mb": "Самый большой файл от клиента, МБ",
  "channel.telegram.download_most_mb.help": "Больше Telegram ботам не отдаёт; собственный сервер Bot API отдаёт.",
  "channel.telegram.messages_per_second": "Сообщений в секунду, не более",
};
