/** A channel whose clients are at a provider: the steps there, its form, how it stands, and the ways out. */
import { Button, Group, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Channel, ChannelKindInfo, ChannelState, LiveChat } from "../../../wire/rest";
import { api } from "../../api";
import { refreshSettings } from "../../app/queries";
import { useChannelState } from "../../store/channels";
import { BackLink } from "../../ui/back-link";
import { ChannelSign, channelColour } from "../../ui/channel-sign";
import { confirm } from "../../ui/confirm";
import { useForm } from "../../ui/form";
import { notify } from "../../ui/notify";
import { Card, CopyField, Page } from "../../ui/page";
import { Problem } from "../../ui/problem";
import { SaveBar } from "../../ui/save-bar";
import { LoadingPage } from "../../ui/states";
import { shortTime } from "../../ui/time";
import { useWords } from "../../words";
import { fieldWords } from "../../words/errors";
import { ChannelDeeds } from "../channel-deeds";
import { connectChannel, testChannel, useReport } from "./connect";
import { asked, mistakes, sentValues, shownValues, type Values } from "./declared";
import { DeclaredFields } from "./declared-fields";
import { Findings } from "./findings";
import { channelKindsQuery, type KindWords, kindName, useKindWords } from "./kinds";
import { ShownOnce } from "./shown-once";
import { StateTag } from "./state-tag";
import "./channels.css";

type OutsideProps = { liveChat: LiveChat; channel: Channel };

export function OutsideChannel(props: OutsideProps) {
  const { data, error } = useQuery(channelKindsQuery);
  const say = useKindWords();
  if (error) throw error;
  const kind = data?.find((one) => one.name === props.channel.kind);
  return kind && say ? <Loaded {...props} kind={kind} say={say} /> : <LoadingPage />;
}

type LoadedProps = OutsideProps & { kind: ChannelKindInfo; say: KindWords };

function Loaded({ liveChat, channel, kind, say }: LoadedProps) {
  const t = useWords();
  const state = useChannelState(channel.id);
  return (
    <Page
      title={channel.name}
      hint={
        <span className="st-kind">
          <span className="st-kind-sign" style={{ background: channelColour(kind.name) }} aria-hidden="true">
            <ChannelSign kind={kind.name} size={14} />
          </span>
          {kindName(say, t, kind.name)}
          <StateTag channel={channel} state={state} />
        </span>
      }
      above={
        <BackLink to="/settings/live-chats/$liveChatId/$tab" params={{ liveChatId: liveChat.id, tab: "channels" }}>
          {liveChat.name}
        </BackLink>
      }
    >
      <Standing channel={channel} kind={kind} say={say} state={state} />
      <Settings channel={channel} kind={kind} say={say} connected={state?.connected ?? false} />
      <Steps kind={kind} say={say} channel={channel} />
      <OwnSecrets channel={channel} kind={kind} say={say} />
      <ChannelDeeds channel={channel} {...(state ? { connected: state.connected } : {})} />
    </Page>
  );
}

type StandingProps = { channel: Channel; kind: ChannelKindInfo; say: KindWords; state: ChannelState | undefined };

function Standing({ channel, kind, say, state }: StandingProps) {
  const t = useWords();
  const report = useReport(channel.id);
  const [busy, setBusy] = useState<"connect" | "test" | null>(null);
  const connected = state?.connected ?? false;
  const run = async (deed: "connect" | "test") => {
    setBusy(deed);
    try {
      if (deed === "test") await testChannel(channel.id);
      else {
        const answer = await connectChannel(channel.id);
        if (answer.report.state !== "broken") notify.ok(t("set_up.connected_now", { name: channel.name }));
      }
    } catch (refused) {
      notify.error(refused);
    } finally {
      setBusy(null);
    }
  };
  const findings = report?.findings ?? (connected ? state?.findings : undefined);
  const named = report?.named ?? state?.named;
  const broken = report?.state === "broken";
  const title =
    broken && !connected
      ? t("set_up.unwell")
      : connected
        ? named
          ? t("set_up.connected_as", { named })
          : t("set_up.connected")
        : t("set_up.not_connected");
  const hint = connected ? null : broken ? t("set_up.unwell_hint") : t("set_up.not_connected_hint");
  return (
    <Card
      title={title}
      hint={hint}
      action={
        <Group gap="sm">
          <Button variant="default" loading={busy === "test"} disabled={busy !== null} onClick={() => run("test")}>
            {t("set_up.test")}
          </Button>
          <Button
            variant={connected ? "default" : "filled"}
            loading={busy === "connect"}
            disabled={busy !== null}
            onClick={() => run("connect")}
          >
            {t(connected ? "set_up.connect_again" : "set_up.connect")}
          </Button>
        </Group>
      }
    >
      <div aria-live="polite">
        {busy ? (
          <p className="pg-hint">{t(busy === "test" ? "set_up.testing" : "set_up.connecting")}</p>
        ) : findings && findings.length > 0 ? (
          <Findings kind={kind.name} findings={findings} say={say} />
        ) : connected ? (
          <p className="pg-hint">{t("set_up.all_well")}</p>
        ) : null}
      </div>
      {connected ? (
        <p className="st-to-state">
          <Link to="/channels/$channelId" params={{ channelId: channel.id }}>
            {t("set_up.state")}
          </Link>
        </p>
      ) : null}
    </Card>
  );
}

type SettingsProps = { channel: Channel; kind: ChannelKindInfo; say: KindWords; connected: boolean };

function Settings({ channel, kind, say, connected }: SettingsProps) {
  const t = useWords();
  const initial = (of: Channel): Values => ({
    "*name": of.name,
    ...shownValues(kind.fields, of.settings as unknown as Record<string, unknown>),
  });
  const held = new Set((channel.secrets ?? []).map((one) => one.field));
  const form = useForm<Values>({
    initial: initial(channel),
    check: (values) => {
      const found = mistakes(asked(kind.name, kind.fields, values), values, held);
      const words = Object.fromEntries(Object.entries(found).map(([field, code]) => [field, fieldWords(code)]));
      return { ...words, ...(String(values["*name"]).trim() ? {} : { "*name": t("field.required") }) };
    },
    send: async (values) => {
      const { "*name": name, ...rest } = values;
      const settings = sentValues(kind.fields, rest);
      const kept = await api.patch<Channel>(`channels/${channel.id}`, { name: String(name).trim(), settings });
      form.reset(initial(kept));
      await refreshSettings();
      const answer = await connectChannel(channel.id);
      if (answer.report.state !== "broken") {
        notify.ok(connected ? t("saved") : t("set_up.connected_now", { name: kept.name }));
      }
    },
  });
  return (
    <form onSubmit={form.submit} noValidate>
      <Problem words={form.problem} />
      <Card title={t("set_up.settings")}>
        <TextInput
          label={t("channel.name")}
          description={t("set_up.name_hint")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          name="*name"
          maxLength={100}
          value={String(form.values["*name"])}
          error={form.errors["*name"]}
          onChange={(event) => form.set("*name", event.currentTarget.value)}
        />
        <DeclaredFields
          kind={kind.name}
          fields={kind.fields}
          values={form.values}
          errors={form.errors}
          secrets={channel.secrets}
          say={say}
          set={form.set}
        />
      </Card>
      <SaveBar form={form} discard={() => form.reset(initial(channel))} />
    </form>
  );
}

/** What is to be done at the provider, and the address it may want. */
export function Steps({ kind, say, channel }: { kind: ChannelKindInfo; say: KindWords; channel?: Channel }) {
  const t = useWords();
  const steps = say(`channel.${kind.name}.steps`)?.split("\n") ?? [];
  if (steps.length === 0 && !channel?.hook_url) return null;
  const hook = say(`channel.${kind.name}.hook`) ?? t("set_up.webhook");
  return (
    <Card title={say(`channel.${kind.name}.steps_title`) ?? t("set_up.steps")}>
      <ol className="st-steps">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {channel?.hook_url ? (
        <div className="st-hook">
          <b>{hook}</b>
          <p className="pg-hint">{say(`channel.${kind.name}.hook_hint`) ?? t("set_up.webhook_hint")}</p>
          <CopyField text={channel.hook_url} label={hook} />
        </div>
      ) : null}
    </Card>
  );
}

function OwnSecrets({ channel, kind, say }: { channel: Channel; kind: ChannelKindInfo; say: KindWords }) {
  const t = useWords();
  const [shown, setShown] = useState<Record<string, string> | null>(null);
  const own = kind.fields.filter((field) => field.generated && field.shown_once);
  if (own.length === 0) return null;
  const renew = async (field: string) => {
    const sure = await confirm({
      title: t("set_up.secret_renew_title"),
      // A kind that keeps the one before lets the other system change over in peace.
      body: t(
        kind.fields.some((one) => one.name === `previous_${field}`)
          ? "set_up.secret_renew_beside"
          : "set_up.secret_renew_body",
      ),
      action: t("set_up.secret_renew"),
      danger: true,
    });
    if (!sure) return;
    try {
      const { secret } = await api.post<{ secret: string }>(`channels/${channel.id}/secrets/${field}`);
      setShown({ [field]: secret });
      await refreshSettings();
    } catch (refused) {
      notify.error(refused);
    }
  };
  return (
    <Card>
      {own.map((field) => {
        const mark = channel.secrets?.find((one) => one.field === field.name);
        const params = mark ? { when: shortTime(mark.set_at, Date.now()), tail: `…${mark.tail}` } : {};
        return (
          <div key={field.name} className="pg-danger">
            <div>
              <b>{say(`channel.${kind.name}.${field.name}`) ?? field.name}</b>
              <p className="pg-hint">
                {t("set_up.secret_ours")} ·{" "}
                {mark ? t(mark.tail ? "set_up.secret_set_tail" : "set_up.secret_set", params) : t("set_up.secret_none")}
              </p>
            </div>
            <Button variant="default" onClick={() => renew(field.name)}>
              {t("set_up.secret_renew")}
            </Button>
          </div>
        );
      })}
      {shown ? <ShownOnce kind={kind.name} secrets={shown} say={say} close={() => setShown(null)} /> : null}
    </Card>
  );
}
