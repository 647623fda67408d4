// Applications whose pages show Live Chat Messages: made, changed and put away by administrators.
import { Button, Group, Modal, Text, Textarea, TextInput } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api";
import { queryClient } from "../query";
import { confirm } from "../ui/confirm";
import { useForm } from "../ui/form";
import { FormBody, FormDialog } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import { Card, CopyField, Page } from "../ui/page";
import { EmptyState, LoadingPage } from "../ui/states";
import { useWords } from "../words";

type Site = { id: string; name: string; key: string; origins: string[]; script: string; frame_url: string };
type Made = { name: string; key: string; origin: string; secret: string };

const sitesQuery = queryOptions({
  queryKey: ["embed-sites"],
  queryFn: ({ signal }) => api.get<{ items: Site[] }>("embed-sites", { signal }),
});
const refresh = () => queryClient.invalidateQueries({ queryKey: sitesQuery.queryKey });

export function EmbeddingPage() {
  const t = useWords();
  const { data, error } = useQuery(sitesQuery);
  const [open, setOpen] = useState<Site | "new" | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  if (error && !data) throw error;
  if (!data) return <LoadingPage />;
  const add = <Button onClick={() => setOpen("new")}>{t("embed.add")}</Button>;
  return (
    <Page title={t("embed.title")} hint={t("embed.hint")} action={data.items.length > 0 ? add : null}>
      {data.items.length === 0 ? (
        <Card>
          <EmptyState compact sign="live-chat" title={t("embed.none")} hint={t("embed.none_hint")} action={add} />
        </Card>
      ) : null}
      {data.items.map((site) => (
        <SiteCard key={site.id} site={site} change={() => setOpen(site)} made={setMade} />
      ))}
      <FormDialog
        opened={open !== null}
        close={() => setOpen(null)}
        title={t(open === "new" ? "embed.add" : "embed.change")}
      >
        <Fields site={open === "new" ? null : open} close={() => setOpen(null)} made={setMade} />
      </FormDialog>
      <SecretShown made={made} close={() => setMade(null)} />
    </Page>
  );
}

function SiteCard({ site, change, made }: { site: Site; change: () => void; made: (made: Made) => void }) {
  const t = useWords();
  const rotate = async () => {
    const body = { title: t("embed.rotate_title"), body: t("embed.rotate_body"), action: t("embed.rotate") };
    if (!(await confirm({ ...body, danger: true }))) return;
    try {
      const { secret } = await api.post<{ secret: string }>(`embed-sites/${site.id}/secret`);
      made({ name: site.name, key: site.key, origin: site.origins[0] ?? "", secret });
    } catch (refused) {
      notify.error(refused);
    }
  };
  const archive = async () => {
    const words = { title: t("embed.archive_title", { name: site.name }), body: t("embed.archive_body") };
    if (!(await confirm({ ...words, action: t("do.archive"), danger: true }))) return;
    try {
      await api.post(`embed-sites/${site.id}/archive`);
      await refresh();
    } catch (refused) {
      notify.error(refused);
    }
  };
  return (
    <Card title={site.name} hint={site.origins.join(", ")}>
      <Text size="sm">{t("embed.key")}</Text>
      <CopyField text={site.key} label={t("embed.key")} />
      <Text size="sm">{t("embed.script")}</Text>
      <CopyField
        text={`<script async src="${site.script}" data-site="${site.key}" data-token-url="/messages-token"></script>`}
        label={t("embed.script")}
        multiline
      />
      <Text size="sm">{t("embed.frame")}</Text>
      <CopyField text={site.frame_url} label={t("embed.frame")} />
      <Group>
        <Button variant="default" onClick={change}>
          {t("embed.change")}
        </Button>
        <Button variant="default" onClick={rotate}>
          {t("embed.rotate")}
        </Button>
        <Button variant="subtle" color="red" onClick={archive}>
          {t("do.archive")}
        </Button>
      </Group>
    </Card>
  );
}

function Fields({ site, close, made }: { site: Site | null; close: () => void; made: (made: Made) => void }) {
  const t = useWords();
  const form = useForm({
    initial: { name: site?.name ?? "", origins: site?.origins.join("\n") ?? "" },
    check: ({ name, origins }) => ({
      name: name.trim() ? "" : t("field.required"),
      origins: origins.trim() ? "" : t("field.required"),
    }),
    send: async ({ name, origins }) => {
      const body = { name: name.trim(), origins: origins.split(/\s+/).filter(Boolean) };
      if (site) await api.patch(`embed-sites/${site.id}`, body);
      else {
        const answer = await api.post<{ site: Site; secret: string }>("embed-sites", body);
        made({
          name: answer.site.name,
          key: answer.site.key,
          origin: answer.site.origins[0] ?? "",
          secret: answer.secret,
        });
      }
      close();
      await refresh();
    },
  });
  return (
    <FormBody form={form} action={t(site ? "do.save" : "do.create")} close={close}>
      <TextInput
        label={t("embed.name")}
        name="name"
        data-autofocus
        maxLength={100}
        value={form.values.name}
        error={form.errors.name}
        onChange={(event) => form.set("name", event.currentTarget.value)}
      />
      <Textarea
        label={t("embed.origins")}
        description={t("embed.origins_hint")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        name="origins"
        autosize
        minRows={2}
        placeholder="https://books.example"
        value={form.values.origins}
        error={form.errors.origins}
        onChange={(event) => form.set("origins", event.currentTarget.value)}
      />
    </FormBody>
  );
}

function SecretShown({ made, close }: { made: Made | null; close: () => void }) {
  const t = useWords();
  const claims = {
    aud: made?.key,
    sub: "rita@town.example",
    origin: made?.origin,
    jti: "a-new-one-each-time",
    iat: 1700000000,
    exp: 1700000120,
    account: "site:4711",
  };
  return (
    <Modal
      opened={made !== null}
      onClose={close}
      title={t("embed.secret_title")}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      <Text mb="md">{t("embed.secret_once")}</Text>
      <CopyField text={made?.secret ?? ""} label={t("embed.secret")} multiline />
      <Text mt="lg" mb="xs">
        {t("embed.how")}
      </Text>
      <CopyField text={JSON.stringify(claims, null, 2)} label={t("embed.claims")} multiline />
      <Group justify="flex-end" mt="lg">
        <Button onClick={close}>{t("do.done")}</Button>
      </Group>
    </Modal>
  );
}
