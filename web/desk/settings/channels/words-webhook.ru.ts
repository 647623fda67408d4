import type { Entry } from "../../words";
import type { webhookEn } from "./words-webhook.en";

export const webhookRu: Record<keyof typeof webhookEn, Entry> = {
  "channel.webhook": "Канал по API",
  "channel.webhook.about":
    "Любая ваша система — по подписанным веб-хукам в обе стороны: мессенджер, которого мы ещё не знаем, приложение, бот.",
  "channel.webhook.steps":
    "Введите адрес, по которому ваша система принимает сообщения операторов.\nДайте вашей системе секрет подписи, он показан один раз, и наш адрес: туда она шлёт сообщения клиентов.\nНажмите «Подключить»: мы отправим вашей системе подписанный запрос, и она ответит.",
  "channel.webhook.steps_title": "В вашей системе",
  "channel.webhook.placeholder": "Система заказов",
  "channel.webhook.hook": "Адрес для вашей системы",
  "channel.webhook.hook_hint": "Туда ваша система шлёт сообщения клиентов, с подписью. Никому его не показывайте.",
  "channel.webhook.url": "Адрес вашей системы",
  "channel.webhook.url.help": "Туда Deskbell отправляет ответы операторов, с подписью.",
  "channel.webhook.secret": "Секрет подписи",
  "channel.webhook.secret.help": "Создаём мы, показываем один раз; им подписано в обе стороны.",
  "channel.webhook.previous_secret": "Прежний секрет",
  "channel.webhook.previous_secret.help": "Действует, пока ваша система переходит на новый. Потом очистите.",
  "channel.webhook.file_hosts": "Другие узлы с файлами",
  "channel.webhook.file_hosts.help": "Через запятую; узел адреса вашей системы разрешён всегда.",
  "channel.webhook.text_max": "Длина текста",
  "channel.webhook.text_max.help": "В символах; более длинные делятся.",
  "channel.webhook.per_second": "Сообщений в секунду, не больше",
};
