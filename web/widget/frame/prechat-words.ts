/** The words of the form before the first message, both languages together: few, and fetched with it alone. */
import { spokenNow } from "./words";

const en = {
  beforeWeStart: "Before we begin",
  name: "Your name",
  email: "E-mail",
  phone: "Phone",
  optional: "optional",
  begin: "Start the chat",
  required: "Please fill this in.",
  badEmail: "This does not look like an e-mail address.",
  badPhone: "This does not look like a phone number.",
};

const ru: typeof en = {
  beforeWeStart: "Прежде чем начать",
  name: "Ваше имя",
  email: "Эл. почта",
  phone: "Телефон",
  optional: "необязательно",
  begin: "Начать разговор",
  required: "Заполните это поле.",
  badEmail: "Не похоже на адрес почты.",
  badPhone: "Не похоже на номер телефона.",
};

export const formWords = () => (spokenNow() === "ru" ? ru : en);
