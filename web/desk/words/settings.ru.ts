import type { Entry } from "./index";
import type { settingsEn } from "./settings.en";

export const settingsRu: Record<keyof typeof settingsEn, Entry> = {
  "settings.me": "Мои настройки",
  "settings.workspace": "Пространство",
  "settings.live_chats": "Линии",
  "settings.people": "Люди",
  "settings.groups": "Группы",
  "settings.audit": "Журнал действий",
  "settings.section.personal": "Личное",
  "settings.section.workspace": "Управление",
};
