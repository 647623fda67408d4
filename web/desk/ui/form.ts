// One form: values, errors in words beside their fields, nothing lost when the server refuses.
import { type FormEvent, useRef, useState } from "react";
import { ApiError } from "../api";
import { errorWords, fieldWords } from "../words/errors";

type Errors<V> = Partial<Record<keyof V & string, string>>;

type FormOptions<V> = {
  initial: V;
  /** What can be seen without asking the server: field → words. */
  check?: (values: V) => Errors<V>;
  /** `before`: what the form began with, whatever came to the page since. */
  send: (values: V, before: V) => Promise<unknown>;
  /** Refusals that belong to one field: code → field. */
  fieldOf?: Record<string, keyof V & string>;
};

export type Form<V> = {
  values: V;
  errors: Errors<V>;
  /** A refusal that belongs to no single field, in words. */
  problem: string | null;
  busy: boolean;
  dirty: boolean;
  set: <K extends keyof V & string>(field: K, value: V[K]) => void;
  /** Takes new values as the unchanged ones. */
  reset: (values: V) => void;
  /** Takes what was stored of `sent` as the unchanged ones; what was changed while the answer was awaited stays. */
  take: (stored: V, sent: V) => void;
  submit: (event?: FormEvent<HTMLFormElement>) => Promise<void>;
};

export function useForm<V extends object>({ initial, check, send, fieldOf = {} }: FormOptions<V>): Form<V> {
  const [base, setBase] = useState(initial);
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<Errors<V>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const sending = useRef(false);

  const submit = async (event?: FormEvent<HTMLFormElement>) => {
    event?.preventDefault();
    // A dialog's form stands outside its page's form on screen, yet inside it in React's tree.
    event?.stopPropagation();
    if (sending.current) return;
    const form = event?.currentTarget;
    const seen = withoutEmpty(check?.(values) ?? {});
    setErrors(seen);
    setProblem(null);
    if (Object.keys(seen).length > 0) {
      focusFirst(form, seen);
      return;
    }
    sending.current = true;
    setBusy(true);
    try {
      await send(values, base);
    } catch (error) {
      const refused = refusedFields(error, values, fieldOf);
      setErrors(refused);
      if (Object.keys(refused).length === 0) setProblem(errorWords(error));
      else focusFirst(form, refused);
    } finally {
      sending.current = false;
      setBusy(false);
    }
  };

  return {
    values,
    errors,
    problem,
    busy,
    dirty: JSON.stringify(values) !== JSON.stringify(base),
    set: (field, value) => {
      setValues((now) => ({ ...now, [field]: value }));
      setErrors(({ [field]: _, ...rest }) => rest as Errors<V>);
    },
    reset: (next) => {
      setBase(next);
      setValues(next);
      setErrors({});
      setProblem(null);
    },
    take: (stored, sent) => {
      setBase(stored);
      setValues((now) => ({ ...stored, ...changesOf(sent, now) }));
    },
    submit,
  };
}

function refusedFields<V extends object>(
  error: unknown,
  values: V,
  fieldOf: Record<string, keyof V & string>,
): Errors<V> {
  if (!(error instanceof ApiError)) return {};
  const own = fieldOf[error.code];
  if (own) return { [own]: errorWords(error) } as Errors<V>;
  const refused: Record<string, string> = {};
  for (const [path, code] of Object.entries(error.fields)) {
    // "settings.title" belongs to the field "title", or to "settings" where the form has one.
    const field = path.split(".").find((part) => part in values);
    if (field) refused[field] = fieldWords(code);
  }
  return refused as Errors<V>;
}

function withoutEmpty<V>(errors: Errors<V>): Errors<V> {
  return Object.fromEntries(Object.entries(errors).filter(([, words]) => words)) as Errors<V>;
}

function focusFirst(form: HTMLFormElement | undefined, errors: object): void {
  if (!form) return;
  const names = Object.keys(errors);
  // After React has drawn the errors, so that a screen reader reads them with the field.
  requestAnimationFrame(() => {
    for (const field of form.querySelectorAll<HTMLElement>("[name]")) {
      if (names.includes(field.getAttribute("name") ?? "")) {
        field.focus();
        return;
      }
    }
  });
}

export const isEmail = (text: string) =>
  /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim()) || /^[^\s@]+@localhost$/.test(text);

/** The fields of `after` that differ from `before`: a PATCH, and the audit trail, hold only what was changed. */
export function changesOf<V extends object>(before: V, after: V): Partial<V> {
  const differs = ([field, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(before[field as keyof V]);
  return Object.fromEntries(Object.entries(after).filter(differs)) as Partial<V>;
}
