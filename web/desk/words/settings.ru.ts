import type { Entry } from "./index";
import type { settingsEn } from "./settings.en";

export const settingsRu: Record<keyof typeof settingsEn, Entry> = {};
