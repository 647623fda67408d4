/** Handing a session on: to an operator, a group or another live chat, with a note for who gets it. */
import { Button, Group, Modal, Text, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { SessionPage } from "../../wire/rest";
import { api } from "../api";
import { uuid7 } from "../store/keys";
import { refreshPage } from "../store/threads";
import { notify } from "../ui/notify";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import { type Anywhere, Chooser } from "./assign";

type Target = { operator_id: string } | { group_id: string } | { live_chat_id: string };

type DialogProps = { page: SessionPage; onDone: () => void; close: () => void };

export function TransferDialog({ page: { session }, onDone, close }: DialogProps) {
  const t = useWords();
  const [choice, setChoice] = useState<Anywhere | null>(null);
  return (
    <Modal
      opened
      onClose={close}
      title={t("colleagues.transfer_title")}
      closeOnClickOutside={choice === null}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      {choice ? (
        <Noted session={session.id} choice={choice} back={() => setChoice(null)} onDone={onDone} close={close} />
      ) : (
        <Chooser
          sessions={[session.id]}
          onElsewhere={(liveChat) => setChoice({ kind: "liveChat", liveChat })}
          {...(session.operator ? { except: session.operator.id } : {})}
          onChoose={setChoice}
        />
      )}
    </Modal>
  );
}

function targetOf(choice: Anywhere): { to: Target; name: string } {
  if (choice.kind === "operator") return { to: { operator_id: choice.person.id }, name: choice.person.name };
  if (choice.kind === "group") return { to: { group_id: choice.group.id }, name: choice.group.name };
  return { to: { live_chat_id: choice.liveChat.id }, name: choice.liveChat.name };
}

type NotedProps = { session: string; choice: Anywhere; back: () => void; onDone: () => void; close: () => void };

function Noted({ session, choice, back, onDone, close }: NotedProps) {
  const t = useWords();
  const { to, name } = targetOf(choice);
  // One key for this dialog: a second press, or a try after silence, transfers once.
  const [key] = useState(uuid7);
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await api.post(`sessions/${session}/transfer`, { send_key: key, note: note.trim(), ...to });
      notify.ok(t("colleagues.transfer_done", { name }));
      close();
      onDone();
      void refreshPage(session);
    } catch (error) {
      setProblem(errorWords(error));
      setBusy(false);
    }
  };
  return (
    <form onSubmit={send} className="ss-hand">
      <Group justify="space-between">
        <Text fw={600}>{t("colleagues.transfer_to", { name })}</Text>
        <Button size="compact-sm" variant="subtle" onClick={back}>
          {t("colleagues.transfer_change")}
        </Button>
      </Group>
      <Textarea
        data-autofocus
        autoFocus
        label={t("colleagues.transfer_note")}
        autosize
        minRows={3}
        maxRows={10}
        value={note}
        error={problem || undefined}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          {t("do.cancel")}
        </Button>
        <Button type="submit" loading={busy}>
          {t("colleagues.transfer")}
        </Button>
      </Group>
    </form>
  );
}
