// Blocking the client of a session: by what, for how long, where, and whether this session goes with it.
import { Checkbox, Radio, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { BlockKind, SessionPage } from "../../wire/rest";
import { api } from "../api";
import { refreshPage } from "../store/threads";
import { useForm } from "../ui/form";
import { FormBody, FormDialog } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import { ProbeCard } from "./probe";
import { blockingQuery, refreshBlocklist } from "./queries";
import { endOf, type Span, shownValue } from "./span";
import { PlacesField, SpanField } from "./span-fields";
import "../ui/page.css";
import "./blocklist.css";

type BlockDialogProps = { page: SessionPage; name: string; opened: boolean; close: () => void };

export function BlockDialog(props: BlockDialogProps) {
  const t = useWords();
  return (
    <FormDialog opened={props.opened} close={props.close} title={t("blocklist.block_title", { name: props.name })}>
      <Fields {...props} />
    </FormDialog>
  );
}

function Fields({ page, name, close }: BlockDialogProps) {
  const t = useWords();
  const { session, may } = page;
  const { data, error } = useQuery(blockingQuery(session.id));
  const [kind, setKind] = useState<BlockKind>("account");
  const offer = data?.offers.find((each) => each.kind === kind) ?? data?.offers[0];
  const form = useForm({
    initial: {
      name,
      live_chat_ids: [session.live_chat_id],
      valid_until: "forever" as Span,
      until: "",
      mark_spam: may.mark_spam,
    },
    check: (values) => ({
      valid_until: values.valid_until === "until" && !endOf("until", values.until) ? t("field.required") : "",
    }),
    send: async (values) => {
      await api.post(`sessions/${session.id}/block`, {
        kind: offer?.kind ?? kind,
        name: values.name.trim() || name,
        live_chat_ids: values.live_chat_ids.length > 0 ? values.live_chat_ids : null,
        valid_until: endOf(values.valid_until, values.until),
        mark_spam: values.mark_spam,
      });
      await Promise.all([refreshBlocklist(), refreshPage(session.id)]);
      notify.ok(t("blocklist.blocked_toast", { name }));
      close();
    },
  });
  const { values, errors, set } = form;
  if (error) return <p className="bl-dim">{errorWords(error)}</p>;
  return (
    <FormBody form={form} action={t("blocklist.block_do")} close={close}>
      {data?.entries.map((entry) => (
        <p key={entry.id} className="bl-dim">
          {t(entry.list === "block" ? "blocklist.fits_block" : "blocklist.fits_allow")}{" "}
          <Link to="/blocklist" search={{ entry: entry.id }}>
            {entry.name}
          </Link>
        </p>
      ))}
      <Radio.Group
        label={t("blocklist.by_what")}
        value={offer?.kind ?? kind}
        onChange={(to) => setKind(to as BlockKind)}
      >
        <Stack gap={8} mt={8}>
          {(data?.offers ?? []).map((each) => (
            <Radio
              key={each.kind}
              value={each.kind}
              label={t(`blocklist.by_${each.kind}`)}
              description={each.kind === "account" ? undefined : shownValue(each.value)}
            />
          ))}
        </Stack>
      </Radio.Group>
      <TextInput
        label={t("blocklist.name")}
        name="name"
        maxLength={150}
        value={values.name}
        error={errors.name}
        onChange={(event) => set("name", event.currentTarget.value)}
      />
      <SpanField
        span={values.valid_until}
        until={values.until}
        error={errors.valid_until}
        setSpan={(span) => set("valid_until", span)}
        setUntil={(until) => set("until", until)}
      />
      <PlacesField
        places={values.live_chat_ids}
        error={errors.live_chat_ids}
        set={(places) => set("live_chat_ids", places)}
      />
      {may.mark_spam ? (
        <Checkbox
          label={t("blocklist.mark_too")}
          checked={values.mark_spam}
          onChange={(event) => set("mark_spam", event.currentTarget.checked)}
        />
      ) : null}
      {offer && offer.kind !== "account" ? (
        <ProbeCard
          list="block"
          probe={{
            kind: offer.kind,
            value: offer.value,
            channel_kind: null,
            live_chat_ids: values.live_chat_ids.length > 0 ? values.live_chat_ids : null,
          }}
        />
      ) : null}
    </FormBody>
  );
}
