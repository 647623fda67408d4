/** What can be done with one message beside quoting and copying: a menu where it was asked for, and its dialogs. */
import { Button, Group, Menu, Modal, Text, Textarea } from "@mantine/core";
import IconArrowForwardUp from "@tabler/icons-react/dist/esm/icons/IconArrowForwardUp.mjs";
import IconEdit from "@tabler/icons-react/dist/esm/icons/IconEdit.mjs";
import IconHistory from "@tabler/icons-react/dist/esm/icons/IconHistory.mjs";
import IconLink from "@tabler/icons-react/dist/esm/icons/IconLink.mjs";
import IconTrash from "@tabler/icons-react/dist/esm/icons/IconTrash.mjs";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Message, MessageVersion, SessionPage } from "../../wire/rest";
import { api } from "../api";
import { useMe } from "../app/me";
import { confirm } from "../ui/confirm";
import { notify } from "../ui/notify";
import { EmptyState, RowsSkeleton } from "../ui/states";
import { fullTime } from "../ui/time";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import { tellRefusal } from "./deeds";
import { ForwardDialog } from "./forward";

export type Chosen = { message: Message; at: DOMRect };

export function MessageMenu({ page, chosen, close }: { page: SessionPage; chosen: Chosen; close: () => void }) {
  const t = useWords();
  const { person } = useMe();
  const { message, at } = chosen;
  const { may, session } = page;
  const [dialog, setDialog] = useState<"forward" | "edit" | "versions" | null>(null);
  const own = message.author.kind === "person" && message.author.id === person.id;
  const note = message.audience === "staff";
  const copyLink = () =>
    navigator.clipboard
      .writeText(`${location.origin}${location.pathname}#m${message.seq}`)
      .then(() => notify.ok(t("sessions.link_copied")), notify.error);
  const remove = async () => {
    const question = {
      title: t("colleagues.delete_title"),
      body: t("colleagues.delete_body"),
      action: t("colleagues.delete"),
      danger: true,
    };
    if (!(await confirm(question))) return;
    await api.del(`sessions/${session.id}/messages/${message.seq}`).catch(tellRefusal);
  };

  if (dialog === "forward") return <ForwardDialog page={page} message={message} close={close} />;
  if (dialog === "edit") return <EditDialog session={session.id} message={message} close={close} />;
  if (dialog === "versions") return <VersionsDialog session={session.id} message={message} close={close} />;
  return (
    <Menu opened onClose={close} position="bottom-end" withinPortal returnFocus>
      <Menu.Target>
        <span style={{ position: "fixed", left: at.left, top: at.top, width: at.width, height: at.height }} />
      </Menu.Target>
      <Menu.Dropdown>
        {may.forward ? (
          <Menu.Item
            closeMenuOnClick={false}
            leftSection={<IconArrowForwardUp size={16} stroke={1.8} />}
            onClick={() => setDialog("forward")}
          >
            {t("colleagues.forward_message")}
          </Menu.Item>
        ) : null}
        <Menu.Item leftSection={<IconLink size={16} stroke={1.8} />} onClick={copyLink}>
          {t("colleagues.copy_link")}
        </Menu.Item>
        {message.edited_at && may.see_versions ? (
          <Menu.Item
            closeMenuOnClick={false}
            leftSection={<IconHistory size={16} stroke={1.8} />}
            onClick={() => setDialog("versions")}
          >
            {t("colleagues.versions")}
          </Menu.Item>
        ) : null}
        {own && message.text && (note ? may.note : may.edit_messages) ? (
          <Menu.Item
            closeMenuOnClick={false}
            leftSection={<IconEdit size={16} stroke={1.8} />}
            onClick={() => setDialog("edit")}
          >
            {t("colleagues.edit")}
          </Menu.Item>
        ) : null}
        {own && (note ? may.note : may.delete_messages) ? (
          <Menu.Item color="red" leftSection={<IconTrash size={16} stroke={1.8} />} onClick={remove}>
            {t("colleagues.delete")}
          </Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}

type DialogProps = { session: string; message: Message; close: () => void };

function EditDialog({ session, message, close }: DialogProps) {
  const t = useWords();
  const [text, setText] = useState(message.text);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await api.patch(`sessions/${session}/messages/${message.seq}`, { text: text.trim() });
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
      title={t("colleagues.edit_title")}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      <form onSubmit={save}>
        <Textarea
          data-autofocus
          autosize
          minRows={3}
          maxRows={12}
          value={text}
          error={problem || undefined}
          aria-label={t("colleagues.edit_title")}
          description={message.audience === "staff" ? undefined : t("colleagues.edit_hint")}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={close}>
            {t("do.cancel")}
          </Button>
          <Button type="submit" loading={busy} disabled={text.trim() === "" || text === message.text}>
            {t("do.save")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

function VersionsDialog({ session, message, close }: DialogProps) {
  const t = useWords();
  const { data, error } = useQuery({
    queryKey: ["versions", session, message.seq, message.edited_at],
    queryFn: ({ signal }) =>
      api.get<{ items: MessageVersion[] }>(`sessions/${session}/messages/${message.seq}/versions`, { signal }),
  });
  const pieces = [
    { at: t("colleagues.versions_now"), text: message.text },
    ...(data?.items ?? [])
      .toReversed()
      .map((one) => ({ at: t("colleagues.versions_until", { time: fullTime(one.replaced_at) }), text: one.text })),
  ];
  return (
    <Modal opened onClose={close} title={t("colleagues.versions")} closeButtonProps={{ "aria-label": t("do.close") }}>
      {error ? <EmptyState compact sign="broken" title={errorWords(error)} /> : null}
      {data ? (
        pieces.map((piece) => (
          <section key={piece.at} className="ss-version">
            <Text size="xs" c="dimmed">
              {piece.at}
            </Text>
            <p dir="auto">{piece.text}</p>
          </section>
        ))
      ) : error ? null : (
        <RowsSkeleton rows={2} />
      )}
    </Modal>
  );
}
