// A new channel: first where clients write, then its form. One at a provider is connected at once.
import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Channel, ChannelKindInfo, LiveChat, WidgetSettings } from "../../wire/rest";
import { api } from "../api";
import { refreshSettings } from "../app/queries";
import { ChannelSign, channelColour } from "../ui/channel-sign";
import { useForm } from "../ui/form";
import { FormBody, FormDialog } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import { RowsSkeleton } from "../ui/states";
import { useWords } from "../words";
import { fieldWords } from "../words/errors";
import { connectChannel } from "./channels/connect";
import { asked, mistakes, sentValues, shownValues, type Values } from "./channels/declared";
import { DeclaredFields } from "./channels/declared-fields";
import { channelKindsQuery, type KindWords, kindName, useKindWords } from "./channels/kinds";
import { ShownOnce } from "./channels/shown-once";
import { siteOf, siteWords } from "./sites";
import "./channels/channels.css";

type NewChannelProps = { opened: boolean; liveChat: LiveChat; close: () => void };

export function NewChannel({ opened, liveChat, close }: NewChannelProps) {
  const t = useWords();
  const [made, setMade] = useState<{ channel: Channel; say: KindWords } | null>(null);
  const navigate = useNavigate();
  const go = (channel: Channel) =>
    navigate({
      to: "/settings/live-chats/$liveChatId/channels/$channelId",
      params: { liveChatId: liveChat.id, channelId: channel.id },
    });
  if (made) {
    const { channel, say } = made;
    const done = () => {
      setMade(null);
      void go(channel);
    };
    const secrets = channel.shown_once ?? {};
    return <ShownOnce kind={channel.kind} secrets={secrets} hook={channel.hook_url} say={say} close={done} />;
  }
  const finish = (channel: Channel, say: KindWords) => {
    close();
    if (Object.keys(channel.shown_once ?? {}).length > 0) setMade({ channel, say });
    else void go(channel);
  };
  return (
    <FormDialog opened={opened} close={close} title={t("channel.new")} size="lg">
      <Chooser liveChat={liveChat} close={close} finish={finish} />
    </FormDialog>
  );
}

type ChooserProps = {
  liveChat: LiveChat;
  close: () => void;
  finish: (channel: Channel, say: KindWords) => void;
};

function Chooser(props: ChooserProps) {
  const t = useWords();
  const { data, error } = useQuery(channelKindsQuery);
  const say = useKindWords();
  const [chosen, setChosen] = useState<ChannelKindInfo | null>(null);
  if (error) throw error;
  if (!data || !say) return <RowsSkeleton rows={4} />;
  if (chosen) return <Fields {...props} kind={chosen} say={say} back={() => setChosen(null)} />;
  const about = (kind: string) =>
    kind === "widget" || kind === "internal" ? t(`set_up.kind.${kind}.about`) : say(`channel.${kind}.about`);
  return (
    <>
      <p className="pg-hint">{t("set_up.choose")}</p>
      <ul className="st-kinds">
        {data.map((kind) => (
          <li key={kind.name}>
            <button type="button" onClick={() => setChosen(kind)}>
              <span
                className="st-channel-sign"
                style={{ background: channelColour(kind.name), color: "#fff" }}
                aria-hidden="true"
              >
                <ChannelSign kind={kind.name} />
              </span>
              <span>
                <b>{kindName(say, t, kind.name)}</b>
                <small>{about(kind.name)}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

type FieldsProps = ChooserProps & { kind: ChannelKindInfo; say: KindWords; back: () => void };

// Names that no declared field can have.
const NAME = "*name";
const SITE = "*site";

function Fields({ liveChat, close, finish, kind, say, back }: FieldsProps) {
  const t = useWords();
  // Its system has to know our secret before it can be asked for anything.
  const tellsFirst = kind.fields.some((field) => field.generated && field.shown_once);
  const form = useForm<Values>({
    initial: { [NAME]: "", [SITE]: "", ...shownValues(kind.fields) },
    check: (values) => {
      const found = mistakes(asked(kind.name, kind.fields, values), values, new Set());
      const words = Object.fromEntries(Object.entries(found).map(([field, code]) => [field, fieldWords(code)]));
      const site = String(values[SITE]).trim();
      return {
        ...words,
        [NAME]: String(values[NAME]).trim() ? "" : t("field.required"),
        [SITE]: site ? siteWords(site) : "",
      };
    },
    fieldOf: { name_taken: NAME },
    send: async ({ [NAME]: name, [SITE]: site, ...values }) => {
      const first: Partial<WidgetSettings> = String(site).trim() ? { sites: [siteOf(String(site))] } : {};
      const settings = kind.outside ? sentValues(kind.fields, values) : first;
      const body = { kind: kind.name, name: String(name).trim(), settings };
      const made = await api.post<Channel>(`live-chats/${liveChat.id}/channels`, body);
      await refreshSettings();
      // Made it is: what its provider says of it stands on its page, where it can be mended.
      if (kind.outside && !tellsFirst) await connectChannel(made.id).catch(notify.error);
      finish(made, say);
    },
  });
  return (
    <FormBody form={form} action={t(kind.outside && !tellsFirst ? "set_up.connect" : "do.create")} close={close}>
      <div className="st-kind">
        <span className="st-kind-sign" style={{ background: channelColour(kind.name) }} aria-hidden="true">
          <ChannelSign kind={kind.name} size={14} />
        </span>
        <b>{kindName(say, t, kind.name)}</b>
        <Button size="compact-xs" variant="subtle" onClick={back}>
          {t("set_up.back")}
        </Button>
      </div>
      <StepsHere kind={kind.name} say={say} />
      <TextInput
        label={t("channel.name")}
        description={t(kind.outside ? "set_up.name_hint" : "channel.name_hint")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        placeholder={say(`channel.${kind.name}.placeholder`) ?? t("channel.name_placeholder")}
        name={NAME}
        data-autofocus
        maxLength={100}
        value={String(form.values[NAME])}
        error={form.errors[NAME]}
        onChange={(event) => form.set(NAME, event.currentTarget.value)}
      />
      {kind.name === "widget" ? (
        <TextInput
          label={t("channel.first_site")}
          description={t("channel.first_site_hint")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          placeholder="https://shop.example"
          inputMode="url"
          name={SITE}
          value={String(form.values[SITE])}
          error={form.errors[SITE]}
          onChange={(event) => form.set(SITE, event.currentTarget.value)}
        />
      ) : null}
      <DeclaredFields
        kind={kind.name}
        fields={kind.fields}
        values={form.values}
        errors={form.errors}
        secrets={[]}
        say={say}
        set={form.set}
      />
    </FormBody>
  );
}

function StepsHere({ kind, say }: { kind: string; say: KindWords }) {
  const steps = say(`channel.${kind}.steps`)?.split("\n") ?? [];
  if (steps.length === 0) return null;
  return (
    <ol className="st-steps">
      {steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
  );
}
