import type { Entry } from "../words";
import type { programsEn } from "./words-programs.en";

export const programsRu: Record<keyof typeof programsEn, Entry> = {
  "programs.title": "Программы",
  "programs.hint": "Другие системы, которые по токену сообщают что-то клиентам без человека: что заказ отправлен.",
  "programs.add": "Добавить программу",
  "programs.none": "Программ пока нет",
  "programs.none_hint": "Дайте вашей системе токен, и она сможет писать клиентам под своим именем.",
  "programs.name": "Название",
  "programs.name_hint": "Стоит над её сообщениями, его видят и клиенты.",
  "programs.name_placeholder": "Заказы",
  "programs.where": "Линии",
  "programs.where_hint": "В какие она может писать. Ничего не выбрано — во все, и в будущие тоже.",
  "programs.where_placeholder": "Все линии",
  "programs.everywhere": "все линии",
  "programs.archived": {
    one: "{n} линия в архиве",
    few: "{n} линии в архиве",
    many: "{n} линий в архиве",
    other: "{n} линии в архиве",
  },
  "programs.used": "последний запрос: {when}",
  "programs.unused": "запросов ещё не было",
  "programs.made": "добавлена: {when}",
  "programs.revoke": "Отозвать",
  "programs.revoke_title": "Отозвать токен «{name}»?",
  "programs.revoke_body":
    "Всё, что спрашивает по нему, сразу и насовсем получит отказ. Написанное остаётся в сессиях под её именем.",
  "programs.revoked": "Токен «{name}» отозван",
  "programs.past": "Отозванные",
  "programs.past_when": "отозвана: {when}",
  "programs.token": "Токен",
  "programs.token_title": "Токен «{name}»",
  "programs.token_once": "Он показан только сейчас. Введите его в вашей системе: здесь его больше никто не прочитает.",
  "programs.how": "Как сообщить клиенту",
  "programs.how_hint":
    "Ключ у каждого сообщения свой и один и тот же при каждой попытке. Идентификатор сессии или канала стоит в конце их адреса.",
  "programs.example": "Ваш заказ 17 уже в пути.",
};
