import type { Entry } from "../../words";
import type { viberEn } from "./words-viber.en";

export const viberRu: Record<keyof typeof viberEn, Entry> = {
  "channel.viber": "Viber",
  "channel.viber.about": "Бот, которому клиенты пишут в Viber.",
  "channel.viber.steps":
    "Откройте панель администратора ботов Viber и создайте бота.\nСкопируйте его токен и вставьте сюда.\nНажмите «Подключить»: мы найдём бота и скажем Viber, куда слать его сообщения.",
  "channel.viber.token": "Токен бота",
  "channel.viber.base_url": "Адрес API",
};
