import type { Entry } from "../../words";
import type { healthEn } from "./words-health.en";

export const healthRu: Record<keyof typeof healthEn, Entry> = {
  "channel.health.token.ok": "Токен принят",
  "channel.health.token": "Токен не принят",
  "channel.health.token.mend":
    "Скопируйте токен у провайдера ещё раз, введите его в настройках и нажмите «Подключить».",
  "channel.health.webhook.ok": "Провайдер шлёт на наш адрес",
  "channel.health.webhook": "Провайдер не шлёт на наш адрес",
  "channel.health.webhook.mend":
    "Мы сообщаем ему адрес заново каждую минуту. Если не помогает, проверьте, не пользуется ли аккаунтом другая программа и доступен ли этот сервер из интернета по https.",
  "channel.health.webhook_elsewhere": "Провайдер шлёт другой программе",
  "channel.health.webhook_elsewhere.mend": "Отключите аккаунт от другой программы, затем нажмите «Подключить».",
  "channel.health.webhook_error": "Провайдер не смог до нас достучаться",
  "channel.health.webhook_error.mend":
    "Проверьте, доступен ли этот сервер из интернета по https с действующим сертификатом. То, что ждёт у провайдера, придёт позже.",
  "channel.health.polling.ok": "Новые сообщения запрашиваются",
  "channel.health.mailbox.ok": "Письма получаются",
  "channel.health.mailbox": "Письма не получить",
  "channel.health.mailbox.mend":
    "Проверьте сервер IMAP, имя пользователя и пароль. Некоторым почтовым службам нужен пароль приложения.",
  "channel.health.smtp.ok": "Письма отправляются",
  "channel.health.smtp": "Письма не отправить",
  "channel.health.smtp.mend": "Проверьте сервер SMTP, его порт и шифрование, имя пользователя и пароль.",
  "channel.health.endpoint.ok": "Ваша система отвечает",
  "channel.health.endpoint": "Ваша система отвечает не так, как должна",
  "channel.health.endpoint.mend":
    "Проверьте её адрес и то, что на подписанные веб-хуки она отвечает 2xx. Ожидающее уйдёт по порядку, когда она ответит.",
  "channel.health.refused": "Провайдер нам отказывает",
  "channel.health.refused.mend":
    "Посмотрите на аккаунт у провайдера и введите токен или пароль заново. Сообщения тем временем ждут по порядку.",
  "channel.health.rate_limited": "Провайдер просит не спешить",
  "channel.health.rate_limited.mend": "Делать ничего не нужно: сообщения уйдут чуть позже.",
  "channel.health.unreachable": "Провайдер не отвечает",
  "channel.health.unreachable.mend":
    "Чаще всего это проходит за минуты. Если нет, проверьте адрес в разделе «Дополнительно» и есть ли у сервера выход в интернет.",
  "channel.health.answer_unexpected": "Провайдер ответил непонятное",
  "channel.health.answer_unexpected.mend":
    "Проверьте адрес в разделе «Дополнительно». Если он верный, сообщите тем, кто сопровождает Deskbell.",
  "channel.health.address_denied": "Серверу нельзя обращаться по этому адресу: он в частной сети",
  "channel.health.address_denied.mend":
    "Проверьте адрес в разделе «Дополнительно». Если он верный, тот, кто ведёт сервер, откроет его сеть в EGRESS_ALLOW.",
  "channel.health.account_taken": "Этот аккаунт уже принадлежит другой линии",
  "channel.health.account_taken.mend": "Сначала отключите его там или возьмите другой аккаунт.",
  "channel.health.account_changed": "Токен теперь от другого аккаунта",
  "channel.health.account_changed.mend": "Если так и задумано, нажмите «Подключить»; иначе введите прежний токен.",
  "channel.health.secret_unreadable": "Секреты не прочитать: у сервера другой главный ключ",
  "channel.health.secret_unreadable.mend": "Введите секреты заново или запустите сервер с прежним ключом.",
  "channel.health.sending_stopped": "Отправка остановлена",
  "channel.health.sending_stopped.mend":
    "Сообщения ждут по порядку и уйдут, как только проверка найдёт канал исправным.",
  "channel.health.queue_late": "Сообщения ждут дольше, чем должны: {detail}",
  "channel.health.queue_late.mend": "Почему — в журнале доставки. Они уйдут по порядку, когда провайдер их примет.",
  "channel.health.dead_letters": "Не отправлено совсем: {detail}",
  "channel.health.dead_letters.mend": "Посмотрите на них ниже и отправьте снова, когда причина устранена.",
  "channel.health.poll_late": "Новые сообщения не поступают уже {detail}",
  "channel.health.poll_late.mend":
    "Их запрашивают снова и снова, но безуспешно. Причина — в журнале сервера. Ничего не теряется: они ждут у провайдера.",
};
