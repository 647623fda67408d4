// A part of a live chat's settings as a form of its own: what it shows, and how it is kept.
import type { LiveChat } from "../../wire/rest";
import { api } from "../api";
import { refreshSettings } from "../app/queries";
import { changesOf, type Form, useForm } from "../ui/form";
import { notify } from "../ui/notify";
import { useWords } from "../words";

type Part<V> = {
  stored: V;
  check?: (values: V) => Partial<Record<keyof V & string, string>>;
  /** How values become the fields of the PATCH; as they are, if not said. */
  body?: (changed: Partial<V>) => object;
  fieldOf?: Record<string, keyof V & string>;
};

/** The form of a part; saving sends only what differs. */
export function usePart<V extends object>(liveChat: LiveChat, part: Part<V>): { form: Form<V>; discard: () => void } {
  const t = useWords();
  const { stored, body = (changed) => changed } = part;
  const form = useForm<V>({
    initial: stored,
    ...(part.check ? { check: part.check } : {}),
    ...(part.fieldOf ? { fieldOf: part.fieldOf } : {}),
    send: async (values, before) => {
      // What a colleague changed meanwhile is no change of this form.
      await api.patch(`live-chats/${liveChat.id}`, body(changesOf(before, values)));
      form.reset(values);
      notify.ok(t("saved"));
      await refreshSettings();
    },
  });
  return { form, discard: () => form.reset(stored) };
}

/** What a field of a form takes to hold a number between two bounds. */
export function numberField<V extends object>(form: Form<V>, field: keyof V & string, [min, max]: Bounds) {
  return {
    name: field,
    min,
    max,
    allowDecimal: false,
    clampBehavior: "none" as const,
    inputWrapperOrder: ["label" as const, "input" as const, "description" as const, "error" as const],
    value: form.values[field] as number | string,
    error: form.errors[field],
    onChange: (value: number | string) => form.set(field, value as V[typeof field]),
  };
}

export type Bounds = readonly [number, number];

/** Whether a number is typed and within its bounds: "" when it is, the words for its field otherwise. */
export const outside = (
  value: number | string,
  [low, high]: Bounds,
  words: (bounds: { low: number; high: number }) => string,
) => (value !== "" && Number(value) >= low && Number(value) <= high ? "" : words({ low, high }));
