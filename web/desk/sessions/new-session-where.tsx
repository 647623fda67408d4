/** Where to write: the accounts of the person with why some cannot be used, and an address typed for a channel. */
import { Radio, Select, TextInput } from "@mantine/core";
import type { WayChannel, WaysToBegin } from "../../wire/rest";
import { known, useWords, type WordKey } from "../words";

export type WhereValues = { way: string; channel_id: string; address: string; name: string };
type Way = WaysToBegin["accounts"][number];

/** The choice of an address that is none of those that are known. */
export const TYPED = "typed";

export const wayKey = (way: Way): string => `${way.account_id ?? way.address} ${way.channel?.id}`;
export const possibleOf = (ways: WaysToBegin | undefined): Way[] =>
  ways?.accounts.filter((way) => !way.refused && way.channel) ?? [];

/** Why a session cannot be begun so, in words. */
export function reason(code: string, t: ReturnType<typeof useWords>): string {
  const words = `sessions.begin_why_${code}`;
  return known(words) ? t(words as WordKey) : t("error.cannot_begin");
}

type Props = {
  values: WhereValues;
  errors: Partial<Record<string, string>>;
  set: (field: keyof WhereValues, value: string) => void;
};

type AccountsProps = Props & {
  ways: WaysToBegin;
  /** With a card an address may be typed that is not on it. */
  typing: boolean;
};

export function Accounts({ ways, typing, values, errors, set }: AccountsProps) {
  const t = useWords();
  const other = typing && ways.channels.length > 0;
  if (ways.accounts.length === 0 && !other) {
    return <p className="nw-none">{t(typing ? "sessions.begin_no_address" : "sessions.begin_no_account")}</p>;
  }
  return (
    <Radio.Group
      label={t("sessions.begin_account")}
      value={values.way}
      error={errors.way}
      onChange={(next) => set("way", next)}
    >
      <div className="nw-ways">
        {ways.accounts.map((way) => (
          <Radio
            key={wayKey(way)}
            name="way"
            value={wayKey(way)}
            disabled={way.refused !== null}
            label={way.address ?? way.account_name ?? t("sessions.begin_nameless")}
            description={way.refused ? reason(way.refused, t) : way.channel?.name}
          />
        ))}
        {other ? <Radio name="way" value={TYPED} label={t("sessions.begin_typed")} /> : null}
      </div>
    </Radio.Group>
  );
}

type TypedProps = Props & {
  channels: WayChannel[];
  channel: WayChannel | undefined;
  /** Somebody of whom nothing is known may be given a name. */
  named: boolean;
};

export function TypedAddress({ channels, channel, named, values, errors, set }: TypedProps) {
  const t = useWords();
  const site = channel?.kind === "widget";
  const mail = channel?.kind === "email";
  return (
    <>
      {channels.length > 1 ? (
        <Select
          label={t("sessions.begin_channel")}
          data={channels.map((each) => ({ value: each.id, label: each.name }))}
          value={channel?.id ?? null}
          allowDeselect={false}
          onChange={(next) => next && set("channel_id", next)}
        />
      ) : null}
      <TextInput
        label={t(mail ? "sessions.begin_email" : site ? "sessions.begin_site_id" : "cards.outside_id")}
        description={site ? t("sessions.begin_site_id_hint") : undefined}
        name="address"
        type={mail ? "email" : "text"}
        autoComplete="off"
        maxLength={400}
        value={values.address}
        error={errors.address}
        onChange={(event) => set("address", event.currentTarget.value)}
      />
      {named ? (
        <TextInput
          label={t("sessions.begin_name")}
          name="name"
          maxLength={200}
          value={values.name}
          error={errors.name}
          onChange={(event) => set("name", event.currentTarget.value)}
        />
      ) : null}
    </>
  );
}
