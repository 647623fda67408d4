/** The words of the rating, both languages together: few, and fetched with it alone. */
import { spokenNow } from "./words";

const en = {
  ask: "How did we do?",
  stars: ["Very bad", "Bad", "Fair", "Good", "Very good"],
  comment: "Would you like to add something?",
  send: "Send",
  skip: "Not now",
  thanks: "Thank you for your rating",
  change: "Change",
};

const ru: typeof en = {
  ask: "Как мы справились?",
  stars: ["Очень плохо", "Плохо", "Средне", "Хорошо", "Очень хорошо"],
  comment: "Хотите что-нибудь добавить?",
  send: "Отправить",
  skip: "Не сейчас",
  thanks: "Спасибо за оценку",
  change: "Изменить",
};

export const ratingWords = () => (spokenNow() === "ru" ? ru : en);
