/** Who it is, how it stands, what can be done. */
import { ActionIcon, Button, Menu, Tooltip } from "@mantine/core";
import IconArrowForwardUp from "@tabler/icons-react/dist/esm/icons/IconArrowForwardUp.mjs";
import IconArrowLeft from "@tabler/icons-react/dist/esm/icons/IconArrowLeft.mjs";
import IconArrowsExchange from "@tabler/icons-react/dist/esm/icons/IconArrowsExchange.mjs";
import IconCheck from "@tabler/icons-react/dist/esm/icons/IconCheck.mjs";
import IconChecks from "@tabler/icons-react/dist/esm/icons/IconChecks.mjs";
import IconDots from "@tabler/icons-react/dist/esm/icons/IconDots.mjs";
import IconEye from "@tabler/icons-react/dist/esm/icons/IconEye.mjs";
import IconLayoutSidebarRight from "@tabler/icons-react/dist/esm/icons/IconLayoutSidebarRight.mjs";
import IconLink from "@tabler/icons-react/dist/esm/icons/IconLink.mjs";
import IconMailOff from "@tabler/icons-react/dist/esm/icons/IconMailOff.mjs";
import IconRefresh from "@tabler/icons-react/dist/esm/icons/IconRefresh.mjs";
import IconRestore from "@tabler/icons-react/dist/esm/icons/IconRestore.mjs";
import IconShieldOff from "@tabler/icons-react/dist/esm/icons/IconShieldOff.mjs";
import IconUserMinus from "@tabler/icons-react/dist/esm/icons/IconUserMinus.mjs";
import IconUserPlus from "@tabler/icons-react/dist/esm/icons/IconUserPlus.mjs";
import IconUserShare from "@tabler/icons-react/dist/esm/icons/IconUserShare.mjs";
import type { SessionPage } from "../../wire/rest";
import { useMe } from "../app/me";
import { useLive } from "../store/live";
import { Avatar } from "../ui/avatar";
import { ChannelSign } from "../ui/channel-sign";
import { notify } from "../ui/notify";
import { duration, fullTime } from "../ui/time";
import { useWords } from "../words";
import { isAnonymous, nameOf } from "./names";
import { useNow } from "./now";
import type { Deeds } from "./session-view";

type HeaderProps = {
  page: SessionPage;
  deeds: Deeds;
  aboutShown: boolean;
  onToggleAbout: () => void;
  onBack?: () => void;
};

export function SessionHeader({ page, deeds, aboutShown, onToggleAbout, onBack }: HeaderProps) {
  const t = useWords();
  const { session, may } = page;
  // On a phone it is the only heading: the list is not there.
  const Heading = onBack ? "h1" : "h2";
  const presence = useLive((live) => live.presence[session.id]);
  const present = (presence?.client ?? page.client_presence) === "online" && session.state !== "closed";
  const copyLink = () =>
    navigator.clipboard.writeText(location.href).then(() => notify.ok(t("sessions.link_copied")), notify.error);

  return (
    <header className="ss-head">
      {onBack ? (
        <ActionIcon aria-label={t("do.back")} onClick={onBack}>
          <IconArrowLeft size={20} stroke={1.8} />
        </ActionIcon>
      ) : null}
      <span className="ss-head-avatar">
        <Avatar
          name={session.client.name}
          anonymous={isAnonymous(session.client.name)}
          {...(present ? { status: "online" as const } : {})}
        />
      </span>
      <div className="ss-head-text">
        <Heading className="ss-head-name" title={nameOf(session.name)}>
          {nameOf(session.name)}
          {present ? <span className="dk-hidden">, {t("sessions.client_online")}</span> : null}
        </Heading>
        <p className="ss-head-meta">
          <StateWords page={page} />
          <span className="ss-head-channel">
            <ChannelSign kind={session.channel.kind} size={14} stroke={1.8} />
            <span>{session.channel.name}</span>
          </span>
          <span className="ss-head-number">#{session.number}</span>
        </p>
      </div>
      <Watchers session={session.id} />
      <div className="ss-head-deeds">
        {may.close ? (
          <Button.Group className="ss-close-group">
            <Button variant="default" size="xs" leftSection={<IconCheck size={16} stroke={2} />} onClick={deeds.close}>
              {t("sessions.close")}
            </Button>
          </Button.Group>
        ) : null}
        {may.assign ? (
          <Tooltip label={t("sessions.assign")}>
            <ActionIcon aria-label={t("sessions.assign")} onClick={deeds.assign}>
              <IconUserShare size={18} stroke={1.8} />
            </ActionIcon>
          </Tooltip>
        ) : null}
        {may.transfer ? (
          <Tooltip label={t("colleagues.transfer")}>
            <ActionIcon aria-label={t("colleagues.transfer")} onClick={deeds.transfer}>
              <IconArrowsExchange size={18} stroke={1.8} />
            </ActionIcon>
          </Tooltip>
        ) : null}
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon aria-label={t("sessions.more")}>
              <IconDots size={18} stroke={1.8} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {may.close ? (
              <Menu.Item leftSection={<IconChecks size={16} stroke={1.8} />} onClick={deeds.closeAndNext}>
                {t("sessions.close_and_next")}
              </Menu.Item>
            ) : null}
            {may.reopen ? (
              <Menu.Item leftSection={<IconRefresh size={16} stroke={1.8} />} onClick={deeds.reopen}>
                {t("sessions.reopen")}
              </Menu.Item>
            ) : null}
            {may.join ? (
              <Menu.Item leftSection={<IconUserPlus size={16} stroke={1.8} />} onClick={deeds.join}>
                {t("colleagues.join")}
              </Menu.Item>
            ) : null}
            {may.leave ? (
              <Menu.Item leftSection={<IconUserMinus size={16} stroke={1.8} />} onClick={deeds.leave}>
                {t("colleagues.leave")}
              </Menu.Item>
            ) : null}
            {may.take_over ? (
              <Menu.Item leftSection={<IconUserShare size={16} stroke={1.8} />} onClick={deeds.takeOver}>
                {t("sessions.take_over")}
              </Menu.Item>
            ) : null}
            {may.forward ? (
              <Menu.Item leftSection={<IconArrowForwardUp size={16} stroke={1.8} />} onClick={deeds.forward}>
                {t("colleagues.forward_session")}
              </Menu.Item>
            ) : null}
            {may.mark_spam ? (
              <Menu.Item leftSection={<IconMailOff size={16} stroke={1.8} />} onClick={deeds.markSpam}>
                {t("blocklist.mark_spam")}
              </Menu.Item>
            ) : null}
            {may.restore ? (
              <Menu.Item leftSection={<IconRestore size={16} stroke={1.8} />} onClick={deeds.restore}>
                {t("blocklist.restore")}
              </Menu.Item>
            ) : null}
            {may.block ? (
              <Menu.Item leftSection={<IconShieldOff size={16} stroke={1.8} />} onClick={deeds.block}>
                {t("blocklist.block_menu")}
              </Menu.Item>
            ) : null}
            <Menu.Item leftSection={<IconLink size={16} stroke={1.8} />} onClick={copyLink}>
              {t("sessions.copy_link")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <Tooltip label={aboutShown ? t("sessions.about_hide") : t("sessions.about_show")}>
          <ActionIcon
            aria-label={t("sessions.about")}
            aria-pressed={aboutShown}
            variant={aboutShown ? "light" : "subtle"}
            onClick={onToggleAbout}
          >
            <IconLayoutSidebarRight size={18} stroke={1.8} />
          </ActionIcon>
        </Tooltip>
      </div>
    </header>
  );
}

function StateWords({ page: { session } }: { page: SessionPage }) {
  const t = useWords();
  const me = useMe();
  const now = useNow();
  if (session.state === "waiting") {
    const waited = (now - new Date(session.queued_at ?? session.opened_at).getTime()) / 1000;
    const span = waited < 60 ? t("sessions.waits_under_minute") : duration(Math.floor(waited / 60) * 60);
    return (
      <span className="ss-state" data-state="waiting">
        {t("sessions.state_waiting", { span })}
      </span>
    );
  }
  if (session.state === "with_operator") {
    const mine = session.operator?.id === me.person.id;
    const beside = session.joined.map((person) => person.name).join(", ");
    return (
      <span className="ss-state" data-state="with">
        {mine ? t("sessions.state_mine") : t("sessions.state_with", { name: session.operator?.name ?? "" })}
        {beside ? `, ${t("colleagues.joined_note", { names: beside })}` : ""}
      </span>
    );
  }
  return (
    <span className="ss-state" data-state="closed" title={session.closed_at ? fullTime(session.closed_at) : undefined}>
      {session.state === "spam" ? t("sessions.state_spam") : t("sessions.state_closed")}
    </span>
  );
}

/** Colleagues who have this session before them right now. */
function Watchers({ session }: { session: string }) {
  const t = useWords();
  const me = useMe();
  const presence = useLive((live) => live.presence[session]);
  const typing = useLive((live) => live.typing[session]);
  const staff = presence?.staff.filter((person) => person.id !== me.person.id) ?? [];
  const replying = typing?.filter((typist) => typist.kind === "person").map((typist) => typist.name) ?? [];
  if (replying.length === 0 && staff.length === 0) return null;
  const words =
    replying.length > 0
      ? t("sessions.replying", { name: replying.join(", ") })
      : staff.length === 1
        ? t("sessions.looking", { name: staff[0]?.name ?? "" })
        : t("sessions.looking_many", { n: staff.length });
  return (
    <span
      className="ss-watchers"
      data-replying={replying.length > 0 ? true : undefined}
      title={staff.map((each) => each.name).join(", ")}
    >
      <IconEye size={14} stroke={1.8} aria-hidden="true" />
      <span>{words}</span>
    </span>
  );
}
