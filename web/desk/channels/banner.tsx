// Red above every page while a channel of theirs doesn't work, for administrators and supervisors. It can be hidden
// for as long as nothing changes and the page is not loaded anew.
import { ActionIcon, Button } from "@mantine/core";
import IconPlugConnectedX from "@tabler/icons-react/dist/esm/icons/IconPlugConnectedX.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { ChannelState } from "../../wire/rest";
import { findingWords } from "../settings/channels/findings";
import { useKindWords } from "../settings/channels/kinds";
import { channelHealthQuery } from "../store/channels";
import { useWords } from "../words";
import "./banner.css";

/** What is hidden, by what it said: another trouble, or the same once more, is shown again. */
const signatureOf = (broken: ChannelState[]) =>
  broken.map((one) => `${one.channel_id} ${one.changed_at ?? ""}`).join("\n");

export function ChannelsBanner() {
  const t = useWords();
  const { data } = useQuery(channelHealthQuery);
  const say = useKindWords();
  const [hidden, setHidden] = useState("");
  const broken = (data ?? []).filter((one) => one.may_see && one.state === "on" && one.health === "broken");
  const [first] = broken;
  const signature = signatureOf(broken);
  const shown = first !== undefined && say !== undefined && hidden !== signature;
  const grave = first?.findings.find((one) => one.level === "broken");
  return (
    <div role="status" className="ch-banner" data-shown={shown || undefined}>
      {shown ? (
        <>
          <IconPlugConnectedX size={18} stroke={1.7} aria-hidden="true" />
          <span className="ch-banner-words">
            {broken.length > 1
              ? `${t("channels.banner_many", { n: broken.length })}: ${broken.map((one) => one.name).join(", ")}`
              : t("channels.banner_one", {
                  name: first.name,
                  live_chat: first.live_chat_name,
                  why: grave ? lowered(findingWords(say, first.kind, grave)[0]) : t("channels.health.broken"),
                })}
          </span>
          <Button
            size="compact-sm"
            variant="default"
            renderRoot={(props) => (
              <Link to="/channels/$channelId" params={{ channelId: first.channel_id }} {...props} />
            )}
          >
            {t("channels.banner_look")}
          </Button>
          <ActionIcon size={24} aria-label={t("channels.banner_hide")} onClick={() => setHidden(signature)}>
            <IconX size={16} stroke={2} />
          </ActionIcon>
        </>
      ) : null}
    </div>
  );
}

const lowered = (words: string) => words.charAt(0).toLowerCase() + words.slice(1);
