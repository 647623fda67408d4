/** Handing a session, or one message of it, on to colleagues with some words: they may read it until it closes. */
import { Button, Group, Modal, MultiSelect, Text, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Message, SessionPage } from "../../wire/rest";
import { api } from "../api";
import { uuid7 } from "../store/keys";
import { notify } from "../ui/notify";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import { useColleagues } from "./mention";
import { authorName } from "./names";

type ForwardProps = { page: SessionPage; message: Message | null; close: () => void };

export function ForwardDialog({ page: { session }, message, close }: ForwardProps) {
  const t = useWords();
  const { data } = useColleagues(session.id);
  // One key for this dialog: a second press, or a try after silence, forwards once.
  const [key] = useState(uuid7);
  const [chosen, setChosen] = useState<string[]>([]);
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const people = data?.items ?? [];
  const names = people.filter((person) => chosen.includes(person.id)).map((person) => person.name);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const body = { send_key: key, person_ids: chosen, text: text.trim(), ...(message && { seq: message.seq }) };
      await api.post(`sessions/${session.id}/forward`, body);
      notify.ok(t("colleagues.forward_done", { names: names.join(", ") }));
      close();
    } catch (error) {
      setProblem(errorWords(error));
      setBusy(false);
    }
  };

  return (
    <Modal
      opened
      onClose={close}
      title={t("colleagues.forward_title")}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      <form onSubmit={send} className="ss-hand">
        <Text size="sm" c="dimmed">
          {t("colleagues.forward_hint")}
        </Text>
        {message ? (
          <blockquote className="ss-quote">
            <b>{authorName(message, session.client.name)}</b>
            <span>{message.text || message.files[0]?.name}</span>
          </blockquote>
        ) : null}
        <MultiSelect
          data-autofocus
          searchable
          placeholder={chosen.length === 0 ? t("colleagues.forward_find") : ""}
          label={t("colleagues.forward_to")}
          data={people.map((person) => ({ value: person.id, label: person.name }))}
          value={chosen}
          onChange={setChosen}
          maxValues={20}
          nothingFoundMessage={t("colleagues.call_none")}
          comboboxProps={{ withinPortal: true }}
        />
        <Textarea
          label={t("colleagues.forward_words")}
          autosize
          minRows={2}
          maxRows={8}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {problem ? (
          <Text size="sm" c="red" role="alert">
            {problem}
          </Text>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t("do.cancel")}
          </Button>
          <Button type="submit" loading={busy} disabled={chosen.length === 0 || text.trim() === ""}>
            {t("colleagues.forward_do")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
