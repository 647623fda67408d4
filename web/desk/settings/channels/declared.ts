/** The values of a form that a kind of channel declares, and what of them is sent. Pure. */
import type { ChannelField } from "../../../wire/rest";

export type Value = string | number | boolean;
export type Values = Record<string, Value>;

/** Fields that only some choice makes of any use. */
const onlyWith: Record<string, Record<string, [field: string, value: Value]>> = {
  email: {
    password: ["login_by", "password"],
    oauth_token_url: ["login_by", "xoauth2"],
    oauth_client_id: ["login_by", "xoauth2"],
    oauth_client_secret: ["login_by", "xoauth2"],
    oauth_refresh_token: ["login_by", "xoauth2"],
  },
};

export function asked(kind: string, fields: ChannelField[], values: Values): ChannelField[] {
  return fields.filter((field) => {
    if (field.type === "secret" && field.generated) return false;
    const only = onlyWith[kind]?.[field.name];
    return !only || values[only[0]] === only[1];
  });
}

/** What stands beside its neighbour: numbers are short, and what is chosen right after one belongs to it. */
export function isHalf(fields: ChannelField[], at: number): boolean {
  const type = fields[at]?.type;
  return type === "number" || (type === "choice" && fields[at - 1]?.type === "number");
}

/** What the form shows: what is stored, else what stands by default. A secret is never shown. */
export function shownValues(fields: ChannelField[], stored: Record<string, unknown> = {}): Values {
  return Object.fromEntries(
    fields.map((field) => {
      const empty = field.type === "switch" ? false : "";
      const value = field.type === "secret" ? "" : (stored[field.name] ?? field.default ?? empty);
      return [field.name, value as Value];
    }),
  );
}

/** What is sent: a secret only where a new one was typed, a number as a number, nothing for what is empty. */
export function sentValues(fields: ChannelField[], values: Values): Record<string, Value> {
  const sent: Record<string, Value> = {};
  for (const field of fields) {
    const value = values[field.name];
    if (value === undefined || (typeof value === "string" && value.trim() === "")) continue;
    sent[field.name] = field.type === "number" && typeof value === "string" ? Number(value) : value;
  }
  return sent;
}

/** What can be seen without asking the server: field → the code of its mistake. */
export function mistakes(fields: ChannelField[], values: Values, held: ReadonlySet<string>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const field of fields) {
    const value = String(values[field.name] ?? "").trim();
    const needed = field.required && field.default === null && !(field.type === "secret" && held.has(field.name));
    if (value === "" && field.type !== "switch") {
      if (needed) found[field.name] = "missing";
    } else if (field.type === "number") {
      const number = Number(value);
      if (!Number.isInteger(number)) found[field.name] = "number";
      else if (number < field.low) found[field.name] = "too_small";
      else if (number > field.high) found[field.name] = "too_large";
    } else if (field.type === "url" && !/^https?:\/\/[^\s@]+$/.test(value)) found[field.name] = "not_a_url";
    else if (value.length > field.most && field.type !== "choice") found[field.name] = "too_long";
  }
  return found;
}
