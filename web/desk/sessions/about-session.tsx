/** The session itself: its name and facts, whose it is, how urgent. */
import { Button, SegmentedControl } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import type { Priority, SessionPage } from "../../wire/rest";
import { Avatar } from "../ui/avatar";
import { ChannelSign } from "../ui/channel-sign";
import { fullTime } from "../ui/time";
import { useWords } from "../words";
import { Fact, Section } from "./about-parts";
import { renameSession, setPriority } from "./deeds";
import { NameField } from "./name-field";
import { nameOf } from "./names";

const ParameterFields = lazy(() => import("../labels/of-session").then((file) => ({ default: file.ParameterFields })));
const TagsField = lazy(() => import("../labels/of-session").then((file) => ({ default: file.TagsField })));
const Participants = lazy(() => import("./letters/participants").then((file) => ({ default: file.Participants })));
const AssignDialog = lazy(() => import("./assign").then((file) => ({ default: file.AssignDialog })));

/** Five stars, the given ones filled; said in words to who does not see them. */
function Stars({ rating }: { rating: number }) {
  const t = useWords();
  return (
    <span className="ss-stars" role="img" aria-label={t("sessions.rating_of", { n: rating })}>
      {"★".repeat(rating)}
      <span aria-hidden="true">{"★".repeat(5 - rating)}</span>
    </span>
  );
}

export function AboutSession({ page }: { page: SessionPage }) {
  const t = useWords();
  const { session, may } = page;
  const [assigning, setAssigning] = useState(false);
  const named = {
    low: t("sessions.priority_low"),
    normal: t("sessions.priority_normal"),
    high: t("sessions.priority_high"),
  };
  return (
    <Section title={t("sessions.session")}>
      <NameField
        value={session.name}
        shown={nameOf(session.name)}
        label={t("sessions.session_name")}
        may={may.rename}
        onSave={(name) => renameSession(session.id, name || null)}
        mayEmpty
      />
      <dl>
        <Fact label={t("sessions.number")}>#{session.number}</Fact>
        <Fact label={t("sessions.channel")}>
          <span className="ss-channel">
            <ChannelSign kind={session.channel.kind} size={16} />
            {session.channel.name}
          </span>
        </Fact>
        {session.subject ? <Fact label={t("letters.subject")}>{session.subject}</Fact> : null}
        <Fact label={t("sessions.opened")}>
          <time dateTime={session.opened_at}>{fullTime(session.opened_at)}</time>
        </Fact>
        {session.closed_at ? (
          <Fact label={t("sessions.closed")}>
            <time dateTime={session.closed_at}>{fullTime(session.closed_at)}</time>
            {session.close_reason ? <span className="ss-quiet">, {session.close_reason.name}</span> : null}
          </Fact>
        ) : null}
        <Fact label={t("sessions.assignee")}>
          <span className="ss-assigned">
            {session.operator ? (
              <>
                <Avatar name={session.operator.name} size={20} />
                {session.operator.name}
              </>
            ) : (
              <span className="ss-quiet">{session.group?.name ?? t("sessions.nobody")}</span>
            )}
            {may.assign ? (
              <Button size="compact-xs" variant="subtle" onClick={() => setAssigning(true)}>
                {t("sessions.assign_short")}
              </Button>
            ) : null}
          </span>
        </Fact>
        {session.rating ? (
          <Fact label={t("sessions.rating")}>
            <Stars rating={session.rating} />
            {session.rating_comment ? (
              <span className="ss-said" dir="auto">
                {session.rating_comment}
              </span>
            ) : null}
          </Fact>
        ) : null}
        {may.set_priority ? null : <Fact label={t("sessions.priority")}>{named[session.priority]}</Fact>}
      </dl>
      {session.channel.kind === "email" ? (
        <Suspense>
          <Participants session={session.id} after={session.last_seq} may={may.transfer} />
        </Suspense>
      ) : null}
      {may.set_priority ? (
        <div className="ss-priority">
          <span id="ss-priority-label">{t("sessions.priority")}</span>
          <SegmentedControl
            size="xs"
            fullWidth
            aria-labelledby="ss-priority-label"
            value={session.priority}
            data={(["low", "normal", "high"] as const).map((value) => ({ value, label: named[value] }))}
            onChange={(value) => setPriority(session.id, value as Priority)}
          />
        </div>
      ) : null}
      <Suspense fallback={null}>
        <TagsField page={page} />
      </Suspense>
      <Suspense fallback={null}>
        <ParameterFields page={page} />
      </Suspense>
      {assigning ? (
        <Suspense>
          <AssignDialog session={session} opened onClose={() => setAssigning(false)} />
        </Suspense>
      ) : null}
    </Section>
  );
}
