import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { Channel } from "../../wire/rest";
import { api } from "../api";
import { refreshSettings } from "../app/queries";
import { confirm } from "../ui/confirm";
import { notify } from "../ui/notify";
import { Card } from "../ui/page";
import { useWords } from "../words";

type Said = "pause" | "pause_hint" | "resume" | "resume_hint" | "archive" | "archive_hint" | "archive_body";

export function ChannelDeeds({ channel }: { channel: Channel }) {
  const t = useWords();
  const navigate = useNavigate();
  const paused = channel.state === "paused";
  const say = (what: Said) => t(channel.kind === "internal" ? `channel.inside.${what}` : `channel.${what}`);

  const turn = async (deed: "pause" | "resume") => {
    try {
      await api.post(`channels/${channel.id}/${deed}`);
      await refreshSettings();
      if (deed === "pause") notify.undo(t("channel.paused_one", { name: channel.name }), () => turn("resume"));
      else notify.ok(t("channel.resumed_one", { name: channel.name }));
    } catch (refused) {
      notify.error(refused);
    }
  };
  const archive = async () => {
    const sure = await confirm({
      title: t("channel.archive_title", { name: channel.name }),
      body: say("archive_body"),
      action: t("do.archive"),
      danger: true,
    });
    if (!sure) return;
    try {
      await api.post(`channels/${channel.id}/archive`);
      notify.ok(t("channel.archived_one", { name: channel.name }));
      await navigate({ to: "/settings/live-chats/$liveChatId", params: { liveChatId: channel.live_chat_id } });
      await refreshSettings();
    } catch (refused) {
      notify.error(refused);
    }
  };
  return (
    <Card>
      <div className="pg-danger">
        <div>
          <b>{say(paused ? "resume" : "pause")}</b>
          <p className="pg-hint">{say(paused ? "resume_hint" : "pause_hint")}</p>
        </div>
        <Button variant="default" onClick={() => turn(paused ? "resume" : "pause")}>
          {say(paused ? "resume" : "pause")}
        </Button>
      </div>
      <div className="pg-danger">
        <div>
          <b>{say("archive")}</b>
          <p className="pg-hint">{say("archive_hint")}</p>
        </div>
        <Button color="red" variant="outline" onClick={archive}>
          {t("do.archive")}
        </Button>
      </div>
    </Card>
  );
}
