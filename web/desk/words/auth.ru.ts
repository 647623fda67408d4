import type { authEn } from "./auth.en";
import type { Entry } from "./index";

export const authRu: Record<keyof typeof authEn, Entry> = {};
