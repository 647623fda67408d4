import type { Entry } from "../words";
import type { noticesEn } from "./words.en";

export const noticesRu: Record<keyof typeof noticesEn, Entry> = {
  "notices.session_waiting": "Ждёт {name}",
  "notices.client_wrote": "Пишет {name}",
  "notices.session_assigned": "Вам назначена сессия: {name}",
  "notices.body": "{chat}, сессия #{n}",
};
