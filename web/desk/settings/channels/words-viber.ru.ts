import type { Entry } from "../../words";
import type { viberEn } from "./words-viber.en";

export const viberRu: Record<keyof typeof viberEn, Entry> = {
  "channel.viber": "Viber",
  "channel.viber.placeholder": "Магазин в Viber",
  "channel.viber.about": "Бот, которому клиенты пишут в Viber.",
  "channel.viber.steps":
    "Откройте панель администратора ботов Viber и создайте бота.\nСкопируйте его токен и вставьте сюда.\nНажмите «Подключить»: мы найдём бота и скажем Viber, куда слать его сообщения.",
  "channel.viber.token": "Токен бота",
  "channel.viber.base_url": "Адрес API",
  "channel.viber.sender_name": "Имя, которое видят клиенты",
  "channel.viber.sender_name.help": "Не более 28 букв.",
  "channel.viber.sender_avatar": "Картинка, которую видят клиенты",
  "channel.viber.sender_avatar.help": "Адрес картинки не более 100 КБ.",
  "channel.viber.welcome": "Приветствие",
  "channel.viber.welcome.help": "Показывается тому, кто впервые открыл чат.",
  "channel.viber.media_hosts": "Узлы файлов",
  "channel.viber.media_hosts.help": "Откуда можно забирать файлы клиентов, через пробел; *. — любое имя перед ним.",
  "channel.viber.text_most": "Самый длинный текст",
  "channel.viber.text_most.help": "Длиннее — делится.",
  "channel.viber.caption_most": "Самый длинный текст под картинкой",
  "channel.viber.picture_most_mb": "Самая большая картинка, МБ",
  "channel.viber.picture_most_mb.help": "Больше — уйдёт файлом.",
  "channel.viber.video_most_mb": "Самое большое видео, МБ",
  "channel.viber.video_most_mb.help": "Больше — уйдёт файлом.",
  "channel.viber.file_most_mb": "Самый большой файл, МБ",
  "channel.viber.messages_per_second": "Сообщений в секунду, не более",
};
