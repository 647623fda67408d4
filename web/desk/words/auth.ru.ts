import type { authEn } from "./auth.en";
import type { Entry } from "./index";

export const authRu: Record<keyof typeof authEn, Entry> = {
  "auth.title": "Вход",
  "auth.to": "Вход в {workspace}",
  "auth.email": "Почта",
  "auth.password": "Пароль",
  "auth.sign_in": "Войти",
  "auth.forgot": "Забыли пароль? Администратор даст ссылку, чтобы задать новый.",
  "auth.claim": "Все разговоры с клиентами — на одном спокойном рабочем месте.",
  "auth.claim_hint": "На своём сервере: всё, что пишут клиенты, остаётся у вас.",
  "auth.language": "Язык",
  "auth.show_password": "Показать пароль",
  "auth.password_hint": "Не меньше 10 знаков. Несколько слов подряд легко запомнить и трудно угадать.",

  "again.title": "Вход завершён",
  "again.hint": "Введите пароль, чтобы продолжить с того же места. Всё написанное сохранено.",
  "again.go_on": "Продолжить",
  "again.leave": "Войти как кто-то другой",

  "setup.title": "Настройка Deskbell",
  "setup.hint": "Вы станете первым администратором. Людей, линии и виджет настроите уже внутри.",
  "setup.workspace": "Рабочее пространство",
  "setup.workspace_name": "Название пространства",
  "setup.workspace_placeholder": "Ваша компания",
  "setup.language": "Язык",
  "setup.time_zone": "Часовой пояс",
  "setup.you": "Вы",
  "setup.name": "Ваше имя",
  "setup.done": "Открыть рабочее место",

  "link.invitation": "Добро пожаловать, {name}",
  "link.invitation_hint": "Придумайте пароль для {email}: с ними вы будете входить.",
  "link.password_reset": "Новый пароль",
  "link.password_reset_hint": "Придумайте новый пароль для {email}.",
  "link.save": "Сохранить и войти",
  "link.dead": "Ссылка больше не работает",
  "link.dead_hint": "Ссылка действует один раз и недолго. Попросите у администратора новую.",
  "link.to_sign_in": "На страницу входа",
};
