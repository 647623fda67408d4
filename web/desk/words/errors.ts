// The words of every refusal, by its code.
import { ApiError } from "../api";
import { bytes, duration } from "../ui/time";
import { known, type Params, t } from "./index";

/** A plain sentence for anything a call may throw. */
export function errorWords(error: unknown): string {
  if (!(error instanceof ApiError))
    return t("error.unknown", { code: error instanceof Error ? error.name : "unknown" });
  return codeWords(error.code, error.params);
}

/** The same for a code that came by the socket. */
export function codeWords(code: string, params: Record<string, unknown> = {}): string {
  const given = readable(params);
  if (code === "not_yours" && given.operator === undefined) return t("error.not_yours_nobody");
  if (code === "file_too_large" && typeof params.limit === "number") given.limit = bytes(params.limit);
  if (code === "message_too_long") given.n = Number(params.limit ?? 0);
  const exact = `error.${code}.${String(params.reason ?? "")}`;
  if (known(exact)) return t(exact, given);
  const key = `error.${code}`;
  return known(key) ? t(key, given) : t("error.unknown", { code });
}

/** The words to stand beside one field, for a field's code of `validation_failed`. */
export function fieldWords(code: string): string {
  const key = `field.${code}`;
  return known(key) ? t(key) : known(`error.${code}`) ? codeWords(code) : t("field.invalid");
}

function readable(params: Record<string, unknown>): Params {
  const given: Params = {};
  for (const [name, value] of Object.entries(params)) {
    if (typeof value === "string" || typeof value === "number") given[name] = value;
    else if (value && typeof value === "object" && "name" in value) given[name] = String(value.name);
  }
  given.wait = duration(Math.max(1, Math.ceil(Number(params.retry_after ?? 1))));
  return given;
}
