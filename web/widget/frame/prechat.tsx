/** The few questions before the first message. No puzzle, nothing asked twice, errors in words beside the field. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Channel, PreChat, PreChatKey } from "./model";
import { formWords } from "./prechat-words";
import css from "./styles/form.css?inline";
import { useRoom } from "./use";
import { wear } from "./wear";

wear(css);

const KINDS = {
  name: { type: "text", autocomplete: "name", maxLength: 200 },
  email: { type: "email", autocomplete: "email", maxLength: 320 },
  phone: { type: "tel", autocomplete: "tel", maxLength: 40 },
} as const;

/** The word key of what is wrong, or null. */
export function judge(key: PreChatKey, value: string, required: boolean): "required" | "badEmail" | "badPhone" | null {
  if (!value) return required ? "required" : null;
  if (key === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return "badEmail";
  if (key === "phone" && value.replace(/\D/g, "").length < 5) return "badPhone";
  return null;
}

export function PreChatForm({ channel, focus }: { channel: Channel; focus: boolean }) {
  const { chat } = useRoom();
  const words = formWords();
  const form = useRef<HTMLFormElement>(null);
  const [wrong, setWrong] = useState<Partial<Record<PreChatKey, ReturnType<typeof judge>>>>({});
  const { fields } = channel.pre_chat;

  useEffect(() => {
    if (focus) form.current?.querySelector("input")?.focus();
  }, [focus]);

  const submit = (event: Event) => {
    event.preventDefault();
    const given = new FormData(form.current as HTMLFormElement);
    const answers: PreChat = {};
    const errors: typeof wrong = {};
    for (const { key, required } of fields) {
      const value = String(given.get(key) ?? "").trim();
      if (value) answers[key] = value;
      errors[key] = judge(key, value, required);
    }
    setWrong(errors);
    const first = fields.find(({ key }) => errors[key]);
    if (first) form.current?.querySelector<HTMLInputElement>(`[name=${first.key}]`)?.focus();
    else chat.answerPreChat(answers);
  };

  return (
    <form class="form" ref={form} noValidate onSubmit={submit} aria-label={words.beforeWeStart}>
      {fields.map(({ key, required }) => (
        <label key={key} class="field">
          <span>
            {words[key]} {!required && <small>({words.optional})</small>}
          </span>
          <input
            name={key}
            {...KINDS[key]}
            required={required}
            dir="auto"
            aria-invalid={!!wrong[key]}
            aria-describedby={wrong[key] ? `wrong-${key}` : undefined}
          />
          {wrong[key] && (
            <span class="wrong" id={`wrong-${key}`}>
              {words[wrong[key]]}
            </span>
          )}
        </label>
      ))}
      <button type="submit" class="filled">
        {words.begin}
      </button>
    </form>
  );
}
