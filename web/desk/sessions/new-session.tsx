/** +New session: live chat, person, the account to write to, and what about. */
import { Button, CloseButton, Loader, Radio, Select, Textarea, TextInput } from "@mantine/core";
import IconUserPlus from "@tabler/icons-react/dist/esm/icons/IconUserPlus.mjs";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { BegunSession, FoundClient, WaysToBegin } from "../../wire/rest";
import { ApiError, api, withQuery } from "../api";
import { useInterface } from "../app/interface";
import { useMe } from "../app/me";
import { useForm } from "../ui/form";
import { FormBody, FormDialog } from "../ui/form-dialog";
import { useSettled } from "../ui/settled";
import { known, useWords, type WordKey } from "../words";
import "./new-session.css";

type Props = { liveChatId: string; onOpen: (session: string) => void };

type Values = { channel_id: string; account_id: string; address: string; name: string; subject: string; text: string };
const nothing: Values = { channel_id: "", account_id: "", address: "", name: "", subject: "", text: "" };

const close = () => useInterface.setState({ newSession: null });

export function NewSession({ liveChatId, onOpen }: Props) {
  const t = useWords();
  return (
    <FormDialog opened close={close} title={t("sessions.begin")}>
      <Fields liveChatId={liveChatId} onOpen={onOpen} />
    </FormDialog>
  );
}

/** The key stands for what is sent: a changed form is another session, the same one sent twice is not. */
function useBeginKey(body: string): string {
  const kept = useRef({ body: "", key: "" });
  if (kept.current.body !== body) kept.current = { body, key: crypto.randomUUID() };
  return kept.current.key;
}

function Fields({ liveChatId, onOpen }: Props) {
  const t = useWords();
  const navigate = useNavigate();
  const chats = useMe().live_chats.filter((chat) => chat.can_begin && chat.roles.includes("operator"));
  const [person, setPerson] = useState<FoundClient | "new" | null>(null);
  const [openOne, setOpenOne] = useState<string | null | undefined>();
  const id = person && person !== "new" ? person.id : undefined;
  const ways = useQuery({
    queryKey: ["ways-to-begin", liveChatId, id],
    queryFn: ({ signal }) =>
      api.get<WaysToBegin>(withQuery(`live-chats/${liveChatId}/ways-to-begin`, { client: id }), { signal }),
    enabled: person !== null,
    staleTime: 0,
  }).data;

  const form = useForm<Values>({
    initial: nothing,
    check: (values) => ({
      account_id: person === "new" || values.account_id ? "" : t("sessions.begin_choose"),
      address: person !== "new" || values.address.trim() ? "" : t("field.required"),
    }),
    fieldOf: { message_too_long: "text" },
    send: async (values) => {
      const whom = person === "new" ? { address: values.address, name: values.name } : { account_id: account };
      const body = { channel_id: channel, ...whom, subject: values.subject, text: values.text };
      try {
        const begun = await api.post<BegunSession>(`live-chats/${liveChatId}/sessions`, { ...body, begin_key: key });
        close();
        onOpen(begun.session);
      } catch (refused) {
        if (refused instanceof ApiError && refused.code === "session_open_exists") {
          setOpenOne((refused.params.session as string | null) ?? null);
        } else throw refused;
      }
    },
  });
  const { values, errors, set } = form;
  const [account = "", accountsChannel = ""] = values.account_id.split(" ");
  const channel = person === "new" ? values.channel_id || (ways?.channels[0]?.id ?? "") : accountsChannel;
  const key = useBeginKey(JSON.stringify([liveChatId, values, person]));

  // The only way there is needs no choosing.
  const possible = ways?.accounts.filter((way) => !way.refused && way.channel) ?? [];
  const only = possible.length === 1 ? `${possible[0]?.account_id} ${possible[0]?.channel?.id}` : "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: chosen anew when another person's ways have come
  useEffect(() => {
    if (only && !values.account_id) set("account_id", only);
  }, [only]);
  useEffect(() => setOpenOne(ways?.open ? ways.session : undefined), [ways]);

  const choose = (chosen: FoundClient | "new" | null) => {
    setPerson(chosen);
    setOpenOne(undefined);
    form.reset({ ...nothing, subject: values.subject, text: values.text });
  };
  const openIt = (session: string) => {
    close();
    onOpen(session);
  };
  const blocked = openOne !== undefined || (person !== "new" && ways !== undefined && possible.length === 0);

  return (
    <FormBody form={form} action={t("sessions.begin_do")} close={close} ready={person !== null && !blocked}>
      {chats.length > 1 ? (
        <Select
          label={t("sessions.begin_where")}
          data={chats.map((chat) => ({ value: chat.id, label: chat.name }))}
          value={liveChatId}
          allowDeselect={false}
          onChange={(next) => {
            if (!next) return;
            useInterface.setState({ newSession: next });
            void navigate({ to: "/live-chats/$liveChatId/$group", params: { liveChatId: next, group: "mine" } });
          }}
        />
      ) : null}
      {person === null ? <FindPerson choose={choose} /> : <Chosen person={person} clear={() => choose(null)} />}
      {person === "new" ? (
        <>
          {ways && ways.channels.length > 1 ? (
            <Select
              label={t("sessions.begin_channel")}
              data={ways.channels.map((each) => ({ value: each.id, label: each.name }))}
              value={channel}
              allowDeselect={false}
              onChange={(next) => next && set("channel_id", next)}
            />
          ) : null}
          <TextInput
            label={t("sessions.begin_site_id")}
            description={t("sessions.begin_site_id_hint")}
            name="address"
            maxLength={255}
            data-autofocus
            value={values.address}
            error={errors.address}
            onChange={(event) => set("address", event.currentTarget.value)}
          />
          <TextInput
            label={t("sessions.begin_name")}
            name="name"
            maxLength={200}
            value={values.name}
            error={errors.name}
            onChange={(event) => set("name", event.currentTarget.value)}
          />
        </>
      ) : null}
      {id && ways === undefined ? <Loader size="sm" /> : null}
      {id && ways ? (
        <Radio.Group
          label={t("sessions.begin_account")}
          value={values.account_id}
          error={errors.account_id}
          onChange={(next) => set("account_id", next)}
        >
          <div className="nw-ways">
            {ways.accounts.map((way) => (
              <Radio
                key={`${way.account_id} ${way.channel?.id}`}
                name="account_id"
                value={`${way.account_id} ${way.channel?.id}`}
                disabled={way.refused !== null}
                label={way.address ?? way.account_name ?? t("sessions.begin_nameless")}
                description={way.refused ? reason(way.refused, t) : way.channel?.name}
              />
            ))}
          </div>
        </Radio.Group>
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
            description={t("sessions.begin_text_hint")}
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

/** Why a session cannot be begun so, in words. */
function reason(code: string, t: ReturnType<typeof useWords>): string {
  const words = `sessions.begin_why_${code}`;
  return known(words) ? t(words as WordKey) : t("error.cannot_begin");
}

function FindPerson({ choose }: { choose: (person: FoundClient | "new") => void }) {
  const t = useWords();
  const [asked, setAsked] = useState("");
  const search = useSettled(asked.trim(), 200);
  const found = useQuery({
    queryKey: ["clients", search],
    queryFn: ({ signal }) => api.get<{ items: FoundClient[] }>(withQuery("clients", { search }), { signal }),
    enabled: search.length >= 2,
  });
  const people = (found.data?.items ?? []).filter((client) => !client.internal);
  return (
    <>
      <TextInput
        label={t("sessions.begin_person")}
        placeholder={t("sessions.begin_find")}
        data-autofocus
        value={asked}
        rightSection={found.isFetching ? <Loader size={14} /> : null}
        onChange={(event) => setAsked(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Enter looks for a person, it does not send half a form.
          if (event.key !== "Enter") return;
          event.preventDefault();
          const first = people[0];
          if (first && people.length === 1) choose(first);
        }}
      />
      <ul className="nw-found" aria-label={t("sessions.begin_found")}>
        {people.map((client) => (
          <li key={client.id}>
            <button type="button" className="nw-person" onClick={() => choose(client)}>
              <span>{client.name ?? t("sessions.begin_nameless")}</span>
              <small>
                {[
                  client.accounts.map((account) => account.email ?? account.phone).find(Boolean),
                  client.accounts.some((account) => account.verified) ? t("sessions.begin_signed") : null,
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </small>
            </button>
          </li>
        ))}
        {found.data && people.length === 0 ? <li className="nw-none">{t("sessions.begin_nobody")}</li> : null}
        <li>
          <button type="button" className="nw-person" onClick={() => choose("new")}>
            <IconUserPlus size={16} stroke={1.8} aria-hidden="true" />
            <span>{t("sessions.begin_new")}</span>
          </button>
        </li>
      </ul>
    </>
  );
}

function Chosen({ person, clear }: { person: FoundClient | "new"; clear: () => void }) {
  const t = useWords();
  const name = person === "new" ? t("sessions.begin_new") : (person.name ?? t("sessions.begin_nameless"));
  return (
    <div className="nw-chosen">
      <span>{name}</span>
      <CloseButton size="sm" aria-label={t("sessions.begin_other")} onClick={clear} />
    </div>
  );
}
