/** Words of what is fetched at its first use, both languages together. */
import { spokenNow } from "./words";

const en = { remove: "Remove {name}", uploading: "{name}: {n} %", shut: "Close" };
const ru: typeof en = { remove: "Убрать {name}", uploading: "{name}: {n} %", shut: "Закрыть" };

export function sayExtra(key: keyof typeof en, name = "", n = 0): string {
  return (spokenNow() === "ru" ? ru : en)[key].replace("{name}", () => name).replace("{n}", String(n));
}
