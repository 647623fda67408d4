import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { Channel } from "../../wire/rest";
import { api } from "../api";
import { refreshSettings } from "../app/queries";
import { confirm } from "../ui/confirm";
import { notify } from "../ui/notify";
import { Card } from "../ui/page";
import { useWords } from "../words";
import { disconnectChannel } from "./channels/connect";

type Said = "pause" | "pause_hint" | "resume" | "resume_hint" | "archive" | "archive_hint" | "archive_body";

/** `connected`: of a channel whose clients are at a provider, which can be disconnected there. */
export function ChannelDeeds({ channel, connected }: { channel: Channel; connected?: boolean }) {
  const t = useWords();
  const navigate = useNavigate();
  const paused = channel.state === "paused";
  const say = (what: Said) => {
    if (channel.kind === "internal") return t(`channel.inside.${what}`);
    return t(channel.kind === "widget" ? `channel.${what}` : `set_up.${what}`);
  };

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
  const disconnect = async () => {
    const sure = await confirm({
      title: t("set_up.disconnect_title", { name: channel.name }),
      body: t("set_up.disconnect_body"),
      action: t("set_up.disconnect"),
      danger: true,
    });
    if (!sure) return;
    try {
      await disconnectChannel(channel.id);
      notify.ok(t("set_up.disconnected_one", { name: channel.name }));
    } catch (refused) {
      notify.error(refused);
    }
  };
  const outside = channel.kind !== "internal" && channel.kind !== "widget";
  return (
    <Card>
      {outside && !connected ? null : (
        <div className="pg-danger">
          <div>
            <b>{say(paused ? "resume" : "pause")}</b>
            <p className="pg-hint">{say(paused ? "resume_hint" : "pause_hint")}</p>
          </div>
          <Button variant="default" onClick={() => turn(paused ? "resume" : "pause")}>
            {say(paused ? "resume" : "pause")}
          </Button>
        </div>
      )}
      {connected ? (
        <div className="pg-danger">
          <div>
            <b>{t("set_up.disconnect")}</b>
            <p className="pg-hint">{t("set_up.disconnect_hint")}</p>
          </div>
          <Button color="red" variant="outline" onClick={disconnect}>
            {t("set_up.disconnect")}
          </Button>
        </div>
      ) : null}
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
