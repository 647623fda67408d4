import { SegmentedControl, Select, Textarea, TextInput } from "@mantine/core";
import { useDeferredValue } from "react";
import type { Channel, LiveChat, WidgetSettings } from "../../wire/rest";
import { api } from "../api";
import { refreshSettings } from "../app/queries";
import { BackLink } from "../ui/back-link";
import { changesOf, useForm } from "../ui/form";
import { Line, SwitchLine } from "../ui/line";
import { notify } from "../ui/notify";
import { Card, CopyField, Page } from "../ui/page";
import { Problem } from "../ui/problem";
import { SaveBar } from "../ui/save-bar";
import { useWords } from "../words";
import { ChannelDeeds } from "./channel-deeds";
import { ColourField, isColour } from "./colour-field";
import { IdentityCard } from "./identity-card";
import { PreChatFields } from "./pre-chat-fields";
import { SitesField } from "./sites-field";
import { WidgetPreview } from "./widget-preview";

type Values = WidgetSettings & { name: string };

export function ChannelEditor({ liveChat, channel }: { liveChat: LiveChat; channel: Channel }) {
  const t = useWords();
  const stored: Values = { name: channel.name, ...channel.settings };
  const form = useForm<Values>({
    initial: stored,
    check: (values) => ({
      name: values.name.trim() ? "" : t("field.required"),
      colour: isColour(values.colour) ? "" : t("field.colour"),
      pre_chat: values.pre_chat.enabled && values.pre_chat.fields.length === 0 ? t("pre_chat.nothing") : "",
    }),
    fieldOf: { name_taken: "name" },
    send: async (values) => {
      const { name, ...settings } = values;
      const renamed = changesOf({ name: stored.name }, { name: name.trim() });
      const changed = Object.keys(changesOf<object>(channel.settings, settings)).length > 0;
      const body = { ...renamed, ...(changed ? { settings } : {}) };
      const kept = await api.patch<Channel>(`channels/${channel.id}`, body);
      form.reset({ name: kept.name, ...kept.settings });
      notify.ok(t("saved"));
      await refreshSettings();
    },
  });
  const { values, errors, set } = form;
  const preview = useDeferredValue(values);
  const text = (field: "title" | "greeting" | "offline_words" | "answer_words", most: number) => ({
    label: t(`channel.${field}`),
    description: t(`channel.${field}_hint`),
    inputWrapperOrder: ["label" as const, "input" as const, "description" as const, "error" as const],
    name: field,
    maxLength: most,
    value: values[field],
    error: errors[field],
    onChange: (event: { currentTarget: { value: string } }) => set(field, event.currentTarget.value),
  });
  return (
    <Page
      wide
      title={channel.name}
      hint={channel.state === "paused" ? <span className="pg-tag pg-tag-amber">{t("channel.paused_hint")}</span> : null}
      above={
        <BackLink to="/settings/live-chats/$liveChatId" params={{ liveChatId: liveChat.id }}>
          {liveChat.name}
        </BackLink>
      }
    >
      <div className="st-editor">
        <div className="st-editor-fields">
          {channel.snippet ? (
            <Card title={t("channel.install")} hint={t("channel.install_hint")}>
              <CopyField text={channel.snippet} label={t("channel.snippet")} multiline />
            </Card>
          ) : null}
          <form onSubmit={form.submit} noValidate>
            <Problem words={form.problem} />
            <Card title={t("channel.sites")} hint={t("channel.sites_hint")}>
              <SitesField sites={values.sites} error={errors.sites} change={(sites) => set("sites", sites)} />
            </Card>
            <Card title={t("channel.look")}>
              <TextInput
                label={t("channel.name")}
                description={t("channel.name_hint")}
                inputWrapperOrder={["label", "input", "description", "error"]}
                name="name"
                maxLength={100}
                value={values.name}
                error={errors.name}
                onChange={(event) => set("name", event.currentTarget.value)}
              />
              <ColourField colour={values.colour} error={errors.colour} change={(colour) => set("colour", colour)} />
              <Line label={t("channel.side")} hint={t("channel.side_hint")}>
                <SegmentedControl
                  aria-label={t("channel.side")}
                  data={[
                    { value: "left", label: t("channel.left") },
                    { value: "right", label: t("channel.right") },
                  ]}
                  value={values.side}
                  onChange={(side) => set("side", side as "left" | "right")}
                />
              </Line>
              <Line label={t("auth.language")} hint={t("channel.language_hint")}>
                <Select
                  aria-label={t("auth.language")}
                  w={240}
                  data={[
                    { value: "auto", label: t("channel.language_auto") },
                    { value: "en", label: "English" },
                    { value: "ru", label: "Русский" },
                  ]}
                  value={values.language}
                  onChange={(language) => language && set("language", language as WidgetSettings["language"])}
                />
              </Line>
            </Card>
            <Card title={t("channel.words")} hint={t("channel.words_hint")}>
              <TextInput {...text("title", 60)} />
              <Textarea {...text("greeting", 500)} autosize minRows={2} maxRows={6} />
              <TextInput {...text("answer_words", 200)} />
              <Textarea {...text("offline_words", 500)} autosize minRows={2} maxRows={6} />
            </Card>
            <Card title={t("pre_chat.title")} hint={t("pre_chat.hint")}>
              <PreChatFields
                value={values.pre_chat}
                error={errors.pre_chat}
                change={(value) => set("pre_chat", value)}
              />
            </Card>
            <Card title={t("channel.privacy")}>
              <SwitchLine
                label={t("channel.page_trail")}
                hint={t("channel.page_trail_hint")}
                checked={values.page_trail}
                turn={(on) => set("page_trail", on)}
              />
            </Card>
            <SaveBar form={form} discard={() => form.reset(stored)} />
          </form>
          <IdentityCard channel={channel} />
          <ChannelDeeds channel={channel} />
        </div>
        <aside className="st-editor-preview" aria-label={t("preview.title")}>
          <WidgetPreview settings={preview} name={channel.name} />
        </aside>
      </div>
    </Page>
  );
}
