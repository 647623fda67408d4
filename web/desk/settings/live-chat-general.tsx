import { Button, Switch, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { LiveChat } from "../../wire/rest";
import { api } from "../api";
import { refreshSettings } from "../app/queries";
import { confirm } from "../ui/confirm";
import { notify } from "../ui/notify";
import { Card } from "../ui/page";
import { Problem } from "../ui/problem";
import { SaveBar } from "../ui/save-bar";
import { useWords } from "../words";
import { usePart } from "./live-chat-part";

export function LiveChatGeneral({ liveChat }: { liveChat: LiveChat }) {
  const t = useWords();
  const navigate = useNavigate();
  const { form, discard } = usePart(liveChat, {
    stored: { name: liveChat.name, ask_rating: liveChat.ask_rating },
    check: ({ name }) => ({ name: name.trim() ? "" : t("field.required") }),
    fieldOf: { name_taken: "name" },
  });

  const archive = async () => {
    const sure = await confirm({
      title: t("live_chat.archive_title", { name: liveChat.name }),
      body: t("live_chat.archive_body"),
      action: t("do.archive"),
      danger: true,
    });
    if (!sure) return;
    try {
      await api.post(`live-chats/${liveChat.id}/archive`);
      notify.ok(t("live_chat.archived_one", { name: liveChat.name }));
      await navigate({ to: "/settings/live-chats" });
      await refreshSettings();
    } catch (refused) {
      notify.error(refused);
    }
  };

  return (
    <>
      <form onSubmit={form.submit} noValidate>
        <Problem words={form.problem} />
        <Card>
          <TextInput
            label={t("live_chat.name")}
            name="name"
            maxLength={100}
            value={form.values.name}
            error={form.errors.name}
            onChange={(event) => form.set("name", event.currentTarget.value)}
          />
          <Switch
            label={t("live_chat.ask_rating")}
            description={t("live_chat.ask_rating_hint")}
            checked={form.values.ask_rating}
            onChange={(event) => form.set("ask_rating", event.currentTarget.checked)}
          />
        </Card>
        <SaveBar form={form} discard={discard} />
      </form>
      <Card>
        <div className="pg-danger">
          <div>
            <b>{t("live_chat.archive")}</b>
            <p className="pg-hint">{t("live_chat.archive_hint")}</p>
          </div>
          <Button color="red" variant="outline" onClick={archive}>
            {t("do.archive")}
          </Button>
        </div>
      </Card>
    </>
  );
}
