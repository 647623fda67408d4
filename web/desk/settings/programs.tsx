// Programs that may notify clients by a token: added, shown their token once, and shut out, by administrators.
import { Button, Group, Modal, MultiSelect, Text, TextInput } from "@mantine/core";
import IconTerminal2 from "@tabler/icons-react/dist/esm/icons/IconTerminal2.mjs";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { LiveChat } from "../../wire/rest";
import type { Program, ProgramMade } from "../../wire/rest-administration";
import { api } from "../api";
import { liveChatsQuery } from "../app/queries";
import { queryClient } from "../query";
import { uuid7 } from "../store/keys";
import { confirm } from "../ui/confirm";
import { useForm } from "../ui/form";
import { FormBody, FormDialog } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import { Card, CopyField, Page } from "../ui/page";
import { EmptyState, LoadingPage } from "../ui/states";
import { ago } from "../ui/time";
import { useWords } from "../words";
import { programsQuery } from "./administration-queries";

const refresh = () => queryClient.invalidateQueries({ queryKey: programsQuery.queryKey });

export function ProgramsPage() {
  const t = useWords();
  const { data, error } = useQuery(programsQuery);
  const liveChats = useQuery(liveChatsQuery).data;
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<ProgramMade | null>(null);
  if (error && !data) throw error;
  if (!data || !liveChats) return <LoadingPage />;
  const active = data.filter((program) => !program.ended_at);
  const past = data.filter((program) => program.ended_at);
  const add = <Button onClick={() => setAdding(true)}>{t("programs.add")}</Button>;
  return (
    <Page title={t("programs.title")} hint={t("programs.hint")} action={active.length > 0 ? add : null}>
      <Card flush={active.length > 0}>
        {active.length > 0 ? (
          <ul className="pg-list">
            {active.map((program) => (
              <Row key={program.id} program={program} liveChats={liveChats} />
            ))}
          </ul>
        ) : (
          <EmptyState compact sign="live-chat" title={t("programs.none")} hint={t("programs.none_hint")} action={add} />
        )}
      </Card>
      {past.length > 0 ? (
        <Card title={t("programs.past")} flush>
          <ul className="pg-list">
            {past.map((program) => (
              <Row key={program.id} program={program} liveChats={liveChats} />
            ))}
          </ul>
        </Card>
      ) : null}
      <FormDialog opened={adding} close={() => setAdding(false)} title={t("programs.add")}>
        <Fields liveChats={liveChats} close={() => setAdding(false)} made={setMade} />
      </FormDialog>
      {made ? <TokenShown made={made} close={() => setMade(null)} /> : null}
    </Page>
  );
}

function Row({ program, liveChats }: { program: Program; liveChats: LiveChat[] }) {
  const t = useWords();
  const { name } = program;
  const revoke = async () => {
    const sure = await confirm({
      title: t("programs.revoke_title", { name }),
      body: t("programs.revoke_body"),
      action: t("programs.revoke"),
      danger: true,
    });
    if (!sure) return;
    try {
      await api.post(`programs/${program.id}/end`);
      notify.ok(t("programs.revoked", { name }));
    } catch (refused) {
      notify.error(refused);
    }
    await refresh();
  };
  const known = liveChats.filter((one) => program.live_chat_ids.includes(one.id)).map((one) => one.name);
  const gone = program.live_chat_ids.length - known.length;
  const where = [...known, ...(gone > 0 ? [t("programs.archived", { n: gone })] : [])];
  const facts = [
    where.length > 0 ? where.join(", ") : t("programs.everywhere"),
    program.ended_at
      ? t("programs.past_when", { when: ago(program.ended_at) })
      : t("programs.made", { when: ago(program.created_at) }),
    program.used_at ? t("programs.used", { when: ago(program.used_at) }) : t("programs.unused"),
  ];
  return (
    <li className="pg-row">
      <IconTerminal2 size={20} stroke={1.6} aria-hidden="true" />
      <div className="pg-row-words">
        <span className="pg-row-title">{name}</span>
        <span className="pg-row-hint">{facts.join(" · ")}</span>
      </div>
      {program.ended_at ? null : (
        <Button size="compact-sm" variant="default" onClick={revoke} aria-label={`${t("programs.revoke")}: ${name}`}>
          {t("programs.revoke")}
        </Button>
      )}
    </li>
  );
}

type FieldsProps = { liveChats: LiveChat[]; close: () => void; made: (made: ProgramMade) => void };

function Fields({ liveChats, close, made }: FieldsProps) {
  const t = useWords();
  const form = useForm({
    initial: { name: "", live_chat_ids: [] as string[] },
    check: ({ name }) => ({ name: name.trim() ? "" : t("field.required") }),
    send: async ({ name, live_chat_ids }) => {
      const body = { name: name.trim(), scopes: ["notify"], live_chat_ids };
      const answer = await api.post<ProgramMade>("programs", body);
      close();
      made(answer);
      await refresh();
    },
  });
  return (
    <FormBody form={form} action={t("do.create")} close={close}>
      <TextInput
        label={t("programs.name")}
        description={t("programs.name_hint")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        placeholder={t("programs.name_placeholder")}
        name="name"
        data-autofocus
        maxLength={100}
        value={form.values.name}
        error={form.errors.name}
        onChange={(event) => form.set("name", event.currentTarget.value)}
      />
      <MultiSelect
        label={t("programs.where")}
        description={t("programs.where_hint")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        placeholder={form.values.live_chat_ids.length === 0 ? t("programs.where_placeholder") : ""}
        name="live_chat_ids"
        searchable
        hidePickedOptions
        data={liveChats.map((one) => ({ value: one.id, label: one.name }))}
        value={form.values.live_chat_ids}
        error={form.errors.live_chat_ids}
        onChange={(ids) => form.set("live_chat_ids", ids)}
      />
    </FormBody>
  );
}

function TokenShown({ made, close }: { made: ProgramMade; close: () => void }) {
  const t = useWords();
  const example = [
    `curl ${location.origin}/api/v1/notifications \\`,
    `  -H "Authorization: Bearer $TOKEN" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '{"key": "${uuid7()}", "session": "…", "text": "${t("programs.example")}"}'`,
  ].join("\n");
  return (
    <Modal
      opened
      onClose={close}
      title={t("programs.token_title", { name: made.program.name })}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      <Text mb="md">{t("programs.token_once")}</Text>
      <CopyField text={made.token} label={t("programs.token")} multiline />
      <Text mt="lg" size="sm" fw={600}>
        {t("programs.how")}
      </Text>
      <Text mb="xs" size="sm" c="dimmed">
        {t("programs.how_hint")}
      </Text>
      <CopyField text={example} label={t("programs.how")} multiline />
      <Group justify="flex-end" mt="lg">
        <Button onClick={close}>{t("do.done")}</Button>
      </Group>
    </Modal>
  );
}
