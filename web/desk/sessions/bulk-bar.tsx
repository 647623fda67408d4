/** What can be done with the chosen sessions, at the foot of their list. Each deed says what it did, and what it left. */
import { ActionIcon, Button, Group, Menu, Modal, Progress, Select, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import IconArchive from "@tabler/icons-react/dist/esm/icons/IconArchive.mjs";
import IconArrowBackUp from "@tabler/icons-react/dist/esm/icons/IconArrowBackUp.mjs";
import IconFlag from "@tabler/icons-react/dist/esm/icons/IconFlag.mjs";
import IconTag from "@tabler/icons-react/dist/esm/icons/IconTag.mjs";
import IconUserShare from "@tabler/icons-react/dist/esm/icons/IconUserShare.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { type ReactNode, useRef, useState } from "react";
import type { BulkOutcome } from "../../wire/rest";
import { useMe } from "../app/me";
import { asksWhy } from "../labels/asks-to-close";
import { inUse, reasonsOf, useLabels } from "../labels/queries";
import { notify } from "../ui/notify";
import { useWords } from "../words";
import { assignment, Chooser } from "./assign";
import { type BulkDeed, type BulkRow, doToMany, reasons, type Step, undoing } from "./bulk";
import "./bulk-bar.css";

type BulkBarProps = {
  /** The chosen ones, as they stand. */
  rows: BulkRow[];
  /** Nothing shall be chosen any more: the deed is done, or was given up. */
  onClear: () => void;
};

const PROGRESS_MS = 1000;
const priorities = ["high", "normal", "low"] as const;

export function BulkBar({ rows, onClear }: BulkBarProps) {
  const t = useWords();
  const me = useMe();
  const labels = useLabels();
  const [asking, setAsking] = useState<"assign" | "close" | null>(null);
  const [busy, setBusy] = useState<{ done: number; total: number; shown: boolean } | null>(null);
  const doing = useRef(false);

  const supervised = new Set(me.live_chats.filter((chat) => chat.roles.includes("supervisor")).map((chat) => chat.id));
  const supervises = (row: BulkRow) => supervised.has(row.live_chat_id);
  const mine = (row: BulkRow) => row.operator?.id === me.person.id;
  const isOpen = (row: BulkRow) => row.state === "waiting" || row.state === "with_operator";
  const may = {
    assign: rows.some((row) => supervises(row) && isOpen(row)),
    giveBack: rows.some((row) => supervises(row) && row.state === "with_operator"),
    close: rows.some((row) => row.state === "with_operator" && mine(row)),
    label: rows.some((row) => supervises(row) || mine(row)),
  };
  const offline = me.person.status === "offline";
  const tags = inUse(labels.tags);
  const chats = [...new Set(rows.map((row) => row.live_chat_id))];

  const run = async (deed: BulkDeed, name = "") => {
    if (doing.current) return;
    doing.current = true;
    setAsking(null);
    const before = rows;
    const total = before.length;
    setBusy({ done: 0, total, shown: false });
    const timer = setTimeout(() => setBusy((now) => now && { ...now, shown: true }), PROGRESS_MS);
    const outcomes = await doToMany(
      before.map((row) => row.id),
      deed,
      (done) => setBusy((now) => now && { ...now, done }),
    );
    clearTimeout(timer);
    doing.current = false;
    setBusy(null);
    onClear();
    tell(deed, outcomes, undoing(deed, before, outcomes), name);
  };

  const tell = (deed: BulkDeed, outcomes: BulkOutcome[], back: Step[], name: string) => {
    const done = outcomes.filter((one) => one.outcome === "done").length;
    const refused = reasons(outcomes);
    if (done > 0) {
      const words = t(`sessions.bulk_done_${deed.deed}`, { n: done, name });
      if (back.length > 0) notify.undo(words, () => void takeBack(back));
      else notify.ok(words);
    } else if (refused.length === 0) notify.ok(t("sessions.bulk_nothing"));
    if (refused.length > 0) tellLeft(outcomes);
  };

  const tellLeft = (outcomes: BulkOutcome[]) => {
    const n = outcomes.filter((one) => one.outcome === "refused").length;
    const why = reasons(outcomes)
      .map((one) => (one.n < n ? `${one.words} (${one.n})` : one.words))
      .join(" ");
    notifications.show({ color: "red", autoClose: 10_000, message: t("sessions.bulk_left", { n, why }) });
  };

  const takeBack = async (steps: Step[]) => {
    const outcomes: BulkOutcome[] = [];
    for (const { ids, deed } of steps) outcomes.push(...(await doToMany(ids, deed)));
    if (outcomes.some((one) => one.outcome === "refused")) tellLeft(outcomes);
    else notify.ok(t("sessions.bulk_undone"));
  };

  const close = async () => {
    try {
      if (await asksWhy(chats)) setAsking("close");
      else await run({ deed: "close" });
    } catch (refused) {
      notify.error(refused);
    }
  };

  return (
    <section className="ss-bulk" aria-label={t("sessions.bulk_label")}>
      <p className="ss-bulk-count" role="status">
        {busy?.shown
          ? t("sessions.bulk_progress", { done: busy.done, total: busy.total })
          : t("sessions.bulk_selected", { n: rows.length })}
      </p>
      <Group gap={4} wrap="nowrap" className="ss-bulk-deeds">
        {may.assign ? (
          <Deed words={t("sessions.assign")} off={offline} busy={busy !== null} onClick={() => setAsking("assign")}>
            <IconUserShare size={16} stroke={1.8} />
          </Deed>
        ) : null}
        {may.giveBack ? (
          <Deed
            words={t("sessions.bulk_return")}
            off={offline}
            busy={busy !== null}
            onClick={() => run({ deed: "return_to_queue" })}
          >
            <IconArrowBackUp size={16} stroke={1.8} />
          </Deed>
        ) : null}
        {may.close ? (
          <Deed words={t("sessions.close")} off={offline} busy={busy !== null} onClick={close}>
            <IconArchive size={16} stroke={1.8} />
          </Deed>
        ) : null}
        {may.label ? (
          <Menu position="top-end" disabled={offline}>
            <Menu.Target>
              <Deed words={t("sessions.priority")} off={offline} busy={busy !== null}>
                <IconFlag size={16} stroke={1.8} />
              </Deed>
            </Menu.Target>
            <Menu.Dropdown>
              {priorities.map((priority) => (
                <Menu.Item key={priority} onClick={() => run({ deed: "set_priority", priority })}>
                  {t(`sessions.priority_${priority}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        ) : null}
        {may.label && tags.length > 0 ? (
          <Menu position="top-end" disabled={offline}>
            <Menu.Target>
              <Deed words={t("labels.tags_add")} off={offline} busy={busy !== null}>
                <IconTag size={16} stroke={1.8} />
              </Deed>
            </Menu.Target>
            <Menu.Dropdown className="ss-bulk-tags">
              {tags.map((tag) => (
                <Menu.Item key={tag.id} onClick={() => run({ deed: "tag", put_tag_ids: [tag.id] }, tag.name)}>
                  {tag.name}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        ) : null}
      </Group>
      <Tooltip label={t("sessions.bulk_clear")}>
        <ActionIcon aria-label={t("sessions.bulk_clear")} onClick={onClear}>
          <IconX size={16} stroke={1.8} />
        </ActionIcon>
      </Tooltip>
      {busy?.shown ? (
        <Progress
          className="ss-bulk-progress"
          size={3}
          value={(100 * busy.done) / busy.total}
          aria-label={t("sessions.bulk_label")}
        />
      ) : null}
      <Modal
        opened={asking === "assign"}
        onClose={() => setAsking(null)}
        title={t("sessions.bulk_assign_title", { n: rows.length })}
        closeButtonProps={{ "aria-label": t("do.close") }}
      >
        <Chooser
          sessions={chats.map((chat) => rows.find((row) => row.live_chat_id === chat)?.id ?? "")}
          onChoose={(choice) => {
            const { to, name } = assignment(choice);
            void run({ deed: "assign", ...to }, name);
          }}
        />
      </Modal>
      <CloseMany
        opened={asking === "close"}
        chats={chats}
        onCancel={() => setAsking(null)}
        onClose={(reason) => run({ deed: "close", ...(reason ? { close_reason_id: reason } : {}) })}
      />
    </section>
  );
}

type DeedProps = { words: string; off: boolean; busy: boolean; onClick?: () => void; children: ReactNode };

function Deed({ words, off, busy, onClick, children, ...menu }: DeedProps) {
  const t = useWords();
  return (
    <Tooltip label={off ? t("error.offline_may_only_look") : words} multiline maw={220}>
      <ActionIcon
        {...menu}
        className="ss-bulk-deed"
        size={32}
        aria-label={words}
        disabled={off || busy}
        {...(onClick ? { onClick } : {})}
      >
        {children}
        <span className="ss-bulk-words">{words}</span>
      </ActionIcon>
    </Tooltip>
  );
}

type CloseManyProps = {
  opened: boolean;
  chats: string[];
  onCancel: () => void;
  onClose: (reason: string | null) => void;
};

/** One reason for all: of those that serve every live chat at hand. */
function CloseMany({ opened, chats, onCancel, onClose }: CloseManyProps) {
  const t = useWords();
  const me = useMe();
  const labels = useLabels();
  const [reason, setReason] = useState<string | null>(null);
  const serving = chats.map((chat) => reasonsOf(labels, chat));
  const common = (serving[0] ?? []).filter((one) => serving.every((list) => list.some((other) => other.id === one.id)));
  const required = me.live_chats.some((chat) => chats.includes(chat.id) && chat.close_reason_required);
  return (
    <Modal
      opened={opened}
      onClose={onCancel}
      title={t("sessions.bulk_close_title")}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      <Select
        label={t(required ? "labels.close_reason" : "labels.close_reason_optional")}
        withAsterisk={required}
        data-autofocus
        openOnFocus={false} // the opened list would lie over the buttons
        clearable
        searchable
        data={common.map((each) => ({ value: each.id, label: each.name }))}
        value={reason}
        onChange={setReason}
      />
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onCancel}>
          {t("do.cancel")}
        </Button>
        <Button disabled={required && reason === null} onClick={() => onClose(reason)}>
          {t("sessions.close")}
        </Button>
      </Group>
    </Modal>
  );
}
