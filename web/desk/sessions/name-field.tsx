import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import IconPencil from "@tabler/icons-react/dist/esm/icons/IconPencil.mjs";
import { useEffect, useRef, useState } from "react";
import { useWords } from "../words";

type NameFieldProps = {
  value: string;
  /** What is read while nobody edits it. */
  shown: string;
  label: string;
  may: boolean;
  /** Answers null when it was refused: the old name comes back. */
  onSave: (name: string) => Promise<unknown>;
  mayEmpty?: boolean;
};

/** A name with a pencil: Enter or leaving the field saves, Escape gives up. */
export function NameField({ value, shown, label, may, onSave, mayEmpty }: NameFieldProps) {
  const t = useWords();
  const [draft, setDraft] = useState<string | null>(null);
  const given = useRef(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);

  useEffect(() => {
    if (draft === null && wasEditing.current) pencil.current?.focus();
    wasEditing.current = draft !== null;
  }, [draft]);

  if (draft === null) {
    return (
      <div className="ss-name">
        <strong>{shown}</strong>
        {may ? (
          <Tooltip label={label}>
            <ActionIcon ref={pencil} size={24} aria-label={label} onClick={() => setDraft(value)}>
              <IconPencil size={14} stroke={1.8} />
            </ActionIcon>
          </Tooltip>
        ) : null}
      </div>
    );
  }
  const save = async () => {
    if (given.current) return;
    given.current = true;
    const name = draft.trim();
    if (name !== value && (name || mayEmpty)) await onSave(name);
    given.current = false;
    setDraft(null);
  };
  return (
    <TextInput
      autoFocus
      size="xs"
      maxLength={100}
      value={draft}
      aria-label={label}
      description={mayEmpty ? t("sessions.name_empty_hint") : undefined}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") void save();
        if (event.key === "Escape") {
          event.preventDefault();
          setDraft(null);
        }
      }}
    />
  );
}
