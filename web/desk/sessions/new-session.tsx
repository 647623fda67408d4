/** +New session: live chat, person, the account to write to, and what about. */
import { Button, Loader, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { BegunSession, CardApp, CardOut, WaysToBegin } from "../../wire/rest";
import { ApiError, api, withQuery } from "../api";
import { useInterface } from "../app/interface";
import { useMe } from "../app/me";
import { NewCardForm } from "../cards/new-card";
import { queryClient } from "../query";
import { type Form, useForm } from "../ui/form";
import { FormBody, FormDialog } from "../ui/form-dialog";
import { Problem } from "../ui/problem";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import { channelFor, draftFrom, typedAs } from "./new-session-known";
import { Chosen, FindPerson, type Person } from "./new-session-person";
import { Accounts, possibleOf, reason, TYPED, TypedAddress, type WhereValues, wayKey } from "./new-session-where";
import "../ui/page.css";
import "./new-session.css";

type Props = { liveChatId: string; onOpen: (session: string) => void };

type Values = WhereValues & { subject: string; text: string };
const nothing: Values = { way: "", channel_id: "", address: "", name: "", subject: "", text: "" };

/** What goes with one to another live chat, whose page opens the dialog anew. */
type Kept = { person: Person | null; asked: string; subject: string; text: string };
let kept: Kept | null = null;

const close = () => useInterface.setState({ newSession: null });

export function NewSession({ liveChatId, onOpen }: Props) {
  const t = useWords();
  return (
    <FormDialog opened close={close} title={t("sessions.begin")}>
      <Steps liveChatId={liveChatId} onOpen={onOpen} />
    </FormDialog>
  );
}

/** The key stands for what is sent: a changed form is another session, the same one sent twice is not. */
function useBeginKey(body: string): string {
  const last = useRef({ body: "", key: "" });
  if (last.current.body !== body) last.current = { body, key: crypto.randomUUID() };
  return last.current.key;
}

function Steps({ liveChatId, onOpen }: Props) {
  const t = useWords();
  const navigate = useNavigate();
  const chats = useMe().live_chats.filter((chat) => chat.can_begin && chat.roles.includes("operator"));
  const [person, setPerson] = useState<Person | null>(kept?.person ?? null);
  const [asked, setAsked] = useState(kept?.asked ?? "");
  const [making, make] = useState<CardApp | null>(null);
  const [openOne, setOpenOne] = useState<string | null | undefined>();
  const [why, setWhy] = useState<string | null>(null);
  useEffect(() => {
    kept = null;
  }, []);
  const whose = {
    client: person?.kind === "client" ? person.client.id : undefined,
    card: person?.kind === "card" ? person.card.id : undefined,
  };
  const asking = useQuery({
    queryKey: ["ways-to-begin", liveChatId, whose],
    queryFn: ({ signal }) =>
      api.get<WaysToBegin>(withQuery(`live-chats/${liveChatId}/ways-to-begin`, whose), { signal }),
    enabled: person !== null,
    // What was possible a session ago may not be now: nothing is chosen from it.
    staleTime: 0,
    gcTime: 0,
  });
  const ways = asking.data;
  const possible = possibleOf(ways);

  const form: Form<Values> = useForm<Values>({
    initial: { ...nothing, subject: kept?.subject ?? "", text: kept?.text ?? "" },
    check: (values) => ({
      // A way that has gone meanwhile is none.
      way: typing || way ? "" : t("sessions.begin_choose"),
      address: !typing || values.address.trim() ? "" : t("field.required"),
    }),
    fieldOf: { message_too_long: "text" },
    send: async (values) => {
      setWhy(null);
      const known = way?.account_id ? { account_id: way.account_id } : { address: way?.address };
      const whom = typing ? { address: values.address, name: values.name } : known;
      const body = { channel_id: channel?.id, ...whom, subject: values.subject, text: values.text };
      const card = whose.card ? { card_id: whose.card } : {};
      try {
        const path = `live-chats/${liveChatId}/sessions`;
        const begun = await api.post<BegunSession>(path, { ...body, ...card, begin_key: key });
        for (const stale of ["card", "client"]) void queryClient.invalidateQueries({ queryKey: [stale] });
        close();
        onOpen(begun.session);
      } catch (refused) {
        if (!(refused instanceof ApiError)) throw refused;
        if (refused.code === "session_open_exists") setOpenOne((refused.params.session as string | null) ?? null);
        else if (refused.code === "cannot_begin") setWhy(reason(String(refused.params.reason), t));
        else throw refused;
      }
    },
  });
  const { values, errors, set } = form;
  const typing = person?.kind === "new" || (person?.kind === "card" && values.way === TYPED);
  const guess = channelFor(asked, ways?.channels ?? []);
  const way = possible.find((one) => wayKey(one) === values.way);
  const channel = typing
    ? ways?.channels.find((one) => one.id === (values.channel_id || guess.channel))
    : (way?.channel ?? undefined);
  const key = useBeginKey(JSON.stringify([liveChatId, values, whose, person?.kind]));

  // The only way there is needs no choosing; what was typed to find somebody is not typed again.
  const first = possible[0];
  const only = first && possible.length === 1 ? wayKey(first) : "";
  const alone = only || (whose.card && ways?.channels.length && possible.length === 0 ? TYPED : "");
  // biome-ignore lint/correctness/useExhaustiveDependencies: chosen anew when another person's ways have come
  useEffect(() => {
    if (alone && !values.way) set("way", alone);
    if (ways && person?.kind === "new") {
      if (!values.address) set("address", guess.address);
      if (!values.name) set("name", typedAs(asked).name);
    }
    setOpenOne(ways?.open ? ways.session : undefined);
  }, [ways, alone]);

  const choose = (chosen: Person | null) => {
    setPerson(chosen);
    setOpenOne(undefined);
    setWhy(null);
    form.reset({ ...nothing, subject: values.subject, text: values.text });
  };
  const openIt = (session: string) => {
    close();
    onOpen(session);
  };
  const nowhere = possible.length === 0 && !(whose.card && ways?.channels.length);
  const blocked = openOne !== undefined || (person?.kind !== "new" && (ways === undefined || nowhere));

  if (making) {
    return (
      <>
        <p className="nw-making">{t("sessions.begin_card_hint")}</p>
        <NewCardForm
          app={making}
          known={draftFrom(asked, making)}
          action={t("sessions.begin_card_do")}
          close={() => make(null)}
          made={(card: CardOut) => choose({ kind: "card", card, app: making })}
        />
      </>
    );
  }
  return (
    <FormBody form={form} action={t("sessions.begin_do")} close={close} ready={person !== null && !blocked}>
      <Problem words={why} />
      {chats.length > 1 ? (
        <Select
          label={t("sessions.begin_where")}
          data={chats.map((chat) => ({ value: chat.id, label: chat.name }))}
          value={liveChatId}
          allowDeselect={false}
          onChange={(next) => {
            if (!next) return;
            kept = { person, asked, subject: values.subject, text: values.text };
            useInterface.setState({ newSession: next });
            void navigate({ to: "/live-chats/$liveChatId/$group", params: { liveChatId: next, group: "mine" } });
          }}
        />
      ) : null}
      {person === null ? (
        <FindPerson liveChatId={liveChatId} asked={asked} ask={setAsked} choose={choose} makeCard={make} />
      ) : (
        <Chosen person={person} clear={() => choose(null)} />
      )}
      {person && asking.isPending ? <Loader size="sm" /> : null}
      {person && asking.error ? <Problem words={errorWords(asking.error)} /> : null}
      {person && person.kind !== "new" && ways ? (
        <Accounts ways={ways} typing={person.kind === "card"} values={values} errors={errors} set={set} />
      ) : null}
      {typing && ways ? (
        <TypedAddress
          channels={ways.channels}
          channel={channel}
          named={person?.kind === "new"}
          values={values}
          errors={errors}
          set={set}
        />
      ) : null}
      {openOne !== undefined ? (
        <div className="nw-open" role="alert">
          <span>{t(openOne ? "sessions.begin_open" : "sessions.begin_open_hidden")}</span>
          {openOne ? (
            <Button size="compact-sm" variant="default" onClick={() => openIt(openOne)}>
              {t("sessions.begin_open_it")}
            </Button>
          ) : null}
        </div>
      ) : null}
      {person !== null && !blocked ? (
        <>
          <TextInput
            label={t("sessions.begin_subject")}
            name="subject"
            maxLength={200}
            value={values.subject}
            error={errors.subject}
            onChange={(event) => set("subject", event.currentTarget.value)}
          />
          <Textarea
            label={t("sessions.begin_text")}
            description={t(channel?.kind === "widget" ? "sessions.begin_text_hint" : "sessions.begin_text_sent")}
            name="text"
            rows={3}
            value={values.text}
            error={errors.text}
            onChange={(event) => set("text", event.currentTarget.value)}
          />
        </>
      ) : null}
    </FormBody>
  );
}
